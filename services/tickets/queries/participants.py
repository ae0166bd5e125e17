"""Who takes part in a ticket by having been mentioned on it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.rights import parts_of
from services.tickets.tables.participants import participants
from shared.auth import Person
from shared.rows import dicts
from shared.tables import known_people


async def add_participants(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Give each ticket, with its `merged_from`, the people mentioned on any of them: the first to come first, each once.

    Lists know already which of them have some (`has_participants`).
    """
    asked = [row for row in rows if row.pop("has_participants", True) or row["merged_from"]]
    root = {each["id"]: row for row in asked for each in (row, *row["merged_from"])}
    for row in rows:
        row["participants"] = []
    if not root:
        return
    query = PARTS.where(participants.c.ticket_id.in_(root))
    for found in dicts(await session.execute(query)):
        add_once(root[found["ticket_id"]]["participants"], found)


def add_once(there: list[dict[str, Any]], found: dict[str, Any]) -> None:
    """Put a row of `PARTS` behind those of the same ticket, unless its person is among them."""
    if found["id"] not in {each["id"] for each in there}:
        there.append({name: value for name, value in found.items() if name != "ticket_id"})


def _parts() -> Select[*tuple[Any, ...]]:
    c, person = participants.c, known_people.c
    name = func.coalesce(person.name, "").label("name")
    query = select(c.ticket_id, c.person_id.label("id"), name, c.by_id.label("by"), c.since)
    return query.outerjoin(known_people, person.id == c.person_id).order_by(c.since, c.person_id)


PARTS = _parts()
"""Who was mentioned, the first to come first."""


async def tickets_taken_part_in(session: AsyncSession, person: Person) -> frozenset[UUID]:
    """The tickets that somebody may see for having been mentioned on them."""
    return frozenset(await session.scalars(parts_of(person.id)))
