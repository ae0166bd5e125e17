"""How a ticket moves between its four statuses: one table, whatever the channel."""

from datetime import datetime
from enum import Enum, auto

from services.tickets.domain.snoozing import Snoozing
from shared.contracts.parts import Actor, Status


class Happening(Enum):
    """What can move a ticket besides an agent's explicit wish, which may go from any status to any."""

    REQUESTER_COMMENTED = auto()
    REQUESTER_SAID_SOLVED = auto()
    REQUESTER_REOPENED = auto()
    AGENT_COMMENTED = auto()
    AGENT_COMMENTED_THEN_WAITS = auto()
    AGENT_COMMENTED_THEN_RESOLVED = auto()
    DELIVERY_FAILED = auto()
    TASK_DONE = auto()
    TASK_REOPENED = auto()


REOPENS = {Status.RESOLVED: Status.OPEN}
COMES_BACK = {Status.WAITING: Status.OPEN, Status.RESOLVED: Status.OPEN}

STATUS_AFTER: dict[Happening, dict[Status, Status]] = {
    Happening.REQUESTER_COMMENTED: COMES_BACK,
    Happening.REQUESTER_SAID_SOLVED: dict.fromkeys(Status, Status.RESOLVED),
    Happening.REQUESTER_REOPENED: REOPENS,
    Happening.AGENT_COMMENTED: REOPENS,
    Happening.AGENT_COMMENTED_THEN_WAITS: dict.fromkeys(Status, Status.WAITING),
    Happening.AGENT_COMMENTED_THEN_RESOLVED: dict.fromkeys(Status, Status.RESOLVED),
    Happening.DELIVERY_FAILED: COMES_BACK,
    Happening.TASK_DONE: REOPENS,
    Happening.TASK_REOPENED: REOPENS,
}
"""A status that is not listed stays. Notes and snoozes are not listed at all: they move nothing."""


class Moving(Snoozing):
    """A ticket that goes from status to status."""

    def move_to(self, status: Status, by: Actor, now: datetime) -> None:
        """Set the status; the assignee stays. Resolving ends a snooze, so that no timer outlives it."""
        if status == self.status:
            return
        self.remember("status", self.status, status, by)
        self.__dict__["_reopened"] = self.is_resolved
        self.status = status
        self.resolved_at = now if self.is_resolved else None
        if self.is_resolved:
            self.close_lapsed_snooze(now)
            self.wake_early("agent", by)
        self.show_change(by)

    @property
    def is_resolved(self) -> bool:
        """Whether nobody has to do anything more."""
        return self.status == Status.RESOLVED

    def pull_reopened(self) -> bool:
        """Whether it was resolved before; said once. Whoever was responsible then may have left since."""
        return self.__dict__.pop("_reopened", False) and not self.is_resolved

    def move_after(self, happening: Happening, by: Actor, now: datetime) -> None:
        """Move as the table says."""
        self.move_to(STATUS_AFTER[happening].get(self.status, self.status), by, now)
