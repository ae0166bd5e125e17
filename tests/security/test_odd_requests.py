"""Requests that no client of ours sends, as they stand on the wire: nothing of them is our fault."""

import asyncio
from urllib.parse import urlsplit

import pytest

LINES = (
    "OPTIONS * HTTP/1.1", "GET * HTTP/1.1", "GET http://elsewhere.example/ HTTP/1.1", "GET // HTTP/1.1",
    "CONNECT elsewhere.example:443 HTTP/1.1", "TRACE / HTTP/1.1", "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
    "PROPFIND /api/tickets HTTP/1.1", "GET /;a=b HTTP/1.1", "GET /\xff HTTP/1.1",
)  # fmt: skip


@pytest.mark.parametrize("line", LINES)
async def test_an_odd_request_is_answered_or_cut(world, line: str):
    port = urlsplit(world.system.url).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{line}\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1"))
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    assert not answer or b"200" <= answer.split()[1] < b"500", answer[:200]
