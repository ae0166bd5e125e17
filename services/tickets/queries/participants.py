"""Who takes part in a ticket by having been mentioned on it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.rights import parts_of
from services.tickets.tables.participants import participants
from shared.auth import Person
from shared.rows import dicts
from shared.tables import known_people


async def participants_of(session: AsyncSession, family: Sequence[UUID]) -> list[dict[str, Any]]:
    """The people mentioned on any ticket of a family, the first to come first."""
    c, person = participants.c, known_people.c
    name = func.coalesce(person.name, "").label("name")
    query = (
        select(c.person_id.label("id"), name, c.by_id.label("by"), c.since)
        .outerjoin(known_people, person.id == c.person_id)
        .where(c.ticket_id.in_(family))
        .order_by(c.since, c.person_id)
    )
    once: dict[UUID, dict[str, Any]] = {}
    for row in dicts(await session.execute(query)):
        once.setdefault(row["id"], row)
    return list(once.values())


async def tickets_taken_part_in(session: AsyncSession, person: Person) -> frozenset[UUID]:
    """The tickets that somebody may see for having been mentioned on them."""
    return frozenset(await session.scalars(parts_of(person.id)))
