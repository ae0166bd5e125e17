"""Open tickets of people and groups that may not work on them any more, found now and then.

News of people and desks give such tickets back at once. What was assigned before that rule, or slipped through, is
found here.
"""

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy import true

from services.tickets.uow import TicketsUow
from services.tickets.use_cases.assigning import release

log = structlog.get_logger()
EVERY = 3600.0
"""Seconds between two looks."""
SOON = 60.0
"""Seconds until the next look after one that failed."""


async def release_orphans(open_uow: Callable[[], TicketsUow]) -> None:
    """Give them back, for ever."""
    while True:
        pause = EVERY
        try:
            async with open_uow() as uow:
                await release(uow, true())
        except Exception as error:
            log.warning("orphans_not_released", error=type(error).__name__)
            pause = SOON
        await asyncio.sleep(pause)
