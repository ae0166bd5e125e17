"""Timer: the scheduler's promise about one instant."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from shared.aggregate import Aggregate
from shared.contracts.scheduler import TimerDue


class TimerState(StrEnum):
    """What became of the promise."""

    PENDING = "pending"
    FIRED = "fired"
    CANCELLED = "cancelled"


@dataclass(eq=False, repr=False, kw_only=True)
class Timer(Aggregate):
    """One promise. `timer_id` is its owner's (a snooze's, a held comment's), so a second promise is another timer.

    `due_at` is empty while only the cancelling has come: then nothing is ever due.
    """

    timer_id: UUID
    ticket_id: UUID
    due_at: datetime | None = None
    state: TimerState = TimerState.PENDING
    version: int = 0

    @classmethod
    def set(cls, timer_id: UUID, ticket_id: UUID, due_at: datetime) -> Self:
        """Promise an instant; one that has passed is due at once."""
        return cls(timer_id=timer_id, ticket_id=ticket_id, due_at=due_at)

    @classmethod
    def cancelled_before_set(cls, timer_id: UUID, ticket_id: UUID) -> Self:
        """Remember a cancelling that overtook its setting, so that the setting starts nothing."""
        return cls(timer_id=timer_id, ticket_id=ticket_id, state=TimerState.CANCELLED)

    def learn(self, due_at: datetime) -> None:
        """The setting came after its cancelling: remember the instant, and start nothing."""
        if self.due_at is None:
            self.due_at = due_at
            self.touch()

    def cancel(self) -> None:
        """Take the promise back; too late for one that has fired."""
        if self.is_pending:
            self.state = TimerState.CANCELLED
            self.touch()

    def fire(self, now: datetime) -> None:
        """Keep the promise, once, and not before its instant."""
        if self.is_due(now):
            self.state = TimerState.FIRED
            self.record(TimerDue, timer_id=self.timer_id, ticket_id=self.ticket_id, due_at=self.due_at)

    @property
    def is_pending(self) -> bool:
        """Whether the promise is still to be kept."""
        return self.state == TimerState.PENDING

    def is_due(self, now: datetime) -> bool:
        """Whether the promise is to be kept now."""
        return self.is_pending and self.due_at is not None and self.due_at <= now
