"""What was said and done on a ticket, in the order in which it happened."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Uuid,
    any_,
    bindparam,
    exists,
    false,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.queries.ticket import add_verdicts
from services.tickets.tables.deliveries import deliveries
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import changes, comments, held_comments, notes
from shared.cursor import from_cursor, to_cursor
from shared.instants import Instant
from shared.pages import cut, light
from shared.rows import dicts

PAGE = 200
LONG_PAGE = 1000
"""For people, who read it whole."""

NOTHING = null().cast(JSONB)
TICKET = bindparam("ticket", type_=Uuid())
MERGED = any_(bindparam("merged", type_=ARRAY(Uuid())))
FAMILY = any_(bindparam("family", type_=ARRAY(Uuid())))
Rank = Annotated[int, Field(ge=0, le=9)]
Rows = list[dict[str, Any]]


async def timeline(
    session: AsyncSession, family: Sequence[UUID], cursor: str | None = None
) -> tuple[Rows, str | None]:
    """Comments, notes and changes with all that is known of them, and where the list goes on.

    `family`: the ticket, and those merged into it. What is said there is said here, and the words each began with, too.
    Replies that wait stand at the instant at which they are to be sent.
    """
    found, onward = await said_and_done(session, family, cursor, PAGE)
    mails = await session.execute(select(deliveries).where(deliveries.c.ticket_id.in_(family)))
    add_deliveries(found, dicts(mails))
    await add_verdicts(session, found)
    return found, onward


async def said_and_done(
    session: AsyncSession, family: Sequence[UUID], cursor: str | None = None, most: int = LONG_PAGE
) -> tuple[Rows, str | None]:
    """The same by one statement, without what became of mails and files."""
    of = f"timeline {family[0]}"
    values: dict[str, Any] = {"ticket": family[0], "merged": family[1:], "family": family, "rows": most + 1}
    if cursor:
        position = from_cursor(cursor, of, Instant, Rank, UUID)
        values |= dict(zip(("at", "rank", "last"), position, strict=True))
    query = _statement(has_merged=len(family) > 1, onward=bool(cursor))
    found, goes_on = cut(dicts(await session.execute(query, values)), most)
    last_shown = found[-1] if goes_on else None
    return found, to_cursor(of, *_place(last_shown)) if last_shown else None


def add_deliveries(rows: Rows, mails: Sequence[Mapping[str, Any]]) -> None:
    """Give each row its `deliveries`: what became of the mails about it."""
    by_comment: dict[UUID | None, Rows] = {}
    for mail in mails:
        told = {name: mail[name] for name in ("recipient", "state", "reason", "at")}
        by_comment.setdefault(mail["comment_id"], []).append(told)
    for row in rows:
        row["deliveries"] = by_comment.get(row["id"], [])


@lru_cache
def _statement(*, has_merged: bool, onward: bool) -> Select[*tuple[Any, ...]]:
    """Built once: it takes longer than to run it."""
    parts = [
        _writings(comments, "comment", has_merged),
        _writings(notes, "note", has_merged),
        _held(has_merged),
        _changes(),
    ]
    rows = union_all(*parts, *([_beginnings()] if has_merged else [])).subquery()
    query = select(rows).order_by(*_in_order(rows.c)).limit(bindparam("rows", type_=Integer()))
    if onward:
        at, last = bindparam("at", type_=DateTime(timezone=True)), bindparam("last", type_=Uuid())
        query = query.where(tuple_(*_in_order(rows.c)) > tuple_(at, bindparam("rank", type_=Integer()), last))
    return light(query.subquery(), _in_order, ["body", "body_html"])


def _place(row: dict[str, Any]) -> tuple[str, int, UUID]:
    return row["at"].isoformat(), row["rank"], row["id"]


def _in_order(columns: Any) -> Sequence[ColumnElement[Any]]:
    return columns.at, columns.rank, columns.id


def _writings(table: Any, kind: str, has_merged: bool) -> Select[*tuple[Any, ...]]:
    c = table.c
    thanks = c.looks_like_thanks if kind == "comment" else false()
    return select(
        c.id, literal(kind).label("kind"), c.created_at.label("at"), literal(1 if kind == "comment" else 2).label("rank"),
        c.author_kind.label("actor_kind"), c.author_id.label("actor_id"), c.author_name.label("actor_name"),
        c.body, c.body_html, c.attachments, literal("").label("change"), literal("").label("field"),
        NOTHING.label("old"), NOTHING.label("new"), c.ticket_id, thanks.label("looks_like_thanks"),
    ).where(_of(c.ticket_id, has_merged))  # fmt: skip


def _held(has_merged: bool) -> Select[*tuple[Any, ...]]:
    """Replies that wait, where they will stand: at the instant at which they are to be sent."""
    h, c = held_comments.c, comments.c
    since = exists().where(
        _of(c.ticket_id, has_merged), c.author_kind == "requester", c.created_at > h.created_at
    )
    told = func.jsonb_build_object("written_at", h.created_at, "then", h.then, "requester_wrote_since", since)
    return select(
        h.id, literal("held_comment"), h.send_at, literal(3), h.author_kind, h.author_id, h.author_name,
        h.body, h.body_html, h.attachments, literal(""), literal(""), NOTHING, told, h.ticket_id, false(),
    ).where(_of(h.ticket_id, has_merged))  # fmt: skip


def _beginnings() -> Select[*tuple[Any, ...]]:
    """What merged tickets began with, as what their requesters said."""
    t = tickets.c
    return select(
        t.id, literal("comment"), t.created_at, literal(1), literal("requester"), t.requester_id,
        func.coalesce(t.requester_name, t.requester_email, ""), t.body, t.body_html, t.attachments,
        literal(""), literal(""), NOTHING, NOTHING, t.id, false(),
    ).where(t.id == MERGED, (t.body != "") | (func.jsonb_array_length(t.attachments) > 0))  # fmt: skip


def _changes() -> Select[*tuple[Any, ...]]:
    c = changes.c
    return select(
        c.id, literal("change").label("kind"), c.created_at.label("at"), literal(0).label("rank"),
        c.actor_kind, c.actor_id, c.actor_name, literal(""), literal(""), NOTHING,
        c.kind.label("change"), c.field, c.old, c.new, c.ticket_id, false(),
    ).where(c.ticket_id == TICKET)  # fmt: skip


def _of(column: Any, has_merged: bool) -> ColumnElement[bool]:
    return column == FAMILY if has_merged else column == TICKET
