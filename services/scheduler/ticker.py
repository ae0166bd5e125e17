"""The only clock loop of the system."""

import asyncio

from services.scheduler import use_cases
from services.scheduler.uow import SchedulerUow
from shared.database import Database
from shared.looping import keep_at

PAUSE = 0.25
"""Seconds between looks: how late an announcement may be at rest."""


async def tick(database: Database) -> None:
    """Announce due timers, for ever; several schedulers share the work."""

    async def announce() -> None:
        async with SchedulerUow(database) as uow:
            announced = await use_cases.announce_due(uow)
        if not announced:
            await asyncio.sleep(PAUSE)

    await keep_at("ticker", announce, database, PAUSE)
