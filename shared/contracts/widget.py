"""Events of the widget service: customers' accepted wishes."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.custom_fields import TypedField
from shared.contracts.event import Event
from shared.contracts.files import FileStored
from shared.contracts.parts import Attachment
from shared.contracts.tomorrow import kept
from shared.contracts.wishes import TicketWish


class TicketRequested(TicketWish, name="widget.ticket_requested.v1"):
    """A customer asked for a ticket. `fields` are those that they filled in."""

    category_id: UUID | None = None
    fields: tuple[TypedField, ...] = ()


class CommentRequested(Event, name="widget.comment_requested.v1"):
    """A customer wrote a comment on their ticket."""

    request_id: UUID
    comment_id: UUID
    ticket_id: UUID
    body: str
    attachments: tuple[Attachment, ...] = ()


class CodeRequested(Event, name="widget.code_requested.v1"):
    """A customer wants to see their tickets: a one-time code is to be mailed. `code` is sealed: whoever has it may.

    An event of its own and not `mail.requested`, so that the widget can ask for no other mail of the installation.
    """

    request_id: UUID
    to: str
    language: str
    desk_name: str
    code: str = Field(repr=False)


class StatusRequested(Event, name="widget.status_requested.v1"):
    """A customer said that their ticket is solved, or asked to open it again. The later of two wishes counts."""

    request_id: UUID
    ticket_id: UUID
    wish: Annotated[Literal["solved", "reopened"], kept()]


class WidgetFileStored(FileStored, name="widget.file_stored.v1"):
    """A customer brought a file."""
