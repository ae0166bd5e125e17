"""All that can be asked of the scheduler."""

from datetime import datetime
from uuid import UUID

from services.scheduler.domain.timer import Timer
from services.scheduler.uow import SchedulerUow

BATCH = 500


async def set_timer(uow: SchedulerUow, timer_id: UUID, ticket_id: UUID, due_at: datetime) -> None:
    """Promise an instant, unless the promise is known already (perhaps as taken back)."""
    timer = await uow.timer(timer_id)
    if timer:
        timer.learn(due_at)
    else:
        uow.add(Timer.set(timer_id, ticket_id, due_at))


async def cancel_timer(uow: SchedulerUow, timer_id: UUID, ticket_id: UUID) -> None:
    """Take a promise back, even one that is still to come."""
    timer = await uow.timer(timer_id)
    if timer:
        timer.cancel()
    else:
        uow.add(Timer.cancelled_before_set(timer_id, ticket_id))


async def announce_due(uow: SchedulerUow) -> int:
    """Announce what is due, a batch at a time; answers how many."""
    due = await uow.due(BATCH)
    for timer in due:
        timer.fire(uow.now)
    return len(due)
