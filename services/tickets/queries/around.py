"""What stands around a ticket: its requester's other tickets, and who touched a field last."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, any_, bindparam, func, select, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.queries.persons import ADDRESSES, addresses_of
from services.tickets.rights import visible_desks
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import changes
from shared.auth import Person
from shared.cursor import from_cursor, to_cursor
from shared.desk_access import is_among
from shared.instants import Instant
from shared.rows import dicts

SHOWN = (
    "id", "number", "title", "status", "created_at", "version", "requester_id", "requester_name", "requester_email",
    "requester_phone", "requester_external_id",
)  # fmt: skip


async def earlier_of(
    session: AsyncSession, person: Person, ticket: Mapping[str, Any], limit: int = 5
) -> list[dict[str, Any]]:
    """Other tickets of the same requester, from all of their addresses, on desks that `person` may see, the newest first."""
    if not ticket["requester_id"]:
        return []
    visible = await visible_desks(session, person)
    values = {"requester_id": ticket["requester_id"], "but": ticket["id"], "visible": list(visible or ())}
    query = earlier(of_every_desk=visible is None)
    return dicts(await session.execute(query, {**values, "most": limit}))


@lru_cache
def earlier(*, of_every_desk: bool) -> Select[*tuple[Any, ...]]:
    """The same as a statement, of `requester_id`, at `most`, without `but`; else on `visible` desks."""
    t = tickets.c
    theirs = t.requester_id == any_(func.array(ADDRESSES.scalar_subquery()))
    seen = true() if of_every_desk else t.desk_id == any_(bindparam("visible", type_=ARRAY(Uuid())))
    query = select(*[t[name] for name in SHOWN]).where(theirs, seen, t.id != bindparam("but", type_=Uuid()))
    return query.order_by(t.created_at.desc()).limit(bindparam("most", type_=Integer()))


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


async def these(session: AsyncSession, person: Person, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The tickets of these ids that are on desks `person` may see."""
    t = tickets.c
    seen = is_among(t.desk_id, await visible_desks(session, person))
    query = select(*(t[name] for name in SHOWN)).where(t.id.in_(ids), seen)
    return dicts(await session.execute(query))
