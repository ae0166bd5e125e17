"""Desks with their counters."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.rights import visible_desks
from services.tickets.tables.desks import desk_totals, desks
from services.tickets.tables.tickets import UNRESOLVED, tickets
from shared.auth import Person
from shared.errors import NoSuchDesk
from shared.rows import dicts, one_dict


async def list_desks(
    session: AsyncSession, person: Person, desk_id: UUID | None = None
) -> list[dict[str, Any]]:
    """The desks `person` may see, by name, or the one asked for."""
    visible = await visible_desks(session, person)
    query = select(desks).order_by(func.lower(desks.c.name), desks.c.id)
    if visible is not None:
        query = query.where(desks.c.id.in_(visible))
    if desk_id:
        query = query.where(desks.c.id == desk_id)
    found = dicts(await session.execute(query))
    counted = await counters(session, [desk["id"] for desk in found])
    return [desk | {"counters": counted[desk["id"]]} for desk in found]


async def get_desk(session: AsyncSession, desk_id: UUID) -> dict[str, Any]:
    """A desk's settings, for who may see it, which is not asked here; raises NoSuchDesk."""
    row = one_dict(await session.execute(select(desks).where(desks.c.id == desk_id)))
    if row is None:
        raise NoSuchDesk(f"no desk {desk_id}")
    return row


async def counters(session: AsyncSession, ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    """All tickets of each desk, those not resolved, and those of them nobody is responsible for."""
    t = tickets.c
    unresolved = select(t.desk_id, func.count(), func.count().filter(t.assignee_id.is_(None)))
    unresolved = unresolved.where(UNRESOLVED, t.desk_id.in_(ids)).group_by(t.desk_id)
    totals = select(desk_totals).where(desk_totals.c.desk_id.in_(ids))
    found = {desk_id: {"all": 0, "open": 0, "unassigned": 0} for desk_id in ids}
    for desk_id, total in await session.execute(totals):
        found[desk_id]["all"] = total
    for desk_id, still_open, unassigned in await session.execute(unresolved):
        found[desk_id] |= {"open": still_open, "unassigned": unassigned}
    return found
