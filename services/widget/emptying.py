"""In the background what lies in quarantine for too long is erased, marks of what was read long ago, and old uploads."""

from collections.abc import Awaitable, Callable

from services.widget.intake.resumable import Resumable
from services.widget.uow import WidgetUow
from services.widget.use_cases.quarantining import erase_old_ones
from services.widget.use_cases.reading import forget_marks
from shared.database import Database
from shared.looping import Pauses, work_off

EVERY = 3600.0
"""Seconds between two looks."""

OpenUow = Callable[[Database], WidgetUow]


async def empty_quarantine(database: Database, open_uow: OpenUow) -> None:
    """Erase it, for ever."""
    await _each_hour("quarantine", erase_old_ones, database, open_uow)


async def forget_old_marks(database: Database, open_uow: OpenUow) -> None:
    """Drop what nobody asks for any more of what was read, for ever."""
    await _each_hour("read_marks", forget_marks, database, open_uow)


async def sweep_uploads(resumable: Resumable) -> None:
    """Remove what nobody goes on with, for ever."""
    await work_off("uploads", resumable.sweep, resumable.database, Pauses(EVERY, after_failure=60.0))


async def _each_hour(
    name: str, some: Callable[[WidgetUow], Awaitable[int]], database: Database, open_uow: OpenUow
) -> None:
    async def look() -> int:
        async with open_uow(database) as uow:
            return await some(uow)

    await work_off(name, look, database, Pauses(EVERY, after_failure=60.0))
