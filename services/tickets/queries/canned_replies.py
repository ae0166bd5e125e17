"""The canned replies of a desk, by name."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.tables.canned_replies import canned_replies
from shared.cursor import from_cursor, to_cursor
from shared.pages import cut, light
from shared.rows import dicts


async def list_replies(
    session: AsyncSession, desk_id: UUID, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of them, fewer where they are long, and where the list goes on."""
    of, c = f"canned replies {desk_id}", canned_replies.c
    query = select(canned_replies).where(c.desk_id == desk_id).order_by(*_by_name(c)).limit(limit + 1)
    if cursor:
        name, last = from_cursor(cursor, of, str, UUID)
        query = query.where(tuple_(*_by_name(c)) > tuple_(literal(name), literal(last)))
    bounded = light(query.subquery(), _by_name, ["body"])
    found, goes_on = cut(dicts(await session.execute(bounded)), limit)
    return found, to_cursor(of, found[-1]["folded"], str(found[-1]["id"])) if goes_on else None


def _by_name(columns: Any) -> Sequence[ColumnElement[Any]]:
    return columns.folded, columns.id
