"""What the scheduler hears, and from which queue."""

from services.scheduler import use_cases
from services.scheduler.uow import SchedulerUow
from shared.contracts.tickets import CommentHeld, CommentHoldEnded, TicketSnoozed, TicketWoken
from shared.handlers import Handlers
from shared.people import follow_people

on = Handlers("scheduler")
follow_people(on)


@on(TicketSnoozed, queue="scheduler.set_timer")
async def set_timer(event: TicketSnoozed, uow: SchedulerUow) -> None:
    await use_cases.set_timer(uow, event.snooze_id, event.ticket.id, event.until)


@on(TicketWoken, queue="scheduler.cancel_timer")
async def cancel_timer(event: TicketWoken, uow: SchedulerUow) -> None:
    await use_cases.cancel_timer(uow, event.snooze_id, event.ticket.id)


# Queues of their own: a worker of the version before reads the two above, and would not know what these are.
@on(CommentHeld, queue="scheduler.set_comment_timer")
async def set_comment_timer(event: CommentHeld, uow: SchedulerUow) -> None:
    await use_cases.set_timer(uow, event.comment_id, event.ticket.id, event.send_at)


@on(CommentHoldEnded, queue="scheduler.cancel_comment_timer")
async def cancel_comment_timer(event: CommentHoldEnded, uow: SchedulerUow) -> None:
    await use_cases.cancel_timer(uow, event.comment_id, event.ticket.id)
