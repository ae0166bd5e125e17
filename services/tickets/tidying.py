"""What is not needed any more in tables of this service's own: old drafts and bulk changes, and who left without a word."""

from collections.abc import Callable

from services.tickets.uow import TicketsUow
from services.tickets.use_cases.bulk import forget_old
from services.tickets.use_cases.drafts import remove_old
from services.tickets.use_cases.presence import remove_lapsed
from shared.database import Database
from shared.looping import Pauses, work_off

EVERY = 600.0
"""Seconds between two looks."""
SOON = 60.0
"""Seconds until the next look after one that failed."""


async def tidy_tables(database: Database, open_uow: Callable[[Database], TicketsUow]) -> None:
    """Remove them, for ever."""

    async def look() -> int:
        async with open_uow(database) as uow:
            await remove_old(uow)
            await remove_lapsed(uow)
            await forget_old(uow)
        return 0

    await work_off("tidying", look, database, Pauses(EVERY, after_failure=SOON))
