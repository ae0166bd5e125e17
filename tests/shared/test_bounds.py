"""What every door keeps small or to itself: answers, bodies, figures, logs."""

import logging
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from shared.bodies import JSON_LIMIT
from tests.opening import opened
from tests.shared.toy_doors import HTML, a_client, application

client = opened(a_client)


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
@pytest.mark.attack("A26")
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
@pytest.mark.attack("A26")
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


@pytest.mark.attack("A26")
async def test_a_large_json_body_is_refused_however_it_is_announced(client: httpx.AsyncClient):
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65536

    kind = {"content-type": "application/json"}
    assert (await client.post("/api/things", content=parts(), headers=kind)).status_code == 413


async def test_figures_are_for_this_machine(client: httpx.AsyncClient):
    assert (await client.get("/metrics")).status_code == 200
    async with a_client("192.0.2.1") as stranger:
        assert (await stranger.get("/metrics")).status_code == 404


@pytest.mark.attack("A35")
async def test_logs_name_the_route_and_neither_its_words_nor_the_errors(
    client: httpx.AsyncClient, capfd: pytest.CaptureFixture[str]
):
    await client.get("/pages/broken")
    said = capfd.readouterr().err
    assert "/pages/broken" in said
    assert "RuntimeError" in said
    assert re.search("secret words", said) is None
    assert logging.raiseExceptions is False


async def test_an_upload_that_breaks_off_is_no_error(capfd: pytest.CaptureFixture[str]):
    head = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nxxxx'
    coming = [{"type": "http.request", "body": head, "more_body": True}, {"type": "http.disconnect"}]
    scope = {
        "type": "http", "method": "POST", "path": "/open/files", "query_string": b"", "client": ("127.0.0.1", 1),
        "headers": [(b"content-type", b"multipart/form-data; boundary=b")], "scheme": "https", "http_version": "1.1",
    }  # fmt: skip
    sent: list[dict] = []

    async def receive() -> dict:
        return coming.pop(0) if len(coming) > 1 else coming[0]

    async def send(message: dict) -> None:
        sent.append(message)

    await application()(scope, receive, send)  # type: ignore[arg-type]
    assert [each["status"] for each in sent if "status" in each] == [400]
    assert "unexpected_error" not in capfd.readouterr().err


async def test_figures_name_routes_and_no_address(client: httpx.AsyncClient):
    for path in ("/pages/refused/secret-token", "/nowhere/secret-token"):
        await client.get(path)
    await client.head("/pages/refused/secret-token")
    figures = (await client.get("/metrics")).text
    assert 'route="/pages/refused/{token}"' in figures
    assert 'method="HEAD",route="/pages/refused/{token}"' in figures
    assert 'route="other"' in figures
    assert "secret-token" not in figures


@pytest.mark.parametrize("is_chunked", [True, False])
@pytest.mark.parametrize("headers", [HTML, HTML | {"accept-language": "pl"}, {}])
async def test_too_large_a_body_is_a_page_for_a_browser(client, headers, is_chunked):
    async def parts():
        for _ in range(3):
            yield b"x" * 1024 * 512

    kind = {"content-type": "application/x-www-form-urlencoded"}
    body = parts() if is_chunked else b"x" * 1024 * 1536
    answer = await client.post("/open/form", content=body, headers=headers | kind)
    assert answer.status_code == 413
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert answer.headers["x-request-id"]
    if headers:
        assert ("Za dużo" if "accept-language" in headers else "Too large") in answer.text
    else:
        assert answer.json()["code"] == "body_too_large"


async def test_a_method_that_is_not_taken_is_answered_with_those_that_are(client: httpx.AsyncClient):
    refused = await client.delete("/api/things")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST")
    assert (await client.delete("/open/files")).headers["allow"] == "POST"
