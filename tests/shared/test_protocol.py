"""Bounds of a connection, over a real socket: long addresses, many and endless headers are cut off early."""

import asyncio
from functools import partial

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from shared.protocol import LONGEST_HEAD, LONGEST_URL, BoundedProtocol
from tests.opening import opened
from tests.shared.serving import served

port = opened(partial(served, PlainTextResponse("fine"), http=BoundedProtocol))


async def exchanged(port: int, *parts: bytes) -> tuple[bytes, int]:
    """The first line of the answer, and how many bytes were taken before the connection was closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sent = 0
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            sent += len(part)
    except ConnectionError:
        pass
    try:
        line = await asyncio.wait_for(reader.readline(), 5)
    except ConnectionError:
        line = b""
    writer.close()
    return line, sent


def request(path: str = "/", *headers: bytes) -> bytes:
    return b"\r\n".join([f"GET {path} HTTP/1.1".encode(), b"Host: x", *headers, b"", b""])


async def test_ordinary_requests_pass(port: int):
    long = b"X-Long: " + b"y" * (LONGEST_HEAD - 2000)
    assert (await exchanged(port, request()))[0] == b"HTTP/1.1 200 OK\r\n"
    assert (await exchanged(port, request("/" + "a" * (LONGEST_URL - 10))))[0] == b"HTTP/1.1 200 OK\r\n"
    assert (await exchanged(port, request("/", long)))[0] == b"HTTP/1.1 200 OK\r\n"


async def test_a_long_address_is_414(port: int):
    line, _ = await exchanged(port, request("/" + "a" * (LONGEST_URL + 10)))
    assert line == b"HTTP/1.1 414 URI Too Long\r\n"


@pytest.mark.parametrize(
    "headers", [[b"X: y"] * 150, [b"X: " + b"y" * 9000] * 5, [b"X: " + b"y" * (LONGEST_HEAD + 9)]]
)
async def test_many_or_long_headers_are_431(port: int, headers: list[bytes]):
    line, _ = await exchanged(port, request("/", *headers))
    assert line == b"HTTP/1.1 431 Request Header Fields Too Large\r\n"


async def test_a_header_without_an_end_is_not_collected(port: int):
    _, taken = await exchanged(port, b"GET / HTTP/1.1\r\nX-Endless: ", *[b"y" * 65536] * 1000)
    assert taken < 60 * 1024 * 1024


async def test_a_large_body_is_not_a_large_head(port: int):
    body = b"z" * 500_000
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n"
    line, _ = await exchanged(port, head, body, request())
    assert line == b"HTTP/1.1 200 OK\r\n"


async def test_the_next_request_on_the_same_connection_is_counted_anew(port: int):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(5):
        writer.write(request("/", b"X: " + b"y" * (LONGEST_HEAD - 3000)))
        answer = await asyncio.wait_for(reader.readuntil(b"fine"), 5)
        assert answer.startswith(b"HTTP/1.1 200 OK")
    writer.close()


CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    await PlainTextResponse(f"{len(await request.body())} bytes")(scope, receive, send)


@pytest.mark.parametrize(
    "framing",
    [
        [b"1;" + b"e" * 8000 + b"\r\nz\r\n"] * 1000,
        [b"1;a=" + b"e" * 60_000_000],
        [b"2;" + b"e" * 100 + b"\r\nzz\r\n"] * 50_000,
        [b"0\r\n" + b"T: t\r\n" * 90_000],
    ],
)
async def test_what_stands_around_the_chunks_of_a_body_is_counted(framing: list[bytes]):
    async with served(echo, http=BoundedProtocol) as at:
        line, taken = await exchanged(at, CHUNKED, *framing)
    assert line.split()[1:2] in ([b"413"], [b"431"], [])
    assert taken < 20_000_000


async def test_chunks_of_one_byte_are_taken():
    async with served(echo, http=BoundedProtocol) as at:
        line, _ = await exchanged(at, CHUNKED, b"1\r\nz\r\n" * 100_000, b"0\r\n\r\n")
    assert line == b"HTTP/1.1 200 OK\r\n"


async def test_requests_one_behind_the_other_are_counted_apart():
    body = b"5;x=y\r\nhello\r\n0\r\n\r\n"
    async with served(echo, http=BoundedProtocol) as at:
        reader, writer = await asyncio.open_connection("127.0.0.1", at)
        for _ in range(50):
            writer.write((CHUNKED + body) * 40)
            for _ in range(40):
                assert (await asyncio.wait_for(reader.readuntil(b"5 bytes"), 5)).startswith(b"HTTP/1.1 200")
        writer.close()
