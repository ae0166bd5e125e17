"""What changed lately: for the panel's live updates."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.tables.tickets import tickets


class TicketChange(NamedTuple):
    """A ticket has a new version."""

    ticket_id: UUID
    desk_id: UUID
    version: int
    at: datetime


async def changed_since(session: AsyncSession, since: Any, limit: int) -> list[TicketChange]:
    """The tickets changed after an instant, the newest first, at most `limit`."""
    t = tickets.c
    query = (
        select(t.id, t.desk_id, t.version, t.updated_at)
        .where(t.updated_at > since)
        .order_by(t.updated_at.desc(), t.id.desc())
        .limit(limit)
    )
    return [TicketChange(*row) for row in await session.execute(query)]
