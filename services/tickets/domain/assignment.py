"""Who is responsible for a ticket: one agent, one group, or nobody yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from services.tickets.domain.fields import TicketFields
from shared.contracts.event import Event
from shared.contracts.parts import SYSTEM, Actor, AssigneeState
from shared.contracts.tickets import TicketAssigned

NOTHING_MORE: dict[str, str] = {}


@dataclass(frozen=True)
class Assignee:
    """One agent or one group."""

    kind: Literal["agent", "group"]
    id: UUID


class Assigning(TicketFields):
    """A ticket that somebody is responsible for."""

    def assign(self, assignee: Assignee, by: Actor) -> None:
        """Make `assignee` responsible, instead of whoever was."""
        self._hand_to(assignee, by)

    def assign_automatically(self, assignee: Assignee, rule: str) -> None:
        """Make `assignee` responsible by the desk's rule; the history says so."""
        self._hand_to(assignee, SYSTEM, {"how": rule})

    def stay_unassigned(self, why: str) -> None:
        """Say why the desk, which hands its tickets out, gave this one to nobody: a code."""
        self.remember("not_assigned", None, why, SYSTEM)

    def unassign(self, by: Actor) -> None:
        """Put the ticket back among those to assign."""
        self._hand_to(None, by)

    @property
    def assignee(self) -> Assignee | None:
        """Who is responsible."""
        if self.assignee_id is None:
            return None
        return Assignee(cast(Literal["agent", "group"], self.assignee_kind), self.assignee_id)

    @property
    def is_assigned(self) -> bool:
        """Whether somebody is responsible."""
        return self.assignee_id is not None

    def _hand_to(self, assignee: Assignee | None, by: Actor, said: dict[str, str] = NOTHING_MORE) -> None:
        if assignee == self.assignee:
            return
        new = _in_history(assignee)
        self.remember("assignee", _in_history(self.assignee), new and new | said, by)
        self.assignee_kind = assignee.kind if assignee else None
        self.assignee_id = assignee.id if assignee else None
        if not self.is_recorded(TicketAssigned):
            self.record(TicketAssigned, actor=by)

    def settle(self, now: datetime) -> bool:
        # Assigned by a version that did not tell: those who are told of anything else must know to whom.
        is_untold = self.is_assigned and not self.assigned_in and not self.is_recorded(TicketAssigned)
        if self.has_changed and is_untold:
            self.record(TicketAssigned, is_news=False, actor=SYSTEM)
        return super().settle(now)

    def completing(self, event: type[Event]) -> dict[str, Any]:
        told = super().completing(event)
        if event is not TicketAssigned:
            return told
        return told | {"assignee": AssigneeState(**vars(self.assignee)) if self.assignee else None}


def _in_history(assignee: Assignee | None) -> dict[str, str] | None:
    return {"kind": assignee.kind, "id": str(assignee.id)} if assignee else None
