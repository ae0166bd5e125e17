"""One ticket and its timeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, null, select, tuple_, union_all
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.queries.fields import add_fields
from services.tickets.tables.deliveries import deliveries
from services.tickets.tables.tasks import known_tasks, task_links
from services.tickets.tables.tickets import public_links, tickets
from services.tickets.tables.writing import changes, comments, notes
from shared.cursor import from_cursor, to_cursor
from shared.errors import NoSuchTicket
from shared.instants import Instant
from shared.pages import cut, light
from shared.rows import dicts, one_dict

PAGE = 200
Rank = Annotated[int, Field(ge=0, le=9)]


async def get_ticket(session: AsyncSession, ticket_id: UUID) -> dict[str, Any]:
    """The row of one ticket, with `sealed_token`, `fields` and `tasks`; raises NoSuchTicket."""
    query = (
        select(tickets, public_links.c.sealed_token)
        .outerjoin(public_links, (public_links.c.ticket_id == tickets.c.id) & public_links.c.active)
        .where(tickets.c.id == ticket_id)
    )
    row = one_dict(await session.execute(query))
    if row is None:
        raise NoSuchTicket(f"no ticket {ticket_id}")
    tasks = await tasks_of(session, [ticket_id] if row["linked_tasks"] else [])
    await add_fields(session, [row])
    return row | {"tasks": tasks.get(ticket_id, [])}


async def find_by_number(session: AsyncSession, desk_id: UUID, number: str) -> UUID:
    """The id behind a desk's number; raises NoSuchTicket."""
    query = select(tickets.c.id).where(tickets.c.desk_id == desk_id, tickets.c.number == number)
    found = await session.scalar(query)
    if found is None:
        raise NoSuchTicket(f"no ticket {number} on this desk")
    return found


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
    session: AsyncSession, ticket_id: UUID, cursor: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """Comments, notes and changes in the order they happened, and where the list goes on."""
    rows = union_all(
        _writings(comments, "comment", ticket_id), _writings(notes, "note", ticket_id), _changes(ticket_id)
    ).subquery()
    query = select(rows).order_by(*_in_order(rows.c)).limit(PAGE + 1)
    if cursor:
        at, rank, last = from_cursor(cursor, f"timeline {ticket_id}", Instant, Rank, UUID)
        query = query.where(tuple_(*_in_order(rows.c)) > tuple_(literal(at), literal(rank), literal(last)))
    bounded = light(query.subquery(), _in_order, ["body", "body_html"])
    found, goes_on = cut(dicts(await session.execute(bounded)), PAGE)
    await _add_deliveries(session, ticket_id, found)
    last_shown = found[-1] if goes_on else None
    onward = (
        to_cursor(f"timeline {ticket_id}", last_shown["at"].isoformat(), last_shown["rank"], last_shown["id"])
        if last_shown
        else None
    )
    return found, onward


def _in_order(columns: Any) -> Sequence[ColumnElement[Any]]:
    return columns.at, columns.rank, columns.id


def _writings(table: Any, kind: str, ticket_id: UUID) -> Select[*tuple[Any, ...]]:
    c = table.c
    nothing = null().cast(JSONB)
    return select(
        c.id, literal(kind).label("kind"), c.created_at.label("at"), literal(1 if kind == "comment" else 2).label("rank"),
        c.author_kind.label("actor_kind"), c.author_id.label("actor_id"), c.author_name.label("actor_name"),
        c.body, c.body_html, c.attachments, literal("").label("change"), literal("").label("field"),
        nothing.label("old"), nothing.label("new"),
    ).where(c.ticket_id == ticket_id)  # fmt: skip


def _changes(ticket_id: UUID) -> Select[*tuple[Any, ...]]:
    c = changes.c
    return select(
        c.id, literal("change").label("kind"), c.created_at.label("at"), literal(0).label("rank"),
        c.actor_kind, c.actor_id, c.actor_name, literal(""), literal(""), null().cast(JSONB),
        c.kind.label("change"), c.field, c.old, c.new,
    ).where(c.ticket_id == ticket_id)  # fmt: skip


async def _add_deliveries(session: AsyncSession, ticket_id: UUID, rows: list[dict[str, Any]]) -> None:
    found = await session.execute(select(deliveries).where(deliveries.c.ticket_id == ticket_id))
    by_comment: dict[UUID | None, list[dict[str, Any]]] = {}
    for row in found.mappings():
        told = {name: row[name] for name in ("recipient", "state", "reason", "at")}
        by_comment.setdefault(row["comment_id"], []).append(told)
    for row in rows:
        row["deliveries"] = by_comment.get(row["id"], [])
