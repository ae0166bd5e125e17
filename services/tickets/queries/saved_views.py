"""Saved views as their owners, and those they are shared with, see them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.errors import NoSuchView
from services.tickets.queries.views import ME, MY_GROUPS
from services.tickets.tables.saved_views import saved_views
from shared.auth import Person
from shared.rows import dicts

MOST_SHOWN = 500
v = saved_views.c
SEEN = (
    select(saved_views)
    .where(
        or_(v.owner_id == ME, v.for_everyone, v.group_ids.op("&&")(func.array(MY_GROUPS.scalar_subquery())))
    )
    .order_by(func.lower(v.name), v.id)
    .limit(MOST_SHOWN)
)
"""What `me` sees: their own, everyone's, and those of their groups."""


async def views_of(
    session: AsyncSession, person: Person, view_id: UUID | None = None
) -> Sequence[dict[str, Any]]:
    """What somebody sees, by name: their own, everyone's, and those of their groups."""
    query = SEEN.where(v.id == view_id) if view_id else SEEN
    return [told_to(person, row) for row in dicts(await session.execute(query, {"me": person.id}))]


async def view_of(session: AsyncSession, person: Person, view_id: UUID) -> dict[str, Any]:
    """One of them; raises NoSuchView for one that is not there, or not for them."""
    for view in await views_of(session, person, view_id):
        return view
    raise NoSuchView(f"no view {view_id}")


def told_to(person: Person, row: dict[str, Any]) -> dict[str, Any]:
    """A view as somebody who sees it is told of it."""
    told = {name: row[name] for name in ("id", "name", "query", "view", "sort", "version")}
    shared: Any = "everyone" if row["for_everyone"] else list(row["group_ids"]) or "me"
    return told | {"shared_with": shared, "own": row["owner_id"] == person.id}
