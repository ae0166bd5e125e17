"""What lies in quarantine for too long is erased, and what is left of uploads that are over, in the background."""

from collections.abc import Callable

from services.widget.intake.resumable import Resumable
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


async def sweep_uploads(resumable: Resumable) -> None:
    """Remove what nobody goes on with, for ever."""
    await work_off("uploads", resumable.sweep, resumable.database, rest=EVERY, after_failure=60.0)
