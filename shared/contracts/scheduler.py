"""Events of the scheduler service."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.contracts.event import Event


class TimerDue(Event):
    """A promised instant has come. `timer_id` is the id its owner gave it (a snooze's id)."""

    name: ClassVar[str] = "timer.due.v1"
    timer_id: UUID
    ticket_id: UUID
    due_at: datetime
