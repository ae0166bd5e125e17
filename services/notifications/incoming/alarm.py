"""Says that a mailbox cannot be read: in the log and to who manages its desk once, in health and figures while it lasts."""

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from prometheus_client import Gauge
from pydantic_core import to_jsonable_python

from services.notifications.queries.unread import count_unread, unread_mailboxes
from services.notifications.uow import OpenUow
from services.notifications.use_cases import telling, watching
from shared.database import Database
from shared.looping import keep_at

log = structlog.get_logger()
EVERY = 30.0
"""Seconds between looks; the first comes after one, so that workers that have just started can read first."""

UNREAD = Gauge("helpdesk_mailboxes_unread", "Mailboxes of all desks that nobody could read for too long")


class MailboxAlarm:
    """One process's watch over the mailboxes: whoever comes first warns of one."""

    def __init__(self, database: Database, work: Database, open_uow: OpenUow, after: timedelta) -> None:
        self._database, self._work, self._open_uow, self._after = database, work, open_uow, after

    async def run(self) -> None:
        """Look until cancelled."""
        await keep_at("mailbox_alarm", self._round, self._work)

    async def look(self) -> None:
        """Warn of what was not warned of since it was last read, and count."""
        async with self._open_uow(self._work) as uow:
            for each in await watching.warn_of_unread(uow, self._after):
                log.warning("mailbox_unread", desk_id=str(each.desk_id), since=str(each.last_read))
                await telling.tell_of_silent_mailbox(uow, each.desk_id, each.address, each.last_read)
            UNREAD.set(await count_unread(uow.session, uow.now, self._after))

    async def tells(self) -> dict[str, Any]:
        """What health tells: the mailboxes that are not read, up to twenty."""
        async with self._open_uow(self._database) as uow:
            found = await unread_mailboxes(uow.session, uow.now, self._after)
        return {"mailboxes_unread": to_jsonable_python(found)}

    async def _round(self) -> None:
        await asyncio.sleep(EVERY)
        await self.look()
