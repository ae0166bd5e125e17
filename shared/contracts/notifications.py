"""Events of the notifications service."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.parts import Attachment, Requester


class MailTicketRequested(Event):
    """A received mail is to become a ticket; its id and public token are made here."""

    name: ClassVar[str] = "mail.ticket_requested.v1"
    request_id: UUID
    ticket_id: UUID
    public_token: str = Field(repr=False)
    desk_id: UUID
    title: str
    body: str
    body_html: str = ""
    requester: Requester
    attachments: tuple[Attachment, ...] = ()


class MailboxChanged(Event):
    """A desk got a mailbox or lost it: only with one is there mail to its requesters. The latest counts."""

    name: ClassVar[str] = "mailbox.changed.v1"
    desk_id: UUID
    has_mailbox: bool


class DeliverySent(Event):
    """The mail server took the mail about a comment, or about a new ticket (`comment_id` empty)."""

    name: ClassVar[str] = "delivery.sent.v1"
    delivery_id: UUID
    ticket_id: UUID
    comment_id: UUID | None = None
    recipient: str


class DeliveryFailed(Event):
    """The mail server refused the mail for good; `reason` is its answer."""

    name: ClassVar[str] = "delivery.failed.v1"
    delivery_id: UUID
    ticket_id: UUID
    comment_id: UUID | None = None
    recipient: str
    reason: str
