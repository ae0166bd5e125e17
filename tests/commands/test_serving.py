"""Serving from first to last: what is on its way when a process is told to stop still gets its answer."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from shared import serve as serving
from shared.serve import kept_listener, listen_at, serve
from shared.stopping import Stop

REQUEST = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == "/slow":
        await asyncio.sleep(0.3)
    await PlainTextResponse("here")(scope, receive, send)


class Running:
    """A server in this process."""

    def __init__(self, listener: socket.socket) -> None:
        self.stop = Stop()
        self.port = listener.getsockname()[1]
        self.task = asyncio.create_task(serve(app, [listener], self.stop))

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)


@asynccontextmanager
async def running(listener: socket.socket | None = None) -> AsyncIterator[Running]:
    server = Running(listener or listen_at("127.0.0.1", 0)[0])
    await asyncio.sleep(0.05)
    yield server
    server.stop.tell()
    await server.task


async def answer(reader: asyncio.StreamReader) -> bytes:
    return await asyncio.wait_for(reader.readuntil(b"here"), 3)


@pytest.mark.parametrize("asked_before", [True, False])
async def test_a_request_sent_while_the_server_stops_is_answered_as_the_last_one(asked_before: bool):
    async with running() as server:
        reader, writer = await server.open()
        if asked_before:
            writer.write(REQUEST)
            assert b"connection: close" not in await answer(reader)
        await asyncio.sleep(0.05)
        server.stop.tell()
        await asyncio.sleep(0.3)
        writer.write(REQUEST)
        assert b"connection: close" in await answer(reader)
        assert await reader.read() == b""
        writer.close()


async def test_a_request_under_way_is_finished(monkeypatch: pytest.MonkeyPatch):
    async with running() as server:
        reader, writer = await server.open()
        writer.write(REQUEST.replace(b"/ ", b"/slow "))
        await asyncio.sleep(0.1)
        server.stop.tell()
        assert b"connection: close" in await answer(reader)
        writer.close()


async def test_connections_that_rest_hold_nobody_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serving, "FAREWELL", 0.2)
    async with running() as server:
        reader, writer = await server.open()
        await asyncio.sleep(0.3)
        server.stop.tell()
        assert await asyncio.wait_for(reader.read(), 0.5) == b""
        writer.close()


async def test_who_says_nothing_or_never_ends_a_header_is_let_go(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serving, "HEADER_LIMIT", 0.2)
    async with running() as server:
        for begin in (b"", b"GET / HTTP/1.1\r\nhost: x\r\nx-a: "):
            reader, writer = await server.open()
            writer.write(begin)
            assert await asyncio.wait_for(reader.read(), 1) == b""
            writer.close()


async def test_clients_wait_in_a_kept_socket_until_the_next_process_answers():
    with listen_at("127.0.0.1", 0)[0] as kept:
        async with running(kept_listener(socket.dup(kept.fileno()))) as first:
            reader, writer = await first.open()
            writer.write(REQUEST)
            await answer(reader)
            writer.close()
        waiting, writer = await asyncio.open_connection("127.0.0.1", kept.getsockname()[1])
        writer.write(REQUEST)
        await asyncio.sleep(0.2)
        async with running(kept_listener(socket.dup(kept.fileno()))):
            await answer(waiting)
            writer.close()


async def test_told_before_it_serves_it_stops_what_was_started():
    done: list[str] = []

    async def work(stop: Stop) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.1)
            done.append("in order")

    stop = Stop()
    ending = asyncio.create_task(stop.run(work(stop)))
    await asyncio.sleep(0.05)
    stop.tell()
    await asyncio.sleep(0.05)
    stop.tell()  # a second signal cuts nothing off
    await ending
    assert done == ["in order"]
