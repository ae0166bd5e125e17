"""The canned replies of a desk, by name."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.errors import NoSuchCannedReply
from services.tickets.tables.canned_replies import canned_replies
from shared.cursor import from_cursor, to_cursor
from shared.pages import cut, light
from shared.rows import dicts, one_dict

MOST_OFFERED = 50
MOST_WORDS = 10
SHOWN = 160
"""Characters of a text by which it is recognized."""


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


async def get_reply(session: AsyncSession, desk_id: UUID, reply_id: UUID) -> dict[str, Any]:
    """One of a desk's; raises NoSuchCannedReply."""
    c = canned_replies.c
    query = select(canned_replies).where(c.desk_id == desk_id, c.id == reply_id)
    found = one_dict(await session.execute(query))
    if found is None:
        raise NoSuchCannedReply(f"no canned reply {reply_id} on this desk")
    return found


async def offered(session: AsyncSession, desk_id: UUID, find: str) -> list[dict[str, Any]]:
    """A desk's replies that have all words of `find` in name or text, by name, as far as somebody looks through them.

    Of the text, how it begins, in `body`.
    """
    c = canned_replies.c
    whole = func.concat(c.folded, " ", func.lower(c.body))
    wanted = [whole.contains(word, autoescape=True) for word in find.casefold().split()[:MOST_WORDS]]
    columns = (c.id, c.name, c.status, c.priority, func.left(c.body, SHOWN).label("body"))
    query = select(*columns).where(c.desk_id == desk_id, *wanted).order_by(*_by_name(c)).limit(MOST_OFFERED)
    return dicts(await session.execute(query))
