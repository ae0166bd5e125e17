"""What every wish for a ticket carries, whoever takes it in."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.parts import Attachment, Priority, Requester
from shared.contracts.tomorrow import or_else


class TicketWish(Event):
    """Somebody's request, stored at the edge; its id and public token, which is a secret, are made there."""

    request_id: UUID
    ticket_id: UUID
    public_token: str = Field(repr=False)
    desk_id: UUID
    title: str
    body: str
    priority: Annotated[Priority, or_else(Priority.NORMAL)] = Priority.NORMAL
    requester: Requester
    attachments: tuple[Attachment, ...] = ()
