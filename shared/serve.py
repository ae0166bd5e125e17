"""Serving one ASGI application on one address until SIGTERM or Ctrl-C."""

import asyncio
import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

DRAIN = 10
"""Seconds that requests under way have at a stop."""


class Server(uvicorn.Server):
    """Says when it answers, and leaves the end of the process to whoever started it."""

    def __init__(
        self, config: uvicorn.Config, when_ready: Callable[[], None], when_stopping: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._when_ready = when_ready
        self._when_stopping = when_stopping

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Told to stop: streams end now, requests under way are finished."""
        self._when_stopping()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list | None = None) -> None:
        """Bind, then tell."""
        await super().startup(sockets)
        if self.started and not self.should_exit:
            self._when_ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop serving at a signal; uvicorn's own way would raise it again before handlers have drained."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self.handle_exit, each, None)
        try:
            yield
        finally:
            for each in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(each)


async def serve(
    app: ASGIApp,
    host: str,
    port: int,
    when_ready: Callable[[], None] = lambda: None,
    when_stopping: Callable[[], None] = lambda: None,
    trusted_proxies: str = "127.0.0.1",
) -> None:
    """Answer requests until told to stop; requests under way are finished.

    Only `trusted_proxies` (addresses or networks, separated by commas) may say where a request came from.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http="httptools",
        lifespan="off",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN,
        log_level="warning",
        proxy_headers=True,
        forwarded_allow_ips=trusted_proxies,
    )
    # What is loaded by now stays: the collector need not walk through it again and again.
    gc.collect()
    gc.freeze()
    await Server(config, when_ready, when_stopping).serve()
