"""What a search can go on with: names and tags that the asker may know, of one desk or of all of theirs."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.completing import (
    FIXED,
    SPANS,
    begun,
    days_for,
    operators_for,
    values_for,
)
from services.tickets.queries.people import everybody
from services.tickets.rights import visible_desks
from services.tickets.tables.desks import desks
from services.tickets.tables.tickets import tickets
from shared.auth import Person
from shared.desk_access import VisibleDesks, is_among

RECENT = 2000
"""Tags are those of so many tickets, the latest: to look through all of them takes long."""


async def completions(
    session: AsyncSession, person: Person, text: str, desk_id: UUID | None, today: date
) -> list[str]:
    """Whole searches that `text` can become by its last term."""
    term = begun(text)
    if not term.operator:
        return [term.going_on(each) for each in operators_for(term)]
    if term.operator in SPANS:
        return [term.going_on(each) for each in days_for(term, today)]
    known = FIXED.get(term.operator)
    if known is None:
        known = await _known(session, person, term.operator, desk_id)
    return [term.going_on(each) for each in values_for(term, known)]


async def _known(session: AsyncSession, person: Person, operator: str, desk_id: UUID | None) -> list[str]:
    if operator == "assignee":
        workers = await everybody(session)
        return ["me", "none", *(each.name for each in (*workers.people, *workers.groups))]
    visible = await visible_desks(session, person)
    if operator == "desk":
        return list(await session.scalars(select(desks.c.name).where(_of(desks.c.id, visible, None))))
    if operator == "category":
        several = await session.scalars(select(desks.c.categories).where(_of(desks.c.id, visible, desk_id)))
        return list(dict.fromkeys(each["name"] for categories in several for each in categories))
    return await _tags(session, visible, desk_id) if operator == "tag" else []


async def _tags(session: AsyncSession, visible: VisibleDesks, desk_id: UUID | None) -> list[str]:
    t = tickets.c
    latest = select(t.tags).where(_of(t.desk_id, visible, desk_id)).order_by(t.updated_at.desc())
    tag = func.unnest(latest.limit(RECENT).subquery().c.tags).label("tag")
    every = select(tag).subquery()
    counted = select(every.c.tag).group_by(every.c.tag).order_by(func.count().desc(), every.c.tag)
    return list(await session.scalars(counted))


def _of(column: Any, visible: VisibleDesks, desk_id: UUID | None) -> ColumnElement[bool]:
    seen = is_among(column, visible)
    return seen & (column == desk_id) if desk_id else seen
