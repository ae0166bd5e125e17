"""Tickets that go on where another one ended: an answer that came after the desk's reopening window."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.tickets.domain.reopening import Moving
from shared.contracts.parts import Actor


class Following(Moving):
    """A ticket that can be followed by others. Links are JSON-able: `id`, `number`, and `through` as in its state."""

    def is_over(self, days: int | None, at: datetime) -> bool:
        """Whether what its requester says at that instant comes too late to open it again; agents always may.

        `days` of 24 hours count from its resolution, their last instant included; None: for ever.
        """
        if days is None or not self.is_resolved or self.resolved_at is None:
            return False
        return at > self.resolved_at + timedelta(days=days)

    def followed_for(self, asked_on: UUID) -> UUID | None:
        """The ticket that went on last for who writes on `asked_on`: on this one, or on one that leads here."""
        mine = [each for each in self.followed_by if asked_on == UUID(each["through"] or str(self.id))]
        return UUID(mine[-1]["id"]) if mine else None

    def go_on_in(self, other: "Following", asked_on: UUID, by: Actor) -> None:
        """Be followed by a new ticket. This one stays as it is; its requester is shown where it goes on."""
        through = str(asked_on) if asked_on != self.id else None
        other.follows = linked(self, through)
        self.followed_by = (*self.followed_by, linked(other, through))
        other.remember("follows", None, self.named, by)
        self.remember("followed_by", None, other.named, by)
        self.show_change(by)


def linked(ticket: Following, through: str | None) -> dict[str, Any]:
    """A ticket as the other one names it."""
    return {"id": str(ticket.id), "number": ticket.number, "through": through}
