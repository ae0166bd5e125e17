"""One ticket and its timeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.relocating import former_number
from services.tickets.queries.fields import add_fields
from services.tickets.queries.participants import add_participants
from services.tickets.rights import leads_to
from services.tickets.tables.deliveries import deliveries
from services.tickets.tables.tasks import known_tasks, task_links
from services.tickets.tables.tickets import MOVED, public_links, tickets
from services.tickets.tables.writing import changes, comments, held_comments, notes
from shared.cursor import from_cursor, to_cursor
from shared.errors import NoSuchTicket
from shared.file_checks import verdicts_on
from shared.instants import Instant
from shared.pages import cut, light
from shared.rows import dicts, one_dict

PAGE = 200
NOTHING = null().cast(JSONB)
Rank = Annotated[int, Field(ge=0, le=9)]


async def get_ticket(session: AsyncSession, ticket_id: UUID) -> dict[str, Any]:
    """The row of one ticket, with `sealed_token`, `fields`, `tasks`, `merged_from` and `participants`; raises NoSuchTicket.

    Of a merged one, the ticket that it leads to.
    """
    query = (
        select(tickets, public_links.c.sealed_token)
        .outerjoin(public_links, (public_links.c.ticket_id == tickets.c.id) & public_links.c.active)
        .where(leads_to(ticket_id))
    )
    row = one_dict(await session.execute(query))
    if row is None:
        raise NoSuchTicket(f"no ticket {ticket_id}")
    await add_tasks(session, [row])
    await add_fields(session, [row])
    await add_merged(session, [row])
    await add_participants(session, [row])
    await add_verdicts(session, [row])
    return row


async def find_by_number(session: AsyncSession, desk_id: UUID, number: str) -> UUID:
    """The id behind a desk's number, also of a ticket that has left the desk; raises NoSuchTicket."""
    t = tickets.c
    here = select(t.id).where(t.desk_id == desk_id, t.number == number)
    found = await session.scalar(here)
    if found is None:
        left = select(t.id).where(MOVED, t.former_numbers.contains([former_number(desk_id, number)]))
        found = await session.scalar(left)
    if found is None:
        raise NoSuchTicket(f"no ticket {number} on this desk")
    return found


async def add_merged(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Give each ticket `merged_from`: those that lead to it, in the order in which they were merged."""
    t = tickets.c
    wanted = [row["id"] for row in rows if row["merged_tickets"]]
    found: dict[UUID, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
    if wanted:
        named = (
            t.merged_into,
            t.id,
            t.desk_id,
            t.number,
            t.title,
            t.merged_at,
            t.requester_id,
            t.requester_email,
        )
        query = select(*named).where(t.merged_into.in_(wanted)).order_by(t.merged_at, t.id)
        for each in dicts(await session.execute(query)):
            found[each.pop("merged_into")].append(each)
    for row in rows:
        row["merged_from"] = found[row["id"]]


async def add_verdicts(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Give each ticket or writing `verdicts`: what a scanner said of the files of all of them."""
    keys = (each["object_key"] for row in rows for each in row["attachments"] or ())
    verdicts = await verdicts_on(session, keys)
    for row in rows:
        row["verdicts"] = verdicts


async def add_tasks(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Give each ticket its `tasks`."""
    tasks = await tasks_of(session, [row["id"] for row in rows if row["linked_tasks"]])
    for row in rows:
        row["tasks"] = tasks.get(row["id"], [])


async def family_of(session: AsyncSession, ticket_id: UUID) -> list[UUID]:
    """The ticket that this one leads to, and all that lead there; raises NoSuchTicket."""
    t = tickets.c
    root = await session.scalar(select(t.id).where(leads_to(ticket_id)))
    if root is None:
        raise NoSuchTicket(f"no ticket {ticket_id}")
    return [root, *await session.scalars(select(t.id).where(t.merged_into == root).order_by(t.id))]


async def tasks_of(session: AsyncSession, ticket_ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Tasks tied to each of the tickets that has some, as last heard of."""
    if not ticket_ids:
        return {}
    k = known_tasks.c
    query = (
        select(task_links.c.ticket_id, k.id.label("task_id"), k.title, k.status, k.responsible, k.as_of)
        .join(task_links, task_links.c.task_id == k.id)
        .where(task_links.c.ticket_id.in_(ticket_ids), k.deleted.is_(False))
        .order_by(task_links.c.created_at)
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for task in dicts(await session.execute(query)):
        found.setdefault(task.pop("ticket_id"), []).append(task)
    return found


async def was_untied_since(session: AsyncSession, ticket_id: UUID, task_id: UUID, since: datetime) -> bool:
    """Whether a task was taken off a ticket later than that: an older wish to tie it is done with."""
    c = changes.c
    query = select(c.id).where(
        c.ticket_id == ticket_id,
        c.kind == "unlinked_task",
        c.old == func.to_jsonb(cast(str(task_id), Text)),
        c.created_at >= since,
    )
    return (await session.scalar(query.limit(1))) is not None


async def timeline(
    session: AsyncSession, family: Sequence[UUID], cursor: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """Comments, notes and changes in the order they happened, and where the list goes on.

    `family`: the ticket, and those merged into it. What is said there is said here, and the words each began with, too.
    Replies that wait stand at the instant at which they are to be sent.
    """
    of = f"timeline {family[0]}"
    rows = union_all(
        _writings(comments, "comment", family),
        _writings(notes, "note", family),
        _held(family),
        _changes(family[0]),
        *([_beginnings(family[1:])] if family[1:] else []),
    ).subquery()
    query = select(rows).order_by(*_in_order(rows.c)).limit(PAGE + 1)
    if cursor:
        at, rank, last = from_cursor(cursor, of, Instant, Rank, UUID)
        query = query.where(tuple_(*_in_order(rows.c)) > tuple_(literal(at), literal(rank), literal(last)))
    bounded = light(query.subquery(), _in_order, ["body", "body_html"])
    found, goes_on = cut(dicts(await session.execute(bounded)), PAGE)
    await _add_deliveries(session, family, found)
    await add_verdicts(session, found)
    last_shown = found[-1] if goes_on else None
    return found, to_cursor(of, *_place(last_shown)) if last_shown else None


def _place(row: dict[str, Any]) -> tuple[str, int, UUID]:
    return row["at"].isoformat(), row["rank"], row["id"]


def _in_order(columns: Any) -> Sequence[ColumnElement[Any]]:
    return columns.at, columns.rank, columns.id


def _writings(table: Any, kind: str, family: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    c = table.c
    thanks = c.looks_like_thanks if kind == "comment" else false()
    return select(
        c.id, literal(kind).label("kind"), c.created_at.label("at"), literal(1 if kind == "comment" else 2).label("rank"),
        c.author_kind.label("actor_kind"), c.author_id.label("actor_id"), c.author_name.label("actor_name"),
        c.body, c.body_html, c.attachments, literal("").label("change"), literal("").label("field"),
        NOTHING.label("old"), NOTHING.label("new"), c.ticket_id, thanks.label("looks_like_thanks"),
    ).where(_of(c.ticket_id, family))  # fmt: skip


def _held(family: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    """Replies that wait, where they will stand: at the instant at which they are to be sent."""
    h, c = held_comments.c, comments.c
    since = exists().where(
        _of(c.ticket_id, family), c.author_kind == "requester", c.created_at > h.created_at
    )
    told = func.jsonb_build_object("written_at", h.created_at, "then", h.then, "requester_wrote_since", since)
    return select(
        h.id, literal("held_comment"), h.send_at, literal(3), h.author_kind, h.author_id, h.author_name,
        h.body, h.body_html, h.attachments, literal(""), literal(""), NOTHING, told, h.ticket_id, false(),
    ).where(_of(h.ticket_id, family))  # fmt: skip


def _beginnings(merged: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    """What merged tickets began with, as what their requesters said."""
    t = tickets.c
    return select(
        t.id, literal("comment"), t.created_at, literal(1), literal("requester"), t.requester_id,
        func.coalesce(t.requester_name, t.requester_email, ""), t.body, t.body_html, t.attachments,
        literal(""), literal(""), NOTHING, NOTHING, t.id, false(),
    ).where(_of(t.id, merged), (t.body != "") | (func.jsonb_array_length(t.attachments) > 0))  # fmt: skip


def _changes(ticket_id: UUID) -> Select[*tuple[Any, ...]]:
    c = changes.c
    return select(
        c.id, literal("change").label("kind"), c.created_at.label("at"), literal(0).label("rank"),
        c.actor_kind, c.actor_id, c.actor_name, literal(""), literal(""), NOTHING,
        c.kind.label("change"), c.field, c.old, c.new, c.ticket_id, false(),
    ).where(c.ticket_id == ticket_id)  # fmt: skip


def _of(column: Any, family: Sequence[UUID]) -> ColumnElement[bool]:
    return column == family[0] if len(family) == 1 else column.in_(family)


async def _add_deliveries(session: AsyncSession, family: Sequence[UUID], rows: list[dict[str, Any]]) -> None:
    found = await session.execute(select(deliveries).where(_of(deliveries.c.ticket_id, family)))
    by_comment: dict[UUID | None, list[dict[str, Any]]] = {}
    for row in found.mappings():
        told = {name: row[name] for name in ("recipient", "state", "reason", "at")}
        by_comment.setdefault(row["comment_id"], []).append(told)
    for row in rows:
        row["deliveries"] = by_comment.get(row["id"], [])
