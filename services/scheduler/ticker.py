"""The only clock loop of the system."""

from services.scheduler import use_cases
from services.scheduler.uow import SchedulerUow
from shared.database import Database
from shared.looping import work_off

PAUSE = 0.25
"""Seconds between looks: how late an announcement may be at rest."""


async def tick(database: Database) -> None:
    """Announce due timers, for ever; several schedulers share the work."""

    async def announce() -> int:
        async with SchedulerUow(database) as uow:
            return await use_cases.announce_due(uow)

    await work_off("ticker", announce, database, rest=PAUSE, after_failure=PAUSE)
