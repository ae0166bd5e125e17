"""Events of the widget service: customers' accepted wishes."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.parts import Attachment, Priority, Requester
from shared.contracts.tomorrow import or_else


class TicketRequested(Event):
    """A customer asked for a ticket; its id and public token are made here. The token is a secret."""

    name: ClassVar[str] = "widget.ticket_requested.v1"
    request_id: UUID
    ticket_id: UUID
    public_token: str = Field(repr=False)
    desk_id: UUID
    title: str
    body: str
    priority: Annotated[Priority, or_else(Priority.NORMAL)] = Priority.NORMAL
    category_id: UUID | None = None
    requester: Requester
    attachments: tuple[Attachment, ...] = ()


class CommentRequested(Event):
    """A customer wrote a comment on their ticket."""

    name: ClassVar[str] = "widget.comment_requested.v1"
    request_id: UUID
    comment_id: UUID
    ticket_id: UUID
    body: str
    attachments: tuple[Attachment, ...] = ()
