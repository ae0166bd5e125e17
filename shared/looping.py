"""Loops that claim work by a lease: a round again and again, a bell that shortens the wait, and what is under way.

Every process may run such a loop beside others'. A round claims what is due (`FOR UPDATE SKIP LOCKED`, a lease in the
row), starts it, and leaves; whoever dies leaves only leases, which run out.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine
from typing import Any, Generic, TypeVar

import structlog

from shared.database import Database, is_away
from shared.stopping import heed_cancellation

log = structlog.get_logger()
K = TypeVar("K")
REST = 0.5
"""Seconds between looks when nobody rings, and after a round that broke."""


class Bell:
    """Somebody says that there is something to do."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is something to do."""
        self._rung.set()

    def hush(self) -> None:
        """Whatever was rung for is being looked after; stands before looking, so that no ring is lost."""
        self._rung.clear()

    async def until_rung(self, at_most: float = REST) -> None:
        """Wait for a ring, or that long."""
        try:
            async with asyncio.timeout(at_most):
                await self._rung.wait()
        except TimeoutError:
            pass


async def keep_at(
    name: str, round_once: Callable[[], Awaitable[None]], database: Database, rest: float = REST
) -> None:
    """Do `round_once` again and again until cancelled; one that breaks is told as `<name>_pauses`, and waited after.

    While the database is away nothing is tried: its return is waited for.
    """
    while True:
        heed_cancellation()
        try:
            await round_once()
        except Exception as error:
            log.warning(f"{name}_pauses", error=f"{type(error).__name__}: {error}"[:200])
            await asyncio.sleep(rest)
            if is_away(error):
                await database.until_back()


async def work_off(
    name: str,
    some: Callable[[], Awaitable[int]],
    database: Database,
    rest: float,
    after_failure: float = REST,
    between: float = 0,
) -> None:
    """Do `some` work after the other, until cancelled; it answers how much there was, and after none there is a rest.

    `between` are the seconds of a breath that others get after each.
    """

    async def go_on() -> None:
        done = await some()
        await asyncio.sleep(between if done else rest)

    await keep_at(name, go_on, database, after_failure)


class UnderWay(Generic[K]):
    """Work that was started and has not ended, by what it is about; at most so much at a time."""

    def __init__(self, places: int) -> None:
        self.places = places
        self._tasks: dict[K, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()

    def __contains__(self, key: K) -> bool:
        return key in self._tasks

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def room(self) -> int:
        """How much more may be started."""
        return self.places - len(self._tasks)

    def start(self, key: K, work: Coroutine[Any, Any, None]) -> None:
        """Begin; what raises is lost, so `work` tells of its own end."""
        task = self._tasks[key] = asyncio.create_task(work)
        task.add_done_callback(lambda _: self._ended(key))

    async def until_room(self, wanted: int) -> None:
        """Wait until so much more may be started."""
        while self.room < wanted:
            self._changed.clear()
            await self._changed.wait()

    async def finish(self, at_most: float) -> Collection[K]:
        """Wait for all of it, or that long; answers what is still under way."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=at_most)
        return list(self._tasks)

    def _ended(self, key: K) -> None:
        self._tasks.pop(key, None)
        self._changed.set()
