"""What became of requesters: who corrected, joined or parted what, and when."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.queries.persons import addresses_of, t, theirs
from services.tickets.queries.requesters import get_requester
from services.tickets.rights import visible_desks
from services.tickets.tables.requesters import requester_changes
from shared.auth import Person
from shared.rows import dicts

MOST = 200
JOINED = {"merged", "merged_here", "unmerged", "unmerged_here"}
"""What names another requester, of whom the reader may not know."""

c = requester_changes.c


async def history_of(session: AsyncSession, person: Person, requester_id: UUID) -> list[dict[str, Any]]:
    """The latest first; addresses that `person` sees no ticket of are left out. Raises NoSuchRequester."""
    told = await get_requester(session, person, requester_id)
    of = c.requester_id.in_(await addresses_of(session, told["id"]))
    query = select(requester_changes).where(of).order_by(c.created_at.desc(), c.id.desc()).limit(MOST)
    rows = dicts(await session.execute(query))
    named = {UUID(_other(row)["requester_id"]) for row in rows if row["kind"] in JOINED}
    seen = theirs(await visible_desks(session, person)) & t.requester_id.in_(named)
    known = set(await session.scalars(select(t.requester_id).where(seen).distinct())) if named else set()
    return [_happened(row, known) for row in rows]


def _other(row: dict[str, Any]) -> dict[str, Any]:
    return row["new"] or row["old"]


def _happened(row: dict[str, Any], known: Collection[UUID]) -> dict[str, Any]:
    actor = {"kind": row["actor_kind"], "id": row["actor_id"], "name": row["actor_name"]}
    told = {name: row[name] for name in ("id", "requester_id", "kind", "old", "new")}
    if row["kind"] in JOINED and UUID(_other(row)["requester_id"]) not in known:
        side = "new" if row["new"] else "old"
        told[side] = row[side] | {"email": None}
    return told | {"actor": actor, "at": row["created_at"]}
