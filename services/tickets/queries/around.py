"""What stands around a ticket: its requester's other tickets, and who touched a field last."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.queries.persons import addresses_of
from services.tickets.queries.ticket import timeline
from services.tickets.rights import visible_desks
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import changes
from shared.auth import Person
from shared.cursor import from_cursor, to_cursor
from shared.desk_access import is_among
from shared.instants import Instant
from shared.pages import MOST_BYTES
from shared.rows import dicts

MOST_PAGES = 5
SHOWN = (
    "id", "number", "title", "status", "created_at", "version", "requester_id", "requester_name", "requester_email",
    "requester_phone", "requester_external_id",
)  # fmt: skip


async def earlier_of(
    session: AsyncSession, person: Person, ticket: dict[str, Any], limit: int = 5
) -> list[dict[str, Any]]:
    """Other tickets of the same requester, from all of their addresses, on desks that `person` may see, the newest first."""
    if not ticket["requester_id"]:
        return []
    t = tickets.c
    theirs = t.requester_id.in_(await addresses_of(session, ticket["requester_id"]))
    query = select(*(t[name] for name in SHOWN)).where(theirs, t.id != ticket["id"])
    query = query.where(is_among(t.desk_id, await visible_desks(session, person)))
    return dicts(await session.execute(query.order_by(t.created_at.desc()).limit(limit)))


async def tickets_of(
    session: AsyncSession, person: Person, requester_id: UUID, cursor: str | None = None, limit: int = 50
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of all tickets of a requester on desks that `person` may see, the newest first, and where it goes on."""
    t, of = tickets.c, f"tickets of {requester_id}"
    theirs = t.requester_id.in_(await addresses_of(session, requester_id))
    query = select(t.id, t.number, t.title, t.status, t.created_at).where(theirs)
    query = query.where(is_among(t.desk_id, await visible_desks(session, person)))
    if cursor:
        query = query.where(tuple_(t.created_at, t.id) < tuple_(*from_cursor(cursor, of, Instant, UUID)))
    newest = query.order_by(t.created_at.desc(), t.id.desc()).limit(limit + 1)
    rows = dicts(await session.execute(newest))
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], to_cursor(of, last["created_at"], last["id"]) if last else None


async def last_changed_by(session: AsyncSession, ticket_id: UUID, field: str) -> UUID | None:
    """Who changed the field last; None for the system, and for nobody."""
    c = changes.c
    query = select(c.actor_id).where(c.ticket_id == ticket_id, c.field == field)
    return await session.scalar(query.order_by(c.created_at.desc(), c.id.desc()).limit(1))


async def long_timeline(
    session: AsyncSession, family: Sequence[UUID], cursor: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """Several pages of the timeline at once, for people who read it whole; and where it goes on."""
    rows: list[dict[str, Any]] = []
    for _ in range(MOST_PAGES):
        found, cursor = await timeline(session, family, cursor)
        rows += found
        if cursor is None or sum(len(row["body_html"]) for row in rows) > MOST_BYTES / 2:
            break
    return rows, cursor


async def these(session: AsyncSession, person: Person, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The tickets of these ids that are on desks `person` may see."""
    t = tickets.c
    seen = is_among(t.desk_id, await visible_desks(session, person))
    query = select(*(t[name] for name in SHOWN)).where(t.id.in_(ids), seen)
    return dicts(await session.execute(query))
