"""HTTP manners at every door: HEAD, parameters, If-Match, and errors that people can read."""

from time import thread_time

import httpx
import pytest

from shared.errors import Invalid
from shared.web import etag, seen_in
from tests.opening import opened
from tests.shared.toy_doors import HTML, a_client

client = opened(a_client)


@pytest.mark.parametrize("path", ["/api/things", "/api/endless", "/health/live", "/nowhere"])
async def test_head_answers_what_get_does_without_a_body(client: httpx.AsyncClient, path: str):
    headers = (await client.head(path)).headers
    async with client.stream("GET", path) if "endless" not in path else client.stream("HEAD", path) as got:
        assert headers["content-type"] == got.headers["content-type"]
    answer = await client.head(path)
    assert answer.content == b""
    assert answer.status_code == (404 if path == "/nowhere" else 200)


async def test_head_of_an_error_page_has_its_headers(client: httpx.AsyncClient):
    answer = await client.head("/nowhere", headers=HTML)
    assert (answer.status_code, answer.content) == (404, b"")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("query", ["?q=", "?q", "?status=", "?q=&status", "?unknown=", ""])
async def test_an_empty_parameter_is_not_given(client: httpx.AsyncClient, query: str):
    answer = await client.get(f"/api/things{query}")
    assert answer.json() == {"q": "all", "status": ""}


async def test_an_unknown_parameter_is_refused_by_name(client: httpx.AsyncClient):
    answer = await client.get("/api/things?q=x&stauts=open")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "stauts", "message": "unknown query parameter"}]
    assert (await client.get("/api/things?q=x&status=open")).json() == {"q": "x", "status": "open"}
    assert (await client.get("/health/live?utm_source=mail")).status_code == 200


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ('"3"', 200), ("*", 200), ('"1", "3"', 200), (' "3" ', 200), ("", 200),
        ('"2"', 412), ('W/"3"', 412), ('"2", W/"3"', 412), ('"03"', 412),
        ('"a,b", "3"', 200), ('"a,3"', 412), ('"3,b"', 412), ('"a, b", "3"', 422), (', "3" ,, ', 200), (' , ', 412),
        ("3", 422), ('"3', 422), ("W/3", 422), ("* , *", 422), ('"3" "4"', 422), ('"3"x', 422), ('*, "3"', 422),
    ],
)  # fmt: skip
async def test_if_match_as_the_standard_says(client: httpx.AsyncClient, given: str, status: int):
    assert (await client.put("/api/things/1", headers={"if-match": given})).status_code == status


@pytest.mark.parametrize(
    ("given", "status"), [("*", 412), (" * ", 412), ('"3"', 412), ('"0"', 200), ("", 200), ("3", 422)]
)
async def test_a_thing_that_is_not_there_yet_has_been_seen_by_nobody(
    client: httpx.AsyncClient, given: str, status: int
):
    assert (await client.put("/api/things/2", headers={"if-match": given})).status_code == status


@pytest.mark.parametrize(
    "given", ["," * 15_000 + "x", " " * 15_000 + "x", '"a"' + ", " * 7_000 + "x", '"a" ' * 4_000]
)
def test_an_if_match_made_to_cost_costs_nothing(given: str):
    began = thread_time()
    with pytest.raises(Invalid):
        seen_in(given).check(1)
    assert thread_time() - began < 0.1


async def test_if_match_on_two_lines_is_one_list(client: httpx.AsyncClient):
    lines = [("if-match", '"1"'), ("if-match", etag(3)["ETag"])]
    assert (await client.put("/api/things/1", headers=lines)).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere", 404, "There is nothing at this address."),
        ("/pages/refused/key", 409, "It is closed already."),
        ("/pages/broken", 500, "Something went wrong"),
    ],
)
async def test_a_browser_gets_errors_as_pages(client: httpx.AsyncClient, path: str, status: int, words: str):
    answer = await client.get(path, headers=HTML)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert words in answer.text
    assert "<html" in answer.text
    assert answer.headers["x-request-id"]
    assert "default-src" in answer.headers["content-security-policy"]


async def test_a_polish_browser_gets_them_in_polish(client: httpx.AsyncClient):
    answer = await client.get("/nowhere", headers={**HTML, "accept-language": "pl-PL,pl;q=0.9,en;q=0.8"})
    assert "Pod tym adresem nic nie ma." in answer.text
    assert '<html lang="pl"' in answer.text


async def test_a_program_gets_problems(client: httpx.AsyncClient):
    for path in ("/nowhere", "/pages/broken"):
        assert (await client.get(path)).headers["content-type"] == "application/problem+json"
    assert (await client.get("/api/nowhere", headers=HTML)).headers[
        "content-type"
    ] == "application/problem+json"


async def test_an_https_site_says_so_for_a_year(client: httpx.AsyncClient):
    assert (await client.get("/health/live")).headers["strict-transport-security"] == "max-age=31536000"
