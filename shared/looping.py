"""Loops that claim work by a lease: a round again and again, a bell that shortens the wait, and what is under way.

Every process may run such a loop beside others'. A round claims what is due (`FOR UPDATE SKIP LOCKED`, a lease in the
row), starts it, and leaves; whoever dies leaves only leases, which run out.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog

from shared.database import Database, is_away
from shared.stopping import heed_cancellation

log = structlog.get_logger()
K = TypeVar("K")
J = TypeVar("J")
REST = 0.5
"""Seconds between looks when nobody rings, and after a round that broke."""

LONGEST_REST = 5.0
"""What they grow to where there is nothing to do: a bell that was lost, or a lease that ran out, is late by no more."""


class Rest:
    """Seconds until the next look: twice as many after each that found nothing, up to `longest`."""

    def __init__(self, first: float = REST, longest: float = LONGEST_REST) -> None:
        self._first, self._longest = first, longest
        self._next = first

    def start_over(self) -> None:
        """There is something to do again."""
        self._next = self._first

    def take(self) -> float:
        """The seconds to rest now."""
        seconds, self._next = self._next, min(self._next * 2, self._longest)
        return seconds


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

    async def until_rung(self, at_most: float = REST) -> bool:
        """Wait for a ring, or that long; answers whether there was one."""
        try:
            async with asyncio.timeout(at_most):
                return await self._rung.wait()
        except TimeoutError:
            return False


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


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds: of the rest after nothing was found, which grows up to `longest`; after a round that broke; and of the
    breath that others get after each piece of work.
    """

    rest: float
    after_failure: float = REST
    between: float = 0
    longest: float = 0


async def work_off(
    name: str,
    some: Callable[[], Awaitable[int]],
    database: Database,
    pauses: Pauses,
    bell: Bell | None = None,
) -> None:
    """Do `some` work after the other, until cancelled; it answers how much there was. `bell` ends a rest."""
    resting, bell = Rest(pauses.rest, max(pauses.rest, pauses.longest)), bell or Bell()

    async def go_on() -> None:
        bell.hush()
        if await some():
            resting.start_over()
            await asyncio.sleep(pauses.between)
        elif await bell.until_rung(resting.take()):
            resting.start_over()

    await keep_at(name, go_on, database, pauses.after_failure)


class UnderWay(Generic[K, J]):
    """Jobs that were started and have not ended, by key; at most so many at a time."""

    def __init__(self, places: int) -> None:
        self.places = places
        self._begun: dict[K, tuple[J, asyncio.Task[None]]] = {}
        self._changed = asyncio.Event()

    def __contains__(self, key: K) -> bool:
        return key in self._begun

    def __len__(self) -> int:
        return len(self._begun)

    @property
    def jobs(self) -> dict[K, J]:
        """What is under way."""
        return {key: job for key, (job, _) in self._begun.items()}

    @property
    def room(self) -> int:
        """How much more may be started."""
        return self.places - len(self._begun)

    def start(self, key: K, job: J, work: Coroutine[Any, Any, None], ended: Callable[[], None]) -> None:
        """Begin; what raises is lost, so `work` tells of its own end. `ended` is called when it is over."""
        task = asyncio.create_task(work)
        self._begun[key] = (job, task)
        task.add_done_callback(lambda _: self._ended(key, ended))

    async def until_room(self, wanted: int) -> None:
        """Wait until so much more may be started."""
        while self.room < wanted:
            self._changed.clear()
            await self._changed.wait()

    async def until_idle(self) -> None:
        """Wait until nothing is under way, whatever is started meanwhile."""
        await self.until_room(self.places)

    async def finish(self, keys: Collection[K], at_most: float) -> None:
        """Wait for some of it, or that long."""
        tasks = self._tasks(keys)
        if tasks:
            await asyncio.wait(tasks, timeout=at_most)

    def cancel(self, keys: Collection[K]) -> None:
        """Break some of it off."""
        for task in self._tasks(keys):
            task.cancel()

    def _tasks(self, keys: Collection[K]) -> list[asyncio.Task[None]]:
        return [task for key, (_, task) in self._begun.items() if key in keys]

    def _ended(self, key: K, ended: Callable[[], None]) -> None:
        self._begun.pop(key, None)
        self._changed.set()
        ended()


@dataclass(frozen=True, slots=True)
class Pace:
    """How many jobs may be under way, and how many at least a round claims: it waits for room for them.

    `ends_ring`: the end of one job may let others begin that were due before. `linger`: seconds that more gets due
    before the next round when this one claimed several, but had room for more.
    """

    places: int
    batch: int = 1
    ends_ring: bool = False
    linger: float = 0


class LeaseLoop(Generic[K, J]):
    """One process's share of jobs that processes share by leases; a service says how one is claimed and done.

    `claim(room)` leases up to so many and answers them by key; `work(job)` does one, and tells of its own end.
    """

    def __init__(
        self,
        name: str,
        database: Database,
        claim: Callable[[int], Awaitable[Mapping[K, J]]],
        work: Callable[[J], Coroutine[Any, Any, None]],
        pace: Pace,
    ) -> None:
        self.under_way = UnderWay[K, J](pace.places)
        self._name, self._database = name, database
        self._claim, self._work = claim, work
        self._batch, self._linger = pace.batch, pace.linger
        self._bell, self._rest = Bell(), Rest()
        self._when_ended = self._bell.ring if pace.ends_ring else lambda: None

    def ring(self) -> None:
        """There is something to do."""
        self._bell.ring()

    async def run(self) -> None:
        """Claim and work until cancelled; what is under way then goes on, and is the caller's to end."""
        await keep_at(self._name, self._round, self._database)

    async def start_due(self) -> int:
        """Claim what is due and there is room for, and start it; answers how much was claimed."""
        claimed = await self._claim(self.under_way.room)
        for key, job in claimed.items():
            # What a slow job's lease let go of while it still runs here is not begun a second time.
            if key not in self.under_way:
                self.under_way.start(key, job, self._work(job), self._when_ended)
        return len(claimed)

    async def _round(self) -> None:
        self._bell.hush()
        claimed = await self.start_due()
        if self.under_way.room < self._batch:
            await self.under_way.until_room(self._batch)
        elif claimed < self._batch:
            await asyncio.sleep(self._linger if claimed > 1 else 0)
            await self._relax(claimed > 0)

    async def _relax(self, was_needed: bool) -> None:
        if was_needed:
            self._rest.start_over()
        if await self._bell.until_rung(self._rest.take()):
            self._rest.start_over()
