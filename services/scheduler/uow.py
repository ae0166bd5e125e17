"""The scheduler's unit of work."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from services.scheduler.domain.timer import Timer, TimerState
from services.scheduler.tables import timers
from shared.database import Database
from shared.uow import UnitOfWork

SHORTEST = 0.01
"""Seconds between two looks for timers."""


class SchedulerUow(UnitOfWork):
    """Hands out timers, locked."""

    def __init__(self, database: Database, when_set: Callable[[], None] = lambda: None) -> None:
        """`when_set` is called after a commit that keeps a new timer."""
        super().__init__(database)
        self._when_set = when_set
        self._has_new = False

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

    async def until_next(self, at_most: float) -> float:
        """Seconds until the next timer is due that nobody holds; `at_most` so many."""
        pending = timers.c.state == TimerState.PENDING
        query = select(timers.c.due_at).where(pending).order_by(timers.c.due_at).limit(1)
        due_at = await self.session.scalar(query.with_for_update(skip_locked=True))
        # Whose instant has come meanwhile is due now, and no look may follow another without a breath.
        return min(max((due_at - self.now).total_seconds(), SHORTEST), at_most) if due_at else at_most

    def add(self, timer: Timer) -> None:
        """Keep a new timer."""
        self.session.add(self.watch(timer))
        self._has_new = True

    async def commit(self) -> None:
        """Save, commit, and let the clock know of new timers."""
        await super().commit()
        if self._has_new:
            self._when_set()
