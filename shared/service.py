"""A service, and what keeps it going: relay, receiver, retries, housekeeping, its own loops."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog
from fastapi import FastAPI
from sqlalchemy import func, select
from starlette.types import ASGIApp

from shared.bus import Bus
from shared.database import Database
from shared.doorbell import Doorbell
from shared.handlers import Handlers
from shared.housekeeping import keep_house, retry_parked
from shared.inbox import OpenUow, Receiver
from shared.outbox import Relay
from shared.parked import ParkedRetries
from shared.schema import is_current
from shared.storage import Storage
from shared.tables import dead_letters, outbox, parked

log = structlog.get_logger()
Loop = Callable[[], Coroutine[Any, Any, None]]

OLD_OUTBOX = 30
"""Seconds after which an unpublished event makes the service `degraded`."""


class Role(StrEnum):
    """What a process does for its service."""

    WEB = "web"
    WORKER = "worker"
    BOTH = "both"


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

    @property
    def answers(self) -> ASGIApp:
        """The application to serve."""
        return self.front or self.web

    async def close(self) -> None:
        """Give all connections back."""
        await self.database.close()
        await self.work.close()


@asynccontextmanager
async def running(services: Sequence[Service], bus: Bus, role: Role = Role.BOTH) -> AsyncIterator[None]:
    """Keep services going on one bus, inside this process, until the block is left."""
    async with AsyncExitStack() as stack:
        for service in services:
            stack.push_async_callback(service.close)
            if service.when_starting:
                await service.when_starting()
            service.web.state.health = ServiceHealth(service, bus, role)
        if role is Role.WEB:
            loops = [loop for service in services for loop in _ringing(service)]
        else:
            loops = await _working(services, bus, stack)
        await _keep_going(loops, stack)
        if role is not Role.WEB:
            stack.push_async_callback(bus.stop)
        yield


def stop_streams(services: Sequence[Service]) -> None:
    """The process was told to stop: let every service end its long answers."""
    for service in services:
        if service.when_stopping:
            service.when_stopping()


async def _working(services: Sequence[Service], bus: Bus, stack: AsyncExitStack) -> list[Loop]:
    loops: list[Loop] = []
    for service in services:
        receiver = Receiver(service.handlers, service.work, service.open_uow)
        bus.add(receiver)
        relay = Relay(service.work, bus)
        stack.push_async_callback(relay.finish)
        service.database.when_outbox_filled = service.work.when_outbox_filled = relay.ring
        doorbell = Doorbell(service.work.url)
        loops += [relay.run, lambda doorbell=doorbell, relay=relay: doorbell.listen(relay.ring)]
        loops += [lambda receiver=receiver: retry_parked(ParkedRetries(receiver))]
        loops += [lambda service=service: keep_house(service.work, service.storage), *service.loops]
    await bus.start()
    return loops


def _ringing(service: Service) -> list[Loop]:
    doorbell = Doorbell(service.database.url)
    service.database.when_outbox_filled = doorbell.ring
    return [doorbell.send]


async def _keep_going(loops: list[Loop], stack: AsyncExitStack) -> None:
    tasks = [asyncio.create_task(_guarded(loop)) for loop in loops]

    async def cancel() -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    stack.push_async_callback(cancel)


async def _guarded(loop: Loop) -> None:
    """A loop never ends by itself; should it break, say so and start it again."""
    while True:
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

    async def ready(self) -> tuple[bool, dict[str, Any]]:
        """The database and its migrations decide; for a worker the bus too. The rest is told as `degraded`."""
        try:
            async with asyncio.timeout(3):
                particulars = await self._particulars()
        except Exception as error:
            return False, {"service": self._service.name, "database": type(error).__name__}
        bus = {"ready": True} if self._role is Role.WEB else await self._bus.state()
        is_ready = self._migrated and (self._role is not Role.WORKER or bus["ready"])
        particulars["degraded"] = not bus["ready"] or particulars["outbox_age_seconds"] > OLD_OUTBOX
        return is_ready, {"service": self._service.name, "migrated": self._migrated, "bus": bus} | particulars

    async def _particulars(self) -> dict[str, Any]:
        if not self._migrated:
            self._migrated = await is_current(self._service.database.url, self._service.name)
        return await backlog(self._service.database)


async def backlog(database: Database) -> dict[str, Any]:
    """How much waits: outbox rows and the age of the oldest, parked messages, dead letters."""
    age = func.coalesce(func.extract("epoch", func.clock_timestamp() - func.min(outbox.c.occurred_at)), 0)
    async with database.session() as session:
        waiting = (await session.execute(select(func.count(), age).select_from(outbox))).one()
        aside = await session.scalar(select(func.count()).select_from(parked))
        dead = await session.scalar(
            select(func.count()).select_from(dead_letters).where(dead_letters.c.replayed_at.is_(None))
        )
    return {
        "outbox": waiting[0],
        "outbox_age_seconds": round(float(waiting[1]), 1),
        "parked": aside,
        "dead_letters": dead,
    }
