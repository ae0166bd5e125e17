"""What can be read of timers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.scheduler.tables import timers
from shared.cursor import from_cursor, to_cursor

PAGE = 100


@dataclass(frozen=True, slots=True)
class TimerRow:
    """One timer as admins see it."""

    timer_id: UUID
    ticket_id: UUID
    due_at: datetime | None
    state: str


async def list_timers(
    session: AsyncSession, state: str, ticket_id: UUID | None, cursor: str | None
) -> tuple[list[TimerRow], str | None]:
    """A hundred timers in `state`, in the order they were set, of one ticket if given; and where it goes on."""
    query = select(timers.c.timer_id, timers.c.ticket_id, timers.c.due_at, timers.c.state)
    query = query.where(timers.c.state == state).order_by(timers.c.timer_id).limit(PAGE)
    if ticket_id:
        query = query.where(timers.c.ticket_id == ticket_id)
    of = f"timers {state} {ticket_id}"
    if cursor:
        query = query.where(timers.c.timer_id > from_cursor(cursor, of, UUID)[0])
    rows = [TimerRow(*row) for row in await session.execute(query)]
    return rows, to_cursor(of, rows[-1].timer_id) if len(rows) == PAGE else None
