"""What stands around a ticket: its requester's other tickets, and who touched a field last."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.queries.ticket import timeline
from services.tickets.rights import visible_desks
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import changes
from shared.auth import Person
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
    """Other tickets of the same requester on desks that `person` may see, the newest first."""
    if not ticket["requester_email"]:
        return []
    t = tickets.c
    same = func.lower(t.requester_email) == ticket["requester_email"].lower()
    query = select(*(t[name] for name in SHOWN)).where(same, t.id != ticket["id"])
    visible = await visible_desks(session, person)
    if visible is not None:
        query = query.where(t.desk_id.in_(visible))
    return dicts(await session.execute(query.order_by(t.created_at.desc()).limit(limit)))


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
    query = select(*(t[name] for name in SHOWN)).where(t.id.in_(ids))
    visible = await visible_desks(session, person)
    if visible is not None:
        query = query.where(t.desk_id.in_(visible))
    return dicts(await session.execute(query))
