"""The only clock loop of the system."""

from services.scheduler import use_cases
from services.scheduler.uow import SchedulerUow
from shared.database import Database
from shared.looping import LONGEST_REST, Bell, keep_at

PAUSE = 0.25
"""Seconds after a look that broke."""


async def tick(database: Database, bell: Bell) -> None:
    """Announce due timers, for ever; several schedulers share the work.

    Between two looks it sleeps until the next instant that was promised; `bell` rings for promises of this process. What
    another one was told before it died is found a few seconds late.
    """

    async def look() -> None:
        bell.hush()
        async with SchedulerUow(database) as uow:
            announced = await use_cases.announce_due(uow)
            pause = 0 if announced else await uow.until_next(LONGEST_REST)
        if pause:
            await bell.until_rung(pause)

    await keep_at("ticker", look, database, PAUSE)
