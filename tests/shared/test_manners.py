"""HTTP manners at every door: a toy application that has nothing but what all services have."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Query, Request, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from shared.auth import CurrentPerson, Person
from shared.bodies import JSON_LIMIT
from shared.errors import Conflict, Unauthorized
from shared.web import Form, IfMatch, check_version, etag, make_app, takes_files

HTML = {"accept": "text/html,application/xhtml+xml"}


class Filters(BaseModel):
    status: str = ""


NO_FILTERS = Filters()


class Thing(Form):
    name: str
    ids: Annotated[list[int], Field(max_length=50)] = []


class NoGate:
    """Lets nobody in but who has the token `good`."""

    async def admit(self, request: Request) -> Person:
        if request.headers.get("authorization") != "Bearer good":
            raise Unauthorized
        return SimpleNamespace(role="agent")  # type: ignore[return-value]


doors = APIRouter()


@doors.get("/api/things")
async def find(q: str = "all", filters: Annotated[Filters, Query()] = NO_FILTERS) -> dict[str, str]:
    return {"q": q, "status": filters.status}


@doors.get("/api/endless")
async def endless() -> StreamingResponse:
    async def beat() -> AsyncIterator[bytes]:
        while True:
            yield b"beat\n"
            await asyncio.sleep(0)

    return StreamingResponse(beat(), media_type="text/event-stream")


@doors.post("/api/things")
async def make(form: Thing) -> Thing:
    return form


@doors.put("/api/things/1")
async def change(if_match: IfMatch) -> dict[str, int]:
    check_version(if_match, 3)
    return {"version": 3}


@doors.post("/api/files")
@takes_files
async def for_the_team(file: UploadFile, person: CurrentPerson) -> int:
    return file.size or 0


@doors.post("/open/files")
@takes_files
async def for_all(file: UploadFile) -> int:
    return file.size or 0


@doors.post("/open/form")
async def form(file: UploadFile) -> int:
    return file.size or 0


@doors.get("/pages/broken")
async def broken() -> None:
    raise RuntimeError("secret words")


@doors.get("/pages/refused/{token}")
async def refused(token: str) -> None:
    raise Conflict("It is closed already.")


def application() -> FastAPI:
    app = make_app("toy")
    app.include_router(doors)
    app.state.gate = NoGate()
    app.state.settings = SimpleNamespace(public_url="https://desk.example.com", metrics_token=None)
    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://desk.example.com") as made:
        yield made


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
        ("3", 422), ('"3', 422), ("W/3", 422), ("* , *", 422),
    ],
)  # fmt: skip
async def test_if_match_as_the_standard_says(client: httpx.AsyncClient, given: str, status: int):
    assert (await client.put("/api/things/1", headers={"if-match": given})).status_code == status


async def test_if_match_on_two_lines_is_one_list(client: httpx.AsyncClient):
    lines = [("if-match", '"1"'), ("if-match", etag(3)["ETag"])]
    assert (await client.put("/api/things/1", headers=lines)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "ids": ["no"] * 100_000},
        {"name": "x", **{f"unknown{number}": 1 for number in range(50_000)}},
        {"name": ["y" * 900_000]},
        {"name": {"z": "y" * 900_000}},
        {"y" * 900_000: 1, "name": "x"},
        {"name": "x", "ids": [{"a": number} for number in range(60_000)]},
        {"name": {str(number): number for number in range(60_000)}},
    ],
)
async def test_an_answer_about_wrong_input_is_small(client: httpx.AsyncClient, body: dict):
    answer = await client.post("/api/things", json=body)
    assert answer.status_code == 422
    assert len(answer.content) < 16_000


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/open/files", {}, 200),
        ("/api/files", {"authorization": "Bearer good"}, 200),
        ("/api/files", {}, 413),
        ("/open/form", {}, 413),
    ],
)
async def test_only_doors_for_files_take_large_bodies_and_only_from_whom_they_may(
    client: httpx.AsyncClient, path: str, headers: dict, status: int, chunked: bool
):
    head = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
    body = head + b"x" * (2 * JSON_LIMIT) + b"\r\n--b--\r\n"

    async def parts() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    headers = {**headers, "content-type": "multipart/form-data; boundary=b"}
    answer = await client.post(path, content=parts() if chunked else body, headers=headers)
    assert answer.status_code == status
    if status == 413:
        assert answer.json()["code"] == "body_too_large"


async def test_a_large_json_body_is_refused_however_it_is_announced(client: httpx.AsyncClient):
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65536

    kind = {"content-type": "application/json"}
    assert (await client.post("/api/things", content=parts(), headers=kind)).status_code == 413


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


async def test_figures_are_for_this_machine(client: httpx.AsyncClient):
    assert (await client.get("/metrics")).status_code == 200
    far = httpx.ASGITransport(application(), client=("192.0.2.1", 1))
    async with httpx.AsyncClient(transport=far, base_url="https://desk.example.com") as stranger:
        assert (await stranger.get("/metrics")).status_code == 404


async def test_logs_name_the_route_and_neither_its_words_nor_the_errors(
    client: httpx.AsyncClient, capfd: pytest.CaptureFixture[str]
):
    await client.get("/pages/broken")
    said = capfd.readouterr().err
    assert "/pages/broken" in said
    assert "RuntimeError" in said
    assert re.search("secret words", said) is None
    assert logging.raiseExceptions is False
