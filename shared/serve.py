"""Serving one ASGI application on listening sockets until told to stop, without losing a request."""

import asyncio
import gc
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from shared.protocol import BoundedProtocol
from shared.stopping import Stop

DRAIN = 32
"""Seconds that requests under way have at a stop; those that wait for news have 30."""

KEEP_ALIVE = 95
"""Seconds that a connection may rest. Longer than the gateway's and than usual clients' own limits: who closes
first loses no request, and it must not be we."""

FAREWELL = 5.0
"""Seconds since its last request after which a connection is closed at a stop. The gateway lets go of a resting
connection after 4 s, so none of its requests meets a closing one."""

HEADER_LIMIT = 30.0
"""Seconds in which a new connection must say its first request, and any request its headers."""

BACKLOG = 4096
"""Connections that wait in the kernel until somebody accepts them, for example during a restart."""

KEPT_SOCKET = "HELPDESK_HTTP_FD"
"""The variable by which a supervisor hands a listening socket on, as a file descriptor."""


class Connection(BoundedProtocol):
    """One client's connection. At a stop it answers what is still sent, and asks the client to close."""

    is_ending = False
    _quiet_since = 0.0
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Somebody connected."""
        self._quiet_since = self.loop.time()
        super().connection_made(transport)
        self._be_patient()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        self._end_patience()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A request's first signs."""
        self._be_patient()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A request has begun; the last one before the end says so in its answer."""
        self._end_patience()
        super().on_headers_complete()
        if self.is_ending and self.cycle:
            self.cycle.keep_alive = False

    def on_response_complete(self) -> None:
        """An answer was sent."""
        self._quiet_since = self.loop.time()
        super().on_response_complete()

    def shutdown(self) -> None:
        """The process was told to stop: let a request that is on its way arrive."""
        self.is_ending = True
        if not self._is_quiet:
            self.cycle.keep_alive = False
            return
        left = self._quiet_since + FAREWELL - self.loop.time()
        if left > 0:
            self.loop.call_later(left, self._close_if_quiet)
        else:
            self.transport.close()

    def _be_patient(self) -> None:
        self._end_patience()
        self._patience = self.loop.call_later(HEADER_LIMIT, self.timeout_keep_alive_handler)

    def _end_patience(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None

    @property
    def _is_quiet(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _close_if_quiet(self) -> None:
        if self._is_quiet and not self.transport.is_closing():
            self.transport.close()


class Server(uvicorn.Server):
    """Says when it answers, and leaves signals to whoever started it."""

    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list | None = None) -> None:
        """Bind, then tell."""
        await super().startup(sockets)
        if self.started and not self.should_exit:
            self._when_ready()

    def end(self) -> None:
        """Take no more connections, and finish those that there are."""
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are `Stop`'s; uvicorn's own way would raise them again before handlers have drained."""
        yield


async def serve(
    app: ASGIApp,
    listeners: Sequence[socket.socket],
    stop: Stop,
    when_ready: Callable[[], None] = lambda: None,
    when_stopping: Callable[[], None] = lambda: None,
    trusted_proxies: str = "127.0.0.1",
) -> None:
    """Answer requests until told to stop; requests under way are finished.

    Only `trusted_proxies` (addresses or networks, separated by commas) may say where a request came from.
    """
    server = Server(_config(app, trusted_proxies), when_ready)

    def end() -> None:
        when_stopping()
        server.end()

    # What is loaded by now stays: the collector need not walk through it again and again.
    gc.collect()
    gc.freeze()
    with stop.heard_by(end):
        await server.serve(list(listeners))


def listen_at(host: str, port: int) -> list[socket.socket]:
    """The listening sockets of one address (a name may have several)."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    places = dict.fromkeys((family, place) for family, _, _, _, place in found)
    return [socket.create_server(place[:2], family=family, backlog=BACKLOG) for family, place in places]


def kept_listener(descriptor: int) -> socket.socket:
    """The listening socket that the supervisor keeps: it outlives this process, with all who wait in it."""
    return socket.socket(fileno=descriptor)


def _config(app: ASGIApp, trusted_proxies: str) -> uvicorn.Config:
    options: dict[str, Any] = {"http": Connection, "timeout_keep_alive": KEEP_ALIVE, "backlog": BACKLOG}
    return uvicorn.Config(
        app,
        lifespan="off",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN,
        log_level="warning",
        proxy_headers=True,
        forwarded_allow_ips=trusted_proxies,
        **options,
    )
