"""Open tickets of people and groups that may not work on them any more, found now and then.

News of people and desks give such tickets back at once. What was assigned before that rule, or slipped through, is
found here.
"""

from collections.abc import Callable

from sqlalchemy import true

from services.tickets.uow import TicketsUow
from services.tickets.use_cases.assigning import release
from shared.database import Database
from shared.looping import Pauses, work_off

EVERY = 3600.0
"""Seconds between two looks."""
SOON = 60.0
"""Seconds until the next look after one that failed."""


async def release_orphans(database: Database, open_uow: Callable[[Database], TicketsUow]) -> None:
    """Give them back, for ever."""

    async def look() -> int:
        async with open_uow(database) as uow:
            return await release(uow, true())

    await work_off("orphans", look, database, Pauses(EVERY, after_failure=SOON))
