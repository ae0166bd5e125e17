"""Links to tasks, and what tasks' news do to the tickets that follow them."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import RowMapping, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.tickets.domain.ticket import Ticket
from services.tickets.queries.ticket import was_untied_since
from services.tickets.rights import may_act_from_elsewhere
from services.tickets.tables.tasks import known_tasks, task_links
from services.tickets.tables.tickets import tickets
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.seeing import ticket_seen
from shared.auth import Person
from shared.contracts.organization import TaskDeleted, TaskEvent, TaskLinkRequested
from shared.contracts.parts import Actor, TaskState
from shared.errors import NotYet
from shared.seen import WHATEVER, Seen

DONE = "done"
AT_ONCE = 100
"""Tickets that hear of a task in one transaction."""
log = structlog.get_logger()


async def link(
    uow: TicketsUow, person: Person, ticket_id: UUID, task_id: UUID, seen: Seen = WHATEVER
) -> None:
    """Tie a task to a ticket; a second time changes nothing."""
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    # Whoever ties a task sees what has become of it.
    status = await uow.session.scalar(select(known_tasks.c.status).where(known_tasks.c.id == task_id))
    await tie(uow, ticket, task_id, person.as_actor(), knows_done=status == DONE)


async def unlink(
    uow: TicketsUow, person: Person, ticket_id: UUID, task_id: UUID, seen: Seen = WHATEVER
) -> None:
    """Untie a task; one that is not tied changes nothing."""
    await untie(uow, await ticket_seen(uow, person, ticket_id, seen), task_id, person.as_actor())


async def untie(uow: TicketsUow, ticket: Ticket, task_id: UUID, by: Actor) -> bool:
    """Untie a task from a locked ticket; answers whether it was tied."""
    tied = (task_links.c.ticket_id == ticket.id) & (task_links.c.task_id == task_id)
    gone = await uow.session.execute(delete(task_links).where(tied))
    if gone.rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        ticket.unlink_task(task_id, by)
        return True
    return False


async def tie(uow: TicketsUow, ticket: Ticket, task_id: UUID, by: Actor, knows_done: bool) -> bool:
    """Tie a task to a locked ticket; answers whether that is new."""
    row = {"ticket_id": ticket.id, "task_id": task_id, "created_at": uow.now, "told_done": knows_done}
    made = await uow.session.execute(insert(task_links).values(row).on_conflict_do_nothing())
    if made.rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        ticket.link_task(task_id, by)
        return True
    return False


async def link_requested(uow: TicketsUow, wish: TaskLinkRequested) -> None:
    """Somebody tied the ticket from the task's side; a wish that may not be, or has been undone, ties nothing."""
    known = await _known(uow, wish)
    if known.is_deleted:
        return
    desk_id = await uow.session.scalar(select(tickets.c.desk_id).where(tickets.c.id == wish.ticket_id))
    # Nobody can know of a ticket before we do: such an id is a mistake or a guess, and waiting would help neither.
    if desk_id is None:
        log.info("link_to_unknown_ticket", task_id=str(wish.task.id))
        return
    # The organization cannot know who may see a ticket that follows none of its tasks yet.
    if not await may_act_from_elsewhere(uow.session, wish.actor, desk_id):
        return
    ticket = await uow.ticket(wish.ticket_id, cause=wish)
    if await was_untied_since(uow.session, ticket.id, wish.task.id, wish.occurred_at):
        return
    if await tie(uow, ticket, wish.task.id, wish.actor, knows_done=wish.task.status == DONE):
        # What became of the task since the wish was made could not be told to a ticket without a link.
        await _tell_some(uow, known, wish)


async def tell_of_task(uow: TicketsUow, event: TaskEvent) -> None:
    """Tell the tickets tied to a task when it is done, open again or gone, 100 at a time.

    Which of these it is, what we know now and what each ticket last heard decide: the event that said it may have been
    overtaken, and its later steps may be.
    """
    if await _tell_some(uow, await _known(uow, event), event) == AT_ONCE:
        uow.once_more(event)


@dataclass(frozen=True, slots=True)
class Known:
    """A task as far as we know."""

    task: TaskState
    is_deleted: bool = False

    @property
    def is_done(self) -> bool:
        """Whether tickets that wait for it can go on."""
        return self.task.status == DONE


async def _known(uow: TicketsUow, event: TaskEvent | TaskLinkRequested) -> Known:
    """Our copy of the event's task, which stays as it is until this is saved; raises NotYet while it is older."""
    held = select(known_tasks).where(known_tasks.c.id == event.task.id).with_for_update()
    row = (await uow.session.execute(held)).mappings().first()
    if row is None or not _is_told(row, event):
        raise NotYet(f"version {event.task.version} of task {event.task.id} is not known yet")
    return Known(TaskState.model_validate(dict(row)), row["deleted"])


def _is_told(known: RowMapping, event: TaskEvent | TaskLinkRequested) -> bool:
    if isinstance(event, TaskDeleted) or known["deleted"]:
        return known["deleted"]
    return known["version"] >= event.task.version


async def _tell_some(uow: TicketsUow, known: Known, event: TaskEvent | TaskLinkRequested) -> int:
    """Tell what is known to the first tickets that have heard otherwise; answers how many those were."""
    c = task_links.c
    unheard = c.task_id == known.task.id
    if not known.is_deleted:
        unheard &= c.told_done != known.is_done
    ids = (
        await uow.session.scalars(select(c.ticket_id).where(unheard).order_by(c.ticket_id).limit(AT_ONCE))
    ).all()
    if not ids:
        return 0
    for ticket in await uow.tickets(ids, cause=event):
        await _tell(uow, ticket, known)
    told = (c.task_id == known.task.id) & c.ticket_id.in_(ids)
    if known.is_deleted:
        await uow.session.execute(delete(task_links).where(told))
    else:
        await uow.session.execute(update(task_links).where(told).values(told_done=known.is_done))
    return len(ids)


async def _tell(uow: TicketsUow, ticket: Ticket, known: Known) -> None:
    task = known.task
    if known.is_deleted:
        uow.add(ticket.task_deleted(task, uuid7(), uow.now))
    elif known.is_done:
        uow.add(ticket.task_done(task, uuid7(), uow.now))
    else:
        others_done = await _others_done(uow, ticket, task.id)
        uow.add(ticket.task_reopened(task, uuid7(), uow.now, others_done))


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
