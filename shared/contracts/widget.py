"""Events of the widget service: customers' accepted wishes."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.custom_fields import TypedField
from shared.contracts.event import Event
from shared.contracts.parts import Attachment
from shared.contracts.tomorrow import kept
from shared.contracts.wishes import TicketWish


class TicketRequested(TicketWish):
    """A customer asked for a ticket. `fields` are those that they filled in."""

    name: ClassVar[str] = "widget.ticket_requested.v1"
    category_id: UUID | None = None
    fields: tuple[TypedField, ...] = ()


class CommentRequested(Event):
    """A customer wrote a comment on their ticket."""

    name: ClassVar[str] = "widget.comment_requested.v1"
    request_id: UUID
    comment_id: UUID
    ticket_id: UUID
    body: str
    attachments: tuple[Attachment, ...] = ()


class CodeRequested(Event):
    """A customer wants to see their tickets: a one-time code is to be mailed. `code` is sealed: whoever has it may.

    An event of its own and not `mail.requested`, so that the widget can ask for no other mail of the installation.
    """

    name: ClassVar[str] = "widget.code_requested.v1"
    request_id: UUID
    to: str
    language: str
    desk_name: str
    code: str = Field(repr=False)


class StatusRequested(Event):
    """A customer said that their ticket is solved, or asked to open it again. The later of two wishes counts."""

    name: ClassVar[str] = "widget.status_requested.v1"
    request_id: UUID
    ticket_id: UUID
    wish: Annotated[Literal["solved", "reopened"], kept()]
