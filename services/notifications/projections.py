"""This service's copies of desks and tickets; nothing is done about them here."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import case, func
from sqlalchemy.dialects.postgresql import insert

from services.notifications.tables import known_assignments, known_desks, known_messages, known_tickets
from services.notifications.uow import NotificationsUow
from shared.contracts.parts import DeskState, TicketState
from shared.contracts.tickets import CommentAdded, TicketAssigned, TicketCreated
from shared.copies import remember

LONGEST_QUOTE = 5_000
"""Characters of a message that later mails may quote."""

NEWEST = ("desk_id", "number", "title", "status", "requester", "version")


async def follow_desk(uow: NotificationsUow, desk: DeskState) -> None:
    """Keep what is newer."""
    await remember(uow, known_desks, desk)


async def follow_ticket(uow: NotificationsUow, ticket: TicketState) -> None:
    """Keep what is newer."""
    await _keep_newer(uow, [_row(uow, ticket, token=None)])


async def follow_assignment(uow: NotificationsUow, event: TicketAssigned) -> None:
    """Keep who is responsible from a version on; each is a fact that stays, so that whoever is told late is told right."""
    who = event.assignee
    row = {
        "ticket_id": event.ticket.id,
        "assignee_kind": who.kind if who else None,
        "assignee_id": who.id if who else None,
        "version": event.ticket.version,
        "at": event.occurred_at,
    }
    await uow.session.execute(insert(known_assignments).values(row).on_conflict_do_nothing())


async def keep_new_tickets(uow: NotificationsUow, events: Sequence[TicketCreated]) -> None:
    """Keep new tickets with their public link, which no later event tells again."""
    opened = [(event.ticket, uow.sealer.open_text(event.public_token)) for event in events]
    await _keep_newer(uow, [_row(uow, *each) for each in opened])


async def keep_messages(uow: NotificationsUow, events: Sequence[TicketCreated | CommentAdded]) -> None:
    """Keep what was said publicly, for mails that quote it. Notes come by another event, so none can be among it."""
    rows = [_message(uow, event) for event in events]
    await uow.session.execute(insert(known_messages).on_conflict_do_nothing(), rows)


async def _keep_newer(uow: NotificationsUow, rows: Collection[dict[str, Any]]) -> None:
    """What is newer of each ticket; the token of its public link stays once it is known."""
    # In one order everywhere, so that two batches never wait for each other.
    ordered = sorted(rows, key=lambda row: (row["ticket_id"], row["version"]))
    fresh = insert(known_tickets)
    is_newer = fresh.excluded.version > known_tickets.c.version
    newest: dict[str, Any] = {
        name: case((is_newer, fresh.excluded[name]), else_=known_tickets.c[name]) for name in NEWEST
    }
    newest["sealed_token"] = func.coalesce(known_tickets.c.sealed_token, fresh.excluded.sealed_token)
    await uow.session.execute(fresh.on_conflict_do_update(index_elements=["ticket_id"], set_=newest), ordered)


def _message(uow: NotificationsUow, event: TicketCreated | CommentAdded) -> dict[str, Any]:
    is_comment = isinstance(event, CommentAdded)
    return {
        "id": event.comment_id if is_comment else event.ticket.id,
        "ticket_id": event.ticket.id,
        "at": event.created_at if is_comment else event.ticket.created_at,
        "author": event.actor.name or event.ticket.requester.email or "",
        "from_team": event.actor.kind == "agent",
        "sealed_body": uow.sealer.seal_text(event.body[:LONGEST_QUOTE]),
    }


def _row(uow: NotificationsUow, ticket: TicketState, token: str | None) -> dict[str, Any]:
    return {
        "ticket_id": ticket.id,
        "desk_id": ticket.desk_id,
        "number": ticket.number,
        "title": ticket.title,
        "status": ticket.status.value,
        "requester": ticket.requester.model_dump(mode="json"),
        "sealed_token": uow.sealer.seal(token) if token else None,
        "version": ticket.version,
    }
