"""What the tickets service hears, and from which queue."""

from services.tickets.uow import TicketsUow
from services.tickets.use_cases import assigning, conversing, deliveries, opening, snoozing, tasks
from shared.contracts.notifications import (
    DeliveryFailed,
    DeliverySent,
    MailCommentRequested,
    MailTicketRequested,
)
from shared.contracts.organization import (
    AgentChanged,
    GroupChanged,
    TaskChanged,
    TaskCompleted,
    TaskCreated,
    TaskDeleted,
    TaskEvent,
    TaskLinkRequested,
    TaskReopened,
)
from shared.contracts.scheduler import TimerDue
from shared.contracts.tickets import DeskChanged
from shared.contracts.widget import CommentRequested, TicketRequested
from shared.handlers import Handlers

on = Handlers("tickets")


@on(AgentChanged, GroupChanged, queue="tickets.know_people")
async def know_people(event: AgentChanged | GroupChanged, uow: TicketsUow) -> None:
    await assigning.know_people(uow, event)


@on(DeskChanged, queue="tickets.give_back")
async def give_back(event: DeskChanged, uow: TicketsUow) -> None:
    await assigning.give_back(uow, event)


@on(TicketRequested, MailTicketRequested, queue="tickets.open_requested", batched=True, prefetch=50)
async def open_requested(events: list[TicketRequested | MailTicketRequested], uow: TicketsUow) -> None:
    await opening.open_requested(uow, events)


@on(CommentRequested, queue="tickets.add_requested_comment")
async def add_requested_comment(event: CommentRequested, uow: TicketsUow) -> None:
    await conversing.add_requested_comment(uow, event)


@on(MailCommentRequested, queue="tickets.add_mail")
async def add_mail(event: MailCommentRequested, uow: TicketsUow) -> None:
    await conversing.add_mail(uow, event)


@on(TimerDue, queue="tickets.wake_on_timer", batched=True, prefetch=50)
async def wake_on_timer(events: list[TimerDue], uow: TicketsUow) -> None:
    await snoozing.wake_on_timers(uow, events)


@on(DeliverySent, DeliveryFailed, queue="tickets.follow_deliveries")
async def follow_deliveries(event: DeliverySent | DeliveryFailed, uow: TicketsUow) -> None:
    await deliveries.follow(uow, event)


@on(TaskCreated, TaskChanged, TaskCompleted, TaskReopened, TaskDeleted, queue="tickets.follow_tasks")
async def follow_tasks(event: TaskEvent, uow: TicketsUow) -> None:
    await tasks.follow(uow, event)


@on(TaskLinkRequested, queue="tickets.link_requested_task")
async def link_requested_task(event: TaskLinkRequested, uow: TicketsUow) -> None:
    await tasks.link_requested(uow, event)
