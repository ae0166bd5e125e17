"""A body that does not come to its end, over a real socket: it is answered, and its place is free again."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared import bodies
from tests.shared.serving import served
from tests.shared.toy_doors import application

JSON = b'POST /api/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"a'
CHUNKED = b'POST /api/things HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"nam\r\n'
FILES = (
    b"POST /open/files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    b'Content-Length: 9000\r\n\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nx'
)


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(bodies, "FIRST_SECONDS", 0.5)
    async with served(application()) as at:
        yield at


@pytest.mark.parametrize("begun", [JSON, CHUNKED, FILES])
@pytest.mark.parametrize("drips", [False, True])
@pytest.mark.attack("A26")
async def test_a_body_that_does_not_end_is_answered_and_cut(port: int, begun: bytes, drips: bool):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(begun)

    async def drip() -> None:
        while drips and not writer.is_closing():
            writer.write(b"1\r\nx\r\n" if begun is CHUNKED else b"x")
            await asyncio.sleep(0.1)

    dripping = asyncio.create_task(drip())
    answer = await asyncio.wait_for(reader.read(), 10)
    dripping.cancel()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"body_too_slow" in answer
    writer.close()


async def test_a_large_body_has_longer(port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bodies, "SLOWEST", 10)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b'{"name": "x" }'
    writer.write(
        JSON.split(b"Content-Length")[0] + b"Content-Length: 14\r\nConnection: close\r\n\r\n" + body[:10]
    )
    await asyncio.sleep(0.8)
    writer.write(body[10:])
    assert (await asyncio.wait_for(reader.read(), 10)).startswith(b"HTTP/1.1 200 ")
    writer.close()


async def test_who_listens_for_long_is_not_cut(port: int):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /api/endless HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
    await asyncio.sleep(1)
    assert await asyncio.wait_for(reader.read(10), 5)
    writer.close()
