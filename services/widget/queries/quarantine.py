"""Inquiries that wait for a person to decide whether they become tickets."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import NotInQuarantine
from services.widget.queries.desks import MEMBERS
from services.widget.tables.own import quarantine
from shared.auth import Person
from shared.contracts.widget import TicketRequested
from shared.cursor import from_cursor, to_cursor
from shared.desk_access import is_among, visible_desks
from shared.file_checks import Verdicts, verdicts_on

PAGE = 50
MOST_COUNTED = 1000
"""Inquiries that are counted one by one; a counter that reaches it means "at least"."""

q = quarantine.c


@dataclass(frozen=True, slots=True)
class Held:
    """One inquiry as it came. `reason` names a doubt (`domain/doubts.py`)."""

    id: UUID
    desk_id: UUID
    reason: str
    wish: TicketRequested
    created_at: datetime
    verdicts: Verdicts = field(default_factory=dict)
    """What a scanner said of its files."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which of them: those of one desk, or of all that somebody may see, and where a list goes on."""

    desk_id: UUID | None = None
    cursor: str | None = None


async def list_held(session: AsyncSession, person: Person, which: Which) -> tuple[list[Held], str | None]:
    """Fifty of them on desks that `person` may see, the newest first; and where it goes on."""
    query = select(quarantine).where(await _to_decide(session, person, which.desk_id))
    query = query.order_by(q.request_id.desc()).limit(PAGE + 1)
    of = f"quarantine {which.desk_id}"
    if which.cursor:
        query = query.where(q.request_id < from_cursor(which.cursor, of, UUID)[0])
    rows = [_held(row) for row in await session.execute(query)]
    keys = (file.object_key for row in rows for file in row.wish.attachments)
    verdicts = await verdicts_on(session, keys)
    shown = [replace(row, verdicts=verdicts) for row in rows[:PAGE]]
    return shown, to_cursor(of, shown[-1].id) if len(rows) > PAGE else None


async def count_held(session: AsyncSession, person: Person, desk_id: UUID | None = None) -> int:
    """How many there are, up to `MOST_COUNTED`."""
    some = select(q.request_id).where(await _to_decide(session, person, desk_id)).limit(MOST_COUNTED)
    return await session.scalar(select(func.count()).select_from(some.subquery())) or 0


async def check_held(session: AsyncSession, person: Person, request_id: UUID) -> None:
    """Raise NotInQuarantine for what does not wait, or not on a desk that `person` may see."""
    mine = (q.request_id == request_id) & await _to_decide(session, person, None)
    if await session.scalar(select(q.request_id).where(mine)) is None:
        raise NotInQuarantine(f"no inquiry {request_id} waits here")


async def is_held_back(session: AsyncSession, ticket_id: UUID) -> bool:
    """Whether nothing may be told of a ticket yet; nobody decides about it before this transaction ends."""
    mine = select(q.request_id).where(q.ticket_id == ticket_id).with_for_update(read=True)
    return await session.scalar(mine) is not None


async def _to_decide(session: AsyncSession, person: Person, desk_id: UUID | None) -> ColumnElement[bool]:
    waits = q.discarded_at.is_(None) & is_among(q.desk_id, await visible_desks(session, person, MEMBERS))
    return waits & (q.desk_id == desk_id) if desk_id else waits


def _held(row: Any) -> Held:
    wish = TicketRequested.model_validate(row.wish)
    return Held(row.request_id, row.desk_id, row.reason, wish, row.created_at)
