"""What the service hears of a ticket in its tests: events, with all that a test does not name filled in."""

from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.contracts.event import Event
from shared.contracts.parts import Actor, Channel, Requester, TicketState
from shared.contracts.tickets import CommentAdded, TicketCreated
from tests.builders import ANNA, NOW, RITA


def a_ticket_state(desk_id: UUID, **fields: Any) -> TicketState:
    requester = Requester.model_validate(
        {"email": "rita@example.com", "name": "Rita", "verified": True} | fields.pop("requester", {})
    )
    given = {"id": uuid7(), "desk_id": desk_id, "number": "SUP-001", "title": "Printer on fire"}
    given |= {"status": "open", "priority": "normal", "created_at": NOW, "version": 1, "requester": requester}
    return TicketState.model_validate(given | fields)


def ticket_created(ticket: TicketState, **fields: Any) -> TicketCreated:
    given = {"actor": RITA, "body": "It burns.", "channel": Channel.WIDGET, "public_token": "tok-en"}
    return TicketCreated(ticket=ticket, **(given | fields))


def comment_added(ticket: TicketState, actor: Actor = ANNA, **fields: Any) -> CommentAdded:
    given = {"comment_id": uuid7(), "body": "Have you tried water?", "created_at": NOW}
    return CommentAdded(ticket=ticket, actor=actor, **(given | fields))


def again(event: Event) -> Any:
    """The same fact in another envelope, as a replay with a lost inbox would bring it."""
    envelope = {"event_id": uuid7(), "occurred_at": event.occurred_at}
    return type(event).model_validate(event.model_dump() | envelope)
