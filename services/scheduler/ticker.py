"""The only clock loop of the system."""

import asyncio

import structlog

from services.scheduler import use_cases
from services.scheduler.uow import SchedulerUow
from shared.database import Database

log = structlog.get_logger()
PAUSE = 0.25
"""Seconds between looks: how late an announcement may be at rest."""


async def tick(database: Database) -> None:
    """Announce due timers, for ever; several schedulers share the work."""
    while True:
        try:
            async with SchedulerUow(database) as uow:
                announced = await use_cases.announce_due(uow)
        except Exception as error:
            log.warning("tick_failed", error=f"{type(error).__name__}: {error}"[:200])
            announced = 0
        if not announced:
            await asyncio.sleep(PAUSE)
