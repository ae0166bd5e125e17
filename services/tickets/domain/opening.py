"""Whether a wish for a ticket may become one."""

from dataclasses import dataclass, field
from uuid import UUID

from services.tickets.domain.desk import Desk
from services.tickets.domain.field_values import Values
from services.tickets.domain.text import clean_title
from shared.contracts.parts import Attachment, Category, Channel, Priority, Requester
from shared.contracts.tickets import TicketRequestRefused
from shared.errors import DeskInactive, HelpdeskError


@dataclass(frozen=True, slots=True)
class Hint:
    """What the inquiry has to do with another ticket, which its writer may have no part in."""

    why: str
    ticket_id: UUID
    number: str = ""


@dataclass(frozen=True)
class Inquiry:
    """What somebody asked, before it is a ticket.

    Its public token is sealed. `request_id` is of the wish, where it came as an event.
    """

    ticket_id: UUID
    desk_id: UUID
    title: str
    channel: Channel
    sealed_token: str
    body: str = ""
    body_html: str = ""
    priority: Priority = Priority.NORMAL
    category: Category | None = None
    requester: Requester = field(default_factory=Requester)
    tags: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    request_id: UUID | None = None
    hint: Hint | None = None
    field_values: Values = field(default_factory=dict)


def check_may_open(desk: Desk, title: str) -> None:
    """Say no, to a person who waits for the answer, before a number is taken."""
    if not desk.active:
        raise DeskInactive(f"The desk {desk.name} takes no new tickets")
    clean_title(title)


def reason_to_refuse(desk: Desk, title: str) -> str | None:
    """The same question for a wish that came as an event: a stable code, or None when it may open."""
    try:
        check_may_open(desk, title)
    except HelpdeskError as no:
        return no.code
    return None


def refused(request_id: UUID, ticket_id: UUID, desk_id: UUID, reason: str) -> TicketRequestRefused:
    """The answer to such a wish; it belongs to no aggregate."""
    return TicketRequestRefused(request_id=request_id, ticket_id=ticket_id, desk_id=desk_id, reason=reason)
