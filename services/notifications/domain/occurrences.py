"""What the team may be told of, read from an event."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifications.domain.notices import NoticeKind
from shared.contracts.notifications import DeliveryFailed
from shared.contracts.parts import SYSTEM, Actor, AssigneeState, Attachment, Status
from shared.contracts.tickets import CommentAdded, NoteAdded, TicketAssigned, TicketWoken

CAME_BACK = ("due", "task_done", "agent")
"""Why a ticket woke, where that is news of its own: an answer is told as such, another snooze is none."""

Told = CommentAdded | NoteAdded | TicketAssigned | TicketWoken | DeliveryFailed


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that happened, as notices tell of it.

    `words` is what was written, `html` the same where it has formatting; of what is no writing a reason or an address.
    `assignee` and `assigned_in` are what the event itself says of who is responsible. `mentioned` are called by name.
    """

    event_id: UUID
    kind: NoticeKind
    at: datetime
    by: Actor
    ticket_id: UUID | None = None
    desk_id: UUID | None = None
    number: str = ""
    title: str = ""
    comment_id: UUID | None = None
    words: str = ""
    html: str = ""
    files: tuple[Attachment, ...] = ()
    assignee: AssigneeState | None = None
    assigned_in: int = 0
    detail: str = ""
    mentioned: tuple[UUID, ...] = ()

    @property
    def doer(self) -> UUID | None:
        """Which colleague did it."""
        return self.by.id if self.by.kind == "agent" else None

    @property
    def head(self) -> str:
        """What a list or a subject calls the ticket."""
        return f"[{self.number}] {self.title}" if self.number else self.title


def occurrence_of(event: Told) -> Occurrence | None:
    """What there is to tell; None for what is nobody's news."""
    match event:
        case CommentAdded():
            return _customer_replied(event)
        case NoteAdded():
            return _note_added(event)
        case TicketAssigned():
            return _assigned(event)
        case TicketWoken():
            return _woken(event)
        case DeliveryFailed():
            return _delivery_failed(event)


def _customer_replied(event: CommentAdded) -> Occurrence | None:
    return _written(event, NoticeKind.CUSTOMER_REPLIED) if event.actor.kind == "requester" else None


def _note_added(event: NoteAdded) -> Occurrence | None:
    # What a machine answered is told to nobody, or two of them would talk by our hand. The system's own notes say
    # what other notices say.
    if event.automatic or event.actor.kind == "system":
        return None
    return replace(_written(event, NoticeKind.NOTE_ADDED), mentioned=event.mentioned)


def _written(event: CommentAdded | NoteAdded, kind: NoticeKind) -> Occurrence:
    return Occurrence(
        **_about(event, kind),
        comment_id=event.comment_id,
        words=event.body,
        html=event.body_html,
        files=event.attachments,
        assigned_in=event.assigned_in,
    )


def _assigned(event: TicketAssigned) -> Occurrence | None:
    if not event.is_news or event.assignee is None:
        return None
    return Occurrence(**_about(event, NoticeKind.ASSIGNED), assignee=event.assignee)


def _woken(event: TicketWoken) -> Occurrence | None:
    if event.reason not in CAME_BACK or event.ticket.status == Status.RESOLVED:
        return None
    about = _about(event, NoticeKind.WOKEN)
    return Occurrence(**about, assigned_in=event.assigned_in, detail=event.reason)


def _about(
    event: CommentAdded | NoteAdded | TicketAssigned | TicketWoken, kind: NoticeKind
) -> dict[str, Any]:
    ticket = event.ticket
    return {
        **_happened(event, kind),
        "by": event.actor,
        "ticket_id": ticket.id,
        "desk_id": ticket.desk_id,
        "number": ticket.number,
        "title": ticket.title,
    }


def _delivery_failed(event: DeliveryFailed) -> Occurrence:
    return Occurrence(
        **_happened(event, NoticeKind.DELIVERY_FAILED),
        by=SYSTEM,
        ticket_id=event.ticket_id,
        comment_id=event.comment_id,
        words=event.reason,
        detail=event.recipient,
    )


def _happened(event: Told, kind: NoticeKind) -> dict[str, Any]:
    return {"event_id": event.event_id, "kind": kind, "at": event.occurred_at}
