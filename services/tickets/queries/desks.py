"""Desks with their counters."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.queries.counting import of_desks
from services.tickets.rights import visible_desks
from services.tickets.tables.desks import desks
from shared.auth import Person
from shared.desk_access import is_among
from shared.errors import NoSuchDesk
from shared.rows import dicts, one_dict


async def list_desks(
    session: AsyncSession, person: Person, desk_id: UUID | None = None
) -> list[dict[str, Any]]:
    """The desks `person` may see, by name, or the one asked for."""
    visible = await visible_desks(session, person)
    query = select(desks).where(is_among(desks.c.id, visible)).order_by(func.lower(desks.c.name), desks.c.id)
    if desk_id:
        query = query.where(desks.c.id == desk_id)
    found = dicts(await session.execute(query))
    counted = await of_desks(session, [desk["id"] for desk in found])
    return [desk | {"counters": counted[desk["id"]]} for desk in found]


async def get_desk(session: AsyncSession, desk_id: UUID) -> dict[str, Any]:
    """A desk's settings, for who may see it, which is not asked here; raises NoSuchDesk."""
    row = one_dict(await session.execute(select(desks).where(desks.c.id == desk_id)))
    if row is None:
        raise NoSuchDesk(f"no desk {desk_id}")
    return row
