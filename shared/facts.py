"""Facts on their way: a door that meets a foreign id it does not know yet waits for its event."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from shared.errors import NotFound

T = TypeVar("T")
PATIENCE = 2.0
LOOK_EVERY = 0.05


async def await_fact(find: Callable[[], Awaitable[T | None]], what: str, patience: float = PATIENCE) -> T:
    """What `find` answers as soon as it answers something; NotFound after `patience` seconds.

    `find` must take and give back its connection by itself, so that waiting holds none.
    """
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        if (found := await find()) is not None:
            return found
        if asyncio.get_running_loop().time() >= deadline:
            raise NotFound(f"no such {what}")
        await asyncio.sleep(LOOK_EVERY)
