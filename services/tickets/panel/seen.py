"""Whether somebody else changed a field while a form was open: only the same field counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.ticket import Ticket
from services.tickets.queries.around import last_changed_by
from shared.errors import PreconditionFailed

# In forms a field's value is text; history calls a snooze by what happened to it.
AS_TEXT: dict[str, Callable[[Any], str]] = {
    "status": lambda ticket: str(ticket.status),
    "priority": lambda ticket: str(ticket.priority),
    "assignee": lambda ticket: f"{ticket.assignee_kind}:{ticket.assignee_id}" if ticket.assignee_id else "",
    "title": lambda ticket: ticket.title,
    "category": lambda ticket: str(ticket.category_id or ""),
    "tags": lambda ticket: "\n".join(ticket.tags),
    "requester": lambda ticket: "\n".join(
        (ticket.requester_name or "", ticket.requester_email or "", ticket.requester_phone or "")
    ),
    "snoozed": lambda ticket: ticket.snoozed_until.isoformat() if ticket.snoozed_until else "",
}


class ChangedMeanwhile(PreconditionFailed):
    """Somebody else changed the very field."""

    code = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a form's page showed: the ticket's version, and the value of the field it changes."""

    version: str = ""
    value: str | None = None

    async def check(self, session: AsyncSession, ticket: Ticket, field: str, wanted: str, by: UUID) -> None:
        """Let the change pass unless it would undo somebody else's unseen one; raises ChangedMeanwhile."""
        if not self.version or self.version == str(ticket.version) or self.value is None:
            return
        # Browsers send line ends in their own way.
        now, seen = AS_TEXT[field](ticket), self.value.replace("\r\n", "\n")
        if now in (seen, wanted) or await last_changed_by(session, ticket.id, field) == by:
            return
        name = "snooze" if field == "snoozed" else field
        raise ChangedMeanwhile(
            f"Not saved: somebody else changed the {name} in the meantime. Look and try again."
        )
