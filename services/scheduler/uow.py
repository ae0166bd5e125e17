"""The scheduler's unit of work."""

from uuid import UUID

from sqlalchemy import select

from services.scheduler.domain.timer import Timer, TimerState
from services.scheduler.tables import timers
from shared.uow import UnitOfWork


class SchedulerUow(UnitOfWork):
    """Hands out timers, locked."""

    async def timer(self, timer_id: UUID) -> Timer | None:
        """One timer, if it was ever heard of."""
        found = await self.session.get(Timer, timer_id, with_for_update=True)
        return self.watch(found) if found else None

    async def due(self, limit: int) -> list[Timer]:
        """Up to `limit` timers whose instant has come and which no other scheduler holds, oldest first."""
        due = (timers.c.state == TimerState.PENDING) & (timers.c.due_at <= self.now)
        query = select(Timer).where(due).order_by(timers.c.due_at).limit(limit)
        found = await self.session.scalars(query.with_for_update(skip_locked=True))
        return [self.watch(timer) for timer in found]

    def add(self, timer: Timer) -> None:
        """Keep a new timer."""
        self.session.add(self.watch(timer))
