"""Desks that are known and have no settings, found now and then.

News of a desk gives it settings at once (`widget.set_up_desk`). News that waited in a queue of the version before, which
kept copy and settings in one table, or whose set-up was discarded, leaves a desk without them.
"""

from collections.abc import Callable

from services.widget.uow import WidgetUow
from services.widget.use_cases.setting_up import set_up_known_desks
from shared.database import Database
from shared.looping import Pauses, work_off

EVERY = 60.0
"""Seconds between two looks."""


async def furnish_desks(database: Database, open_uow: Callable[[Database], WidgetUow]) -> None:
    """Give them settings, for ever."""

    async def look() -> int:
        async with open_uow(database) as uow:
            return await set_up_known_desks(uow)

    await work_off("bare_desks", look, database, Pauses(EVERY, after_failure=EVERY))
