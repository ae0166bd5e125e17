"""Tasks with the tickets tied to them, as far as the asker may know of those."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.organization.domain.task_status import TaskStatus
from services.organization.queries.access import desks_of, sees_ticket, tasks_known_to
from services.organization.queries.links import ties
from services.organization.queries.pages import Paging, page, pattern
from services.organization.tables import linked_tickets, task_links, tasks
from shared.auth import Person as Asker
from shared.desk_access import is_among
from shared.errors import NotFound

t, k, lk = tasks.c, linked_tickets.c, task_links.c
ASKED_LASTS = timedelta(minutes=1)
"""How long a link that was asked for is shown as on its way."""


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket tied to a task, as last heard of."""

    ticket_id: UUID
    number: str
    desk_id: UUID
    status: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task."""

    id: UUID
    title: str
    description: str
    responsible: str
    status: str
    created_at: datetime
    updated_at: datetime
    version: int
    tickets: tuple[TicketRow, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedTask:
    """A task of one ticket; not `linked` while the tickets service has not confirmed it."""

    id: UUID
    title: str
    status: str
    linked: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of tasks shows."""

    q: str = ""
    status: TaskStatus | None = None
    cursor: str | None = None
    limit: int = 50


TASK = (t.id, t.title, t.description, t.responsible, t.status, t.created_at, t.updated_at, t.version)


async def list_tasks(
    session: AsyncSession, asker: Asker, filters: Filters
) -> tuple[list[TaskRow], str | None]:
    """Tasks, the newest first."""
    query = select(*TASK).where(await tasks_known_to(session, asker))
    if filters.q:
        query = query.where(t.title.ilike(pattern(filters.q)))
    if filters.status:
        query = query.where(t.status == filters.status)
    of = f"tasks {filters.status} {filters.q}"
    paging = Paging(of, (t.id,), (UUID,), filters.cursor, filters.limit, newest_first=True)
    rows, onward = await page(session, query, paging, dict, lambda row: (row["id"],))
    tickets = await _tickets_of(session, asker, [row["id"] for row in rows])
    return [TaskRow(**row, tickets=tuple(tickets[row["id"]])) for row in rows], onward


async def get_task(session: AsyncSession, asker: Asker, task_id: UUID) -> TaskRow:
    """One task; raises NotFound, also for one that `asker` may not know of."""
    known = await tasks_known_to(session, asker)
    row = (await session.execute(select(*TASK).where(t.id == task_id, known))).mappings().first()
    if row is None:
        raise NotFound("no such task")
    return TaskRow(**row, tickets=tuple((await _tickets_of(session, asker, [task_id]))[task_id]))


async def tasks_of_ticket(
    session: AsyncSession, asker: Asker, ticket_id: UUID, now: datetime
) -> list[LinkedTask]:
    """The tasks of one ticket, in the order they were made; raises NotFound for a ticket of a foreign desk."""
    seen = await sees_ticket(session, asker, ticket_id)
    if seen is False:
        raise NotFound("no such ticket")
    if seen is None and not asker.may("desk.read_all"):
        return []  # whose desk it is at is not known yet, so nothing of it is shown
    tie = ties(asked_since=now - ASKED_LASTS).subquery().c
    query = select(t.id, t.title, t.status, tie.linked).where(t.id == tie.task_id, tie.ticket_id == ticket_id)
    return [LinkedTask(**row) for row in (await session.execute(query.order_by(t.id))).mappings()]


async def _tickets_of(
    session: AsyncSession, asker: Asker, task_ids: Collection[UUID]
) -> dict[UUID, list[TicketRow]]:
    query = (
        select(lk.task_id, k.ticket_id, k.number, k.desk_id, k.status)
        .join(linked_tickets, k.ticket_id == lk.ticket_id)
        .where(lk.task_id.in_(task_ids), lk.linked, is_among(k.desk_id, await desks_of(session, asker)))
        .order_by(k.ticket_id)
    )
    found: dict[UUID, list[TicketRow]] = defaultdict(list)
    for row in (await session.execute(query)).mappings():
        found[row["task_id"]].append(TicketRow(**{name: row[name] for name in row if name != "task_id"}))
    return found
