"""The ticket somebody asks to change, unless that would undo what they never saw.

A program names the version it saw. A form brings the value its field had: whoever changed another field meanwhile is
in nobody's way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.tickets.domain.desk import Desk
from services.tickets.domain.field_values import by_key
from services.tickets.domain.ticket import Ticket
from services.tickets.queries.around import last_changed_by
from services.tickets.uow import TicketsUow
from shared.auth import Person
from shared.contracts.custom_fields import as_typed
from shared.errors import PreconditionFailed
from shared.seen import Seen

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


OWN = "fields."
"""Begins the names of the desk's own fields."""


class ChangedMeanwhile(PreconditionFailed, code="changed_meanwhile"):
    """Somebody else changed the very field."""


@dataclass(frozen=True, slots=True)
class SeenField:
    """What a form's page showed, the ticket's version and the field's value, and the value wanted now."""

    field: str
    version: str = ""
    value: str | None = None
    wanted: str = ""


async def ticket_seen(
    uow: TicketsUow, person: Person, ticket_id: UUID, seen: Seen | SeenField, for_notes: bool = False
) -> Ticket:
    """The ticket, locked, for somebody who may see it and has; raises NoSuchTicket, PreconditionFailed."""
    ticket = await uow.ticket_for(person, ticket_id, for_notes)
    if isinstance(seen, Seen):
        seen.check(ticket.version)
    else:
        await _check_field(uow, ticket, seen, person.id)
    return ticket


async def desk_seen(uow: TicketsUow, person: Person, desk_id: UUID, seen: Seen) -> Desk:
    """The desk, locked, for somebody who may see it and has; raises NoSuchDesk, PreconditionFailed."""
    desk = await uow.desk_for(person, desk_id)
    seen.check(desk.version)
    return desk


async def _check_field(uow: TicketsUow, ticket: Ticket, seen: SeenField, by: UUID) -> None:
    if not seen.version or seen.version == str(ticket.version) or seen.value is None:
        return
    # Browsers send line ends in their own way.
    now, then = await _now(uow, ticket, seen.field), seen.value.replace("\r\n", "\n")
    if now in (then, seen.wanted) or await last_changed_by(uow.session, ticket.id, seen.field) == by:
        return
    name = "snooze" if seen.field == "snoozed" else seen.field.removeprefix(OWN).replace("_", " ")
    raise ChangedMeanwhile(
        f"Not saved: somebody else changed the {name} in the meantime. Look and try again."
    )


async def _now(uow: TicketsUow, ticket: Ticket, field: str) -> str:
    if not field.startswith(OWN):
        return AS_TEXT[field](ticket)
    desk = await uow.desk_to_read(ticket.desk_id)
    return as_typed(by_key(desk.state.fields, ticket.field_values).get(field.removeprefix(OWN)))
