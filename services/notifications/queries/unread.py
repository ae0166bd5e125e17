"""Mailboxes that nobody could read for too long: whatever is wrong, with the server, the settings or the workers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.tables import folders, mailboxes

f = folders.c
LAST_READ = func.coalesce(f.looked_at, f.since)


@dataclass(frozen=True, slots=True)
class UnreadMailbox:
    """A mailbox that was last read at `last_read`; `problem` is what came of the last try, if there was one."""

    desk_id: UUID
    address: str
    last_read: datetime
    problem: str


def is_unread(now: datetime, after: timedelta) -> ColumnElement[bool]:
    """Whether a folder was not looked into for so long."""
    return now - after > LAST_READ


async def unread_mailboxes(
    session: AsyncSession, now: datetime, after: timedelta, limit: int = 20
) -> list[UnreadMailbox]:
    """Those that were not read for so long, the longest first."""
    shown = select(f.desk_id, mailboxes.c.address, LAST_READ, f.problem)
    joined = shown.join(mailboxes, mailboxes.c.desk_id == f.desk_id).where(is_unread(now, after))
    return [UnreadMailbox(*row) for row in await session.execute(joined.order_by(LAST_READ).limit(limit))]


async def count_unread(session: AsyncSession, now: datetime, after: timedelta) -> int:
    """How many there are."""
    return await session.scalar(select(func.count()).select_from(folders).where(is_unread(now, after))) or 0
