"""Links to tasks, and what tasks' news do to the tickets that follow them."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from services.tickets.domain.ticket import Ticket
from services.tickets.queries.access import may_see
from services.tickets.tables import known_tasks, task_links
from services.tickets.uow import TicketsUow
from shared.contracts.organization import (
    TaskCompleted,
    TaskDeleted,
    TaskEvent,
    TaskLinkRequested,
    TaskReopened,
)
from shared.contracts.parts import Actor, TaskState


async def link(uow: TicketsUow, ticket: Ticket, task_id: UUID, by: Actor) -> None:
    """Tie a task to a ticket; a second time changes nothing."""
    row = {"ticket_id": ticket.id, "task_id": task_id, "created_at": uow.now}
    made = await uow.session.execute(insert(task_links).values(row).on_conflict_do_nothing())
    if made.rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        ticket.link_task(task_id, by)


async def unlink(uow: TicketsUow, ticket: Ticket, task_id: UUID, by: Actor) -> None:
    """Untie a task; one that is not tied changes nothing."""
    tied = (task_links.c.ticket_id == ticket.id) & (task_links.c.task_id == task_id)
    gone = await uow.session.execute(delete(task_links).where(tied))
    if gone.rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        ticket.unlink_task(task_id, by)


async def link_requested(uow: TicketsUow, wish: TaskLinkRequested) -> None:
    """Somebody tied the ticket from the task's side."""
    await keep_task(uow, wish.task, wish, deleted=False)
    ticket = await uow.ticket(wish.ticket_id, cause=wish)
    # The organization cannot know who may see a ticket that follows none of its tasks yet.
    if await may_see(uow.session, wish.actor, ticket.desk_id):
        await link(uow, ticket, wish.task.id, wish.actor)


async def follow(uow: TicketsUow, event: TaskEvent) -> None:
    """Keep the newer state; tell the tickets tied to a task when it is done, open again or gone."""
    is_news = await keep_task(uow, event.task, event, deleted=isinstance(event, TaskDeleted))
    if not is_news or not isinstance(event, TaskCompleted | TaskReopened | TaskDeleted):
        return
    ids = await uow.session.scalars(
        select(task_links.c.ticket_id).where(task_links.c.task_id == event.task.id)
    )
    for ticket in await uow.tickets(ids.all(), cause=event):
        await _tell(uow, ticket, event)
    if isinstance(event, TaskDeleted):
        await uow.session.execute(delete(task_links).where(task_links.c.task_id == event.task.id))


async def keep_task(
    uow: TicketsUow, task: TaskState, event: TaskEvent | TaskLinkRequested, deleted: bool
) -> bool:
    """Replace our copy if this one is newer; answers whether it was."""
    row = task.model_dump() | {"as_of": event.occurred_at, "deleted": deleted}
    fresh = insert(known_tasks).values(row)
    kept = await uow.session.execute(
        fresh.on_conflict_do_update(
            index_elements=["id"],
            set_={name: fresh.excluded[name] for name in row if name != "id"},
            where=known_tasks.c.version < fresh.excluded.version,
        )
    )
    return bool(kept.rowcount)  # pyright: ignore[reportAttributeAccessIssue]


async def _tell(uow: TicketsUow, ticket: Ticket, event: TaskEvent) -> None:
    if isinstance(event, TaskCompleted):
        uow.add(ticket.task_done(event.task, uow.now))
    elif isinstance(event, TaskReopened):
        uow.add(ticket.task_reopened(event.task, uow.now, await _others_done(uow, ticket, event.task.id)))
    else:
        uow.add(ticket.task_deleted(event.task, uow.now))


async def _others_done(uow: TicketsUow, ticket: Ticket, task_id: UUID) -> bool:
    query = (
        select(known_tasks.c.id)
        .join(task_links, task_links.c.task_id == known_tasks.c.id)
        .where(
            task_links.c.ticket_id == ticket.id, known_tasks.c.id != task_id, known_tasks.c.status == "done"
        )
        .limit(1)
    )
    return (await uow.session.scalar(query)) is not None
