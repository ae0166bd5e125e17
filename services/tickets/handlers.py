"""What the tickets service hears, and from which queue."""

from services.tickets import projections
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import (
    assigning,
    conversing,
    deliveries,
    holding,
    opening,
    snoozing,
    statuses,
    tasks,
)
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
from shared.contracts.widget import CommentRequested, StatusRequested, TicketRequested
from shared.file_checks import follow_files
from shared.handlers import Handlers
from shared.people import follow_people

TASK_NEWS = (TaskCreated, TaskChanged, TaskCompleted, TaskReopened, TaskDeleted)

on = Handlers("tickets")
follow_people(on)
follow_files(on)


@on(AgentChanged, GroupChanged, queue="tickets.release_leavers")
async def release_leavers(event: AgentChanged | GroupChanged, uow: TicketsUow) -> None:
    await assigning.release_leavers(uow, event)


@on(DeskChanged, queue="tickets.give_back")
async def give_back(event: DeskChanged, uow: TicketsUow) -> None:
    await assigning.give_back(uow, event)


@on(TicketRequested, MailTicketRequested, queue="tickets.open_requested", batch=50)
async def open_requested(events: list[TicketRequested | MailTicketRequested], uow: TicketsUow) -> None:
    await opening.open_requested(uow, events)


@on(CommentRequested, queue="tickets.add_requested_comment")
async def add_requested_comment(event: CommentRequested, uow: TicketsUow) -> None:
    await conversing.add_requested_comment(uow, event)


@on(StatusRequested, queue="tickets.follow_requested_status")
async def follow_requested_status(event: StatusRequested, uow: TicketsUow) -> None:
    await statuses.follow_requested_status(uow, event)


@on(MailCommentRequested, queue="tickets.add_mail")
async def add_mail(event: MailCommentRequested, uow: TicketsUow) -> None:
    await conversing.add_mail(uow, event)


@on(TimerDue, queue="tickets.wake_on_timer", batch=50)
async def wake_on_timer(events: list[TimerDue], uow: TicketsUow) -> None:
    await snoozing.wake_on_timers(uow, events)


# Beside the queue above, which a worker of the version before reads, too: to it a reply's timer is nothing.
@on(TimerDue, queue="tickets.send_on_timer", batch=50)
async def send_on_timer(events: list[TimerDue], uow: TicketsUow) -> None:
    await holding.send_on_timers(uow, events)


@on(DeliverySent, DeliveryFailed, queue="tickets.follow_deliveries", batch=50, rebuildable=True)
async def follow_deliveries(events: list[DeliverySent | DeliveryFailed], uow: TicketsUow) -> None:
    await projections.keep_deliveries(uow, events)


@on(DeliveryFailed, queue="tickets.reopen_undelivered")
async def reopen_undelivered(event: DeliveryFailed, uow: TicketsUow) -> None:
    await deliveries.reopen_undelivered(uow, event)


@on(*TASK_NEWS, TaskLinkRequested, queue="tickets.follow_tasks", rebuildable=True)
async def follow_tasks(event: TaskEvent | TaskLinkRequested, uow: TicketsUow) -> None:
    await projections.keep_task(uow, event)


@on(*TASK_NEWS, queue="tickets.tell_of_tasks")
async def tell_of_tasks(event: TaskEvent, uow: TicketsUow) -> None:
    await tasks.tell_of_task(uow, event)


@on(TaskLinkRequested, queue="tickets.link_requested_task")
async def link_requested_task(event: TaskLinkRequested, uow: TicketsUow) -> None:
    await tasks.link_requested(uow, event)
