"""What lies in quarantine for too long is erased, in the background."""

from collections.abc import Callable

from services.widget.uow import WidgetUow
from services.widget.use_cases.quarantining import erase_old_ones
from shared.database import Database
from shared.looping import work_off

EVERY = 3600.0
"""Seconds between two looks."""


async def empty_quarantine(database: Database, open_uow: Callable[[Database], WidgetUow]) -> None:
    """Erase it, for ever."""

    async def look() -> int:
        async with open_uow(database) as uow:
            return await erase_old_ones(uow)

    await work_off("quarantine", look, database, rest=EVERY, after_failure=60.0)
