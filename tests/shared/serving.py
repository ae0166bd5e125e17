"""An application on a real socket, inside the test's own process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from services.local.ports import free_port
from tests.waiting import until


@asynccontextmanager
async def served(app: ASGIApp, **options: Any) -> AsyncIterator[int]:
    """Its port, while the block lasts; `options` are uvicorn's."""
    at = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=at, lifespan="off", log_level="critical", **options))
    server.capture_signals = nullcontext  # type: ignore[method-assign, assignment]
    serving = asyncio.create_task(server.serve())

    async def has_started() -> bool:
        return server.started

    await until(has_started)
    yield at
    server.should_exit = True
    await serving
