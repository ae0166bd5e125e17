"""A service, and what keeps it going: relay, receiver, retries, housekeeping, its own loops."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import structlog
from fastapi import FastAPI
from sqlalchemy import Table, func, literal, select
from starlette.types import ASGIApp

from shared.bus import Bus
from shared.database import Database
from shared.doorbell import Doorbell
from shared.handlers import Handlers
from shared.housekeeping import keep_house, retry_parked
from shared.inbox import OpenUow, Receiver
from shared.outbox import Relay
from shared.parked import ParkedRetries
from shared.process_role import Role
from shared.schema import is_current
from shared.stopping import heed_cancellation, is_stopping
from shared.storage import Storage
from shared.tables import dead_letters, outbox, parked

log = structlog.get_logger()
Loop = Callable[[], Coroutine[Any, Any, None]]

COUNTED_UP_TO = 10_000
"""Rows: who has more waiting has the same problem, and counting them would be another one."""

OLD_OUTBOX = 30
"""Seconds after which an unpublished event makes the service `degraded`."""


LONGEST_STOP = 180
"""Seconds after which a process that was told to stop may be killed: requests (32), mail under way (60), handlers
beside it (15), the relay (30), and something for a busy machine."""

START_WITHOUT_BUS = 10.0
"""Seconds after its start when a service that also answers requests no longer waits for the bus."""


@dataclass(frozen=True)
class Service:
    """One service, wired but not running. `database` is for its doors, `work` for its handlers."""

    name: str
    web: FastAPI
    handlers: Handlers
    database: Database
    work: Database
    open_uow: OpenUow
    storage: Storage
    front: ASGIApp | None = None
    """What answers requests, if something stands before `web`."""
    loops: Sequence[Loop] = ()
    when_starting: Callable[[], Awaitable[None]] | None = None
    when_stopping: Callable[[], None] | None = None
    """Called when the process is told to stop, so that streams end at once."""
    closes: Sequence[Callable[[], Awaitable[None]]] = ()
    """What else it holds that ends with it."""
    tells: Callable[[], Awaitable[dict[str, Any]]] | None = None
    """What its health has to tell besides, under names of its own; with `degraded` it says that something is."""

    @cached_property
    def receiver(self) -> Receiver:
        """Hands messages to this service's handlers."""
        return Receiver(self.handlers, self.work, self.open_uow)

    @property
    def answers(self) -> ASGIApp:
        """The application to serve."""
        return self.front or self.web

    async def close(self) -> None:
        """Give all connections back."""
        for close in self.closes:
            await close()
        await self.database.close()
        await self.work.close()


@asynccontextmanager
async def running(services: Sequence[Service], bus: Bus, role: Role = Role.BOTH) -> AsyncIterator[None]:
    """Keep services going on one bus, inside this process, until the block is left.

    The end has an order: consumers and loops, whose handlers finish; relays, which hand over what those have
    said; the publisher; the connections to PostgreSQL.
    """
    async with AsyncExitStack() as stack:
        for service in services:
            stack.push_async_callback(service.close)
            if service.when_starting:
                await service.when_starting()
            service.web.state.health = ServiceHealth(service, bus, role)
        if role is Role.WEB:
            _keep_going([loop for service in services for loop in _ringing(service)], stack)
        else:
            await _work(services, bus, stack)
        yield


def stop_streams(services: Sequence[Service]) -> None:
    """The process was told to stop: let every service end its long answers."""
    for service in services:
        if service.when_stopping:
            service.when_stopping()


async def _work(services: Sequence[Service], bus: Bus, stack: AsyncExitStack) -> None:
    stack.push_async_callback(bus.stop)
    relays = [_receiving(service, bus) for service in services]
    for relay in relays:
        stack.push_async_callback(relay.finish)
    _keep_going([loop for relay in relays for loop in (relay.run, _hearing(relay))], stack)
    loops = [loop for service in services for loop in _loops(service)]
    _keep_going(loops, stack, meanwhile=bus.stop_reading)
    await bus.start()


def _receiving(service: Service, bus: Bus) -> Relay:
    bus.add(service.receiver)
    relay = Relay(service.work, bus)
    service.database.when_outbox_filled = service.work.when_outbox_filled = relay.ring
    return relay


def _hearing(relay: Relay) -> Loop:
    doorbell = Doorbell(relay.database.url)
    return lambda: doorbell.listen(relay.ring)


def _loops(service: Service) -> list[Loop]:
    return [
        lambda: retry_parked(ParkedRetries(service.receiver), service.work),
        lambda: keep_house(service.work, service.storage),
        *service.loops,
    ]


def _ringing(service: Service) -> list[Loop]:
    doorbell = Doorbell(service.database.url)
    service.database.when_outbox_filled = doorbell.ring
    return [doorbell.send]


def _keep_going(
    loops: Sequence[Loop], stack: AsyncExitStack, meanwhile: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Start `loops`; at the end stop them all at once, and do `meanwhile` beside it."""
    tasks = [asyncio.create_task(_guarded(loop)) for loop in loops]

    async def end() -> None:
        for task in tasks:
            task.cancel()
        others = [meanwhile()] if meanwhile else []
        ended = await asyncio.gather(*tasks, *others, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                log.error("not_stopped_well", exc_info=error)

    stack.push_async_callback(end)


async def _guarded(loop: Loop) -> None:
    """A loop never ends by itself; should it break, say so and start it again."""
    while True:
        heed_cancellation()
        try:
            await loop()
        except Exception as error:
            log.error("loop_broke", exc_info=error)
        await asyncio.sleep(1)


class ServiceHealth:
    """Readiness of one service in this process."""

    def __init__(self, service: Service, bus: Bus, role: Role) -> None:
        self._service = service
        self._bus = bus
        self._role = role
        self._migrated = False
        self._first_consumed = False
        self._since = time.monotonic()

    async def ready(self) -> tuple[bool, dict[str, Any]]:
        """The database and its migrations decide; for a worker the bus too. The rest is told as `degraded`.

        Who answers and works is not ready before its consumers are, but a broker that is away cannot hold
        it up for long: inquiries are taken without one.
        """
        if is_stopping():
            return False, {"service": self._service.name, "stopping": True}
        try:
            async with asyncio.timeout(3):
                await self._look()
        except Exception as error:
            return False, {"service": self._service.name, "database": type(error).__name__}
        particulars = await self._particulars()
        bus = {"ready": True} if self._role is Role.WEB else await self._bus.state()
        self._first_consumed |= bus["ready"] or time.monotonic() - self._since > START_WITHOUT_BUS
        is_ready = self._migrated and (bus["ready"] if self._role is Role.WORKER else self._first_consumed)
        is_old = particulars.get("outbox_age_seconds", 1e9) > OLD_OUTBOX
        particulars["degraded"] = not bus["ready"] or is_old or particulars.get("degraded", False)
        return is_ready, {"service": self._service.name, "migrated": self._migrated, "bus": bus} | particulars

    async def _look(self) -> None:
        """Whether the database answers, and is of this version: all that readiness depends on."""
        if not self._migrated:
            self._migrated = await is_current(self._service.database.url, self._service.name)
        async with self._service.database.session() as session:
            await session.execute(select(1))

    async def _particulars(self) -> dict[str, Any]:
        try:
            async with asyncio.timeout(2):
                told = await backlog(self._service.database)
                return told | (await self._service.tells() if self._service.tells else {})
        except Exception as error:
            return {"backlog": type(error).__name__}


async def backlog(database: Database) -> dict[str, Any]:
    """How much waits, counted up to 10,000: outbox rows and the age of the oldest, parked messages, dead letters."""
    oldest = select(outbox.c.occurred_at).order_by(outbox.c.id).limit(1).scalar_subquery()
    age = func.coalesce(func.extract("epoch", func.clock_timestamp() - oldest), 0)
    waiting = dead_letters.c.replayed_at.is_(None)
    columns = (_counted(outbox), age, _counted(parked), _counted(dead_letters, waiting))
    async with database.session() as session:
        found = (await session.execute(select(*columns))).one()
    return {
        "outbox": found[0],
        "outbox_age_seconds": round(float(found[1]), 1),
        "parked": found[2],
        "dead_letters": found[3],
    }


def _counted(table: Table, *which: Any) -> Any:
    some = select(literal(1)).select_from(table).where(*which).limit(COUNTED_UP_TO).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
