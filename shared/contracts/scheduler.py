"""Events of the scheduler service."""

from datetime import datetime
from uuid import UUID

from shared.contracts.event import Event


class TimerDue(Event, name="timer.due.v1"):
    """A promised instant has come. `timer_id` is the id its owner gave it (a snooze's, a held comment's)."""

    timer_id: UUID
    ticket_id: UUID
    due_at: datetime
