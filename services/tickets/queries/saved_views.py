"""Saved views as their owners, and those they are shared with, see them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.errors import NoSuchView
from services.tickets.tables.saved_views import saved_views
from shared import desk_access
from shared.auth import Person
from shared.rows import dicts

MOST_SHOWN = 500
v = saved_views.c


async def views_of(
    session: AsyncSession, person: Person, view_id: UUID | None = None
) -> Sequence[dict[str, Any]]:
    """What somebody sees, by name: their own, everyone's, and those of their groups."""
    groups = await desk_access.groups_of(session, person.id)
    theirs = v.group_ids.op("&&")(cast(groups, ARRAY(Uuid)))
    query = select(saved_views).where(or_(v.owner_id == person.id, v.for_everyone, theirs))
    query = query.where(v.id == view_id) if view_id else query
    query = query.order_by(func.lower(v.name), v.id).limit(MOST_SHOWN)
    return [_told(row, person) for row in dicts(await session.execute(query))]


async def view_of(session: AsyncSession, person: Person, view_id: UUID) -> dict[str, Any]:
    """One of them; raises NoSuchView for one that is not there, or not for them."""
    for view in await views_of(session, person, view_id):
        return view
    raise NoSuchView(f"no view {view_id}")


def _told(row: dict[str, Any], person: Person) -> dict[str, Any]:
    told = {name: row[name] for name in ("id", "name", "query", "view", "sort", "version")}
    shared: Any = "everyone" if row["for_everyone"] else list(row["group_ids"]) or "me"
    return told | {"shared_with": shared, "own": row["owner_id"] == person.id}
