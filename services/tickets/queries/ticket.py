"""One ticket, with what belongs to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.relocating import former_number
from services.tickets.queries.fields import add_fields
from services.tickets.queries.participants import add_participants
from services.tickets.rights import leads_to
from services.tickets.tables.tasks import known_tasks, task_links
from services.tickets.tables.tickets import MOVED, public_links, tickets
from services.tickets.tables.writing import changes
from shared.errors import NoSuchTicket
from shared.file_checks import verdicts_on
from shared.rows import dicts, one_dict

OF_MERGED = (
    "merged_into", "id", "desk_id", "number", "title", "merged_at", "requester_id", "requester_email",
)  # fmt: skip
"""What is told of a ticket that leads to another one."""
WITH_LINK = select(tickets, public_links.c.sealed_token).outerjoin(
    public_links, (public_links.c.ticket_id == tickets.c.id) & public_links.c.active
)


async def get_ticket(session: AsyncSession, ticket_id: UUID) -> dict[str, Any]:
    """The row of one ticket, with `sealed_token`, `fields`, `tasks`, `merged_from` and `participants`; raises NoSuchTicket.

    Of a merged one, the ticket that it leads to.
    """
    row = one_dict(await session.execute(WITH_LINK.where(leads_to(ticket_id))))
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
        named = select(*[t[name] for name in OF_MERGED])
        query = named.where(t.merged_into.in_(wanted)).order_by(t.merged_at, t.id)
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
