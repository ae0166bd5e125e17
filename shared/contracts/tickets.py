"""Events of the tickets service."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.files import FileStored
from shared.contracts.parts import Actor, AssigneeState, Attachment, Channel, DeskState, TicketState
from shared.contracts.tomorrow import kept


class DeskEvent(Event):
    """Something happened to a desk; carries all of its settings and members after it."""

    desk: DeskState
    actor: Actor


class DeskCreated(DeskEvent, name="desk.created.v1"):
    """A desk was made."""


class DeskChanged(DeskEvent, name="desk.changed.v1"):
    """A desk's settings or members changed."""


class TicketEvent(Event):
    """Something happened to a ticket; carries its whole public state after it."""

    ticket: TicketState
    actor: Actor


MarkupVersion = int
"""The rules by which HTML beside words was made (`shared/markup.py`); 0 where a writer of before does not say: whoever
keeps such HTML makes it again."""

AssignedIn = int
"""The ticket's version in which it last changed who is responsible: whoever keeps `ticket.assigned` knows by it whether
one is still on its way. 0 for never, and of a writer of before. It says nothing of who."""

LinkRenewedIn = int
"""The ticket's version in which its public link was last replaced: whoever keeps the link knows by it whether another one
is still on its way. 0 for never, and of a writer of before."""


class TicketCreated(TicketEvent, name="ticket.created.v1"):
    """An inquiry became a ticket with a number. `public_token` is a secret: never log it."""

    body: str
    body_html: str = ""
    markup_version: MarkupVersion = 0
    channel: Annotated[Channel, kept(Channel)]
    attachments: tuple[Attachment, ...] = ()
    request_id: UUID | None = None
    public_token: str = Field(repr=False)


class TicketPublicChanged(TicketEvent, name="ticket.public_changed.v1"):
    """Something a customer may see of a ticket changed (title, status, priority, category, requester)."""


class PublicLinkRenewed(TicketEvent, name="ticket.public_link_renewed.v1"):
    """The ticket has another public link, and the one before leads nowhere. `public_token` is a secret: never log it.

    Where it is not `active` this one leads nowhere either, and nobody was told it. Of two the one with the newer version of
    the ticket holds.
    """

    public_token: str = Field(repr=False)
    active: bool = True


class TicketRequestRefused(Event, name="ticket.request_refused.v1"):
    """A wish for a ticket was accepted at the edge but may not become one; `reason` is a code."""

    request_id: UUID
    ticket_id: UUID
    desk_id: UUID
    reason: str


class Written(TicketEvent):
    """Somebody wrote on the ticket, a comment or a note: either has its id in `comment_id`."""

    comment_id: UUID
    body: str
    body_html: str = ""
    markup_version: MarkupVersion = 0
    attachments: tuple[Attachment, ...] = ()


class CommentAdded(Written, name="comment.added.v1"):
    """A public message was added by an agent or by the requester (`actor`).

    `through` is the ticket that a requester wrote on where that one is merged into `ticket`: its requester may be
    another person. `also_for` are merged tickets of other people, whom an agent's comment is for, too.
    """

    request_id: UUID | None = None
    through: UUID | None = None
    also_for: tuple[UUID, ...] = ()
    created_at: datetime
    assigned_in: AssignedIn = 0
    link_renewed_in: LinkRenewedIn = 0


class CommentHeld(TicketEvent, name="comment.held.v1"):
    """A reply waits to be sent at `send_at`. What it says is told nobody before that."""

    comment_id: UUID
    send_at: datetime


class CommentHoldEnded(TicketEvent, name="comment.hold_ended.v1"):
    """A reply waits no more; `reason` is sent or taken_back."""

    comment_id: UUID
    reason: str


class NoteAdded(Written, name="note.added.v1"):
    """Something was written for the team alone. Internal: no service that shows anything to customers reads it.

    `automatic` is why it is taken for a machine's answer, of which nobody is told. `mentioned` are people that its writer
    calls by name: they may see this ticket, whichever desk it is on.
    """

    automatic: str = ""
    mentioned: tuple[UUID, ...] = ()
    created_at: datetime
    assigned_in: AssignedIn = 0


class TicketAssigned(TicketEvent, name="ticket.assigned.v1"):
    """Somebody else is responsible for the ticket now, or nobody (`assignee` empty). Internal, as notes are.

    `is_news` False: it was assigned before there was this event, and is told when something else happens to it.
    """

    assignee: AssigneeState | None = None
    is_news: bool = True


class TicketSnoozed(TicketEvent, name="ticket.snoozed.v1"):
    """An agent put the ticket aside until a moment in the future."""

    snooze_id: UUID
    until: datetime
    keep_asleep_on_reply: bool = False


class TicketWoken(TicketEvent, name="ticket.woken.v1"):
    """The ticket came back; `reason` is due, reply, agent, task_done or snoozed_again."""

    snooze_id: UUID
    reason: str
    assigned_in: AssignedIn = 0


class TicketLinkedToTask(TicketEvent, name="ticket.linked_to_task.v1"):
    """A task of the Organization module was tied to the ticket."""

    task_id: UUID


class TicketUnlinkedFromTask(TicketEvent, name="ticket.unlinked_from_task.v1"):
    """A task is no longer tied to the ticket."""

    task_id: UUID


class LinkedTicketChanged(TicketEvent, name="linked_ticket.changed.v1"):
    """The public state of a ticket with linked tasks changed."""


class TicketFileStored(FileStored, name="tickets.file_stored.v1"):
    """An agent, or a program in their name, brought a file."""
