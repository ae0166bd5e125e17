"""This service's copies of desks, tickets and what is said on them; nothing is done about them here."""

from collections.abc import Sequence
from typing import Any

from services.notifications.tables import known_assignments, known_desks, known_messages, known_tickets
from services.notifications.uow import NotificationsUow
from shared.contracts.parts import DeskState
from shared.contracts.tickets import CommentAdded, TicketAssigned, TicketCreated, TicketPublicChanged
from shared.copies import remember
from shared.rows import inserting

LONGEST_QUOTE = 5_000
"""Characters of a message that later mails may quote."""


async def follow_desk(uow: NotificationsUow, desk: DeskState) -> None:
    """Keep what is newer."""
    await remember(uow, known_desks, desk)


async def follow_tickets(uow: NotificationsUow, events: Sequence[TicketPublicChanged]) -> None:
    """Keep what is newer."""
    await remember(uow, known_tickets, *(event.ticket for event in events))


async def follow_assignments(uow: NotificationsUow, events: Sequence[TicketAssigned]) -> None:
    """Keep who is responsible from a version on; each is a fact that stays, so that whoever is told late is told right."""
    rows = sorted(
        (_assignment(event) for event in events), key=lambda row: (row["ticket_id"], row["version"])
    )
    await uow.session.execute(inserting(known_assignments, rows).on_conflict_do_nothing())


async def keep_new_tickets(uow: NotificationsUow, events: Sequence[TicketCreated | CommentAdded]) -> None:
    """Keep those tickets that are new; of later changes other news tell."""
    if created := [event.ticket for event in events if isinstance(event, TicketCreated)]:
        await remember(uow, known_tickets, *created)


async def keep_messages(uow: NotificationsUow, events: Sequence[TicketCreated | CommentAdded]) -> None:
    """Keep what was said publicly, for mails that quote it. Notes come by another event, so none can be among it."""
    rows = sorted((_message(uow, event) for event in events), key=lambda row: row["id"])
    await uow.session.execute(inserting(known_messages, rows).on_conflict_do_nothing())


def _assignment(event: TicketAssigned) -> dict[str, Any]:
    who = event.assignee
    return {
        "ticket_id": event.ticket.id,
        "assignee_kind": who.kind if who else None,
        "assignee_id": who.id if who else None,
        "version": event.ticket.version,
        "at": event.occurred_at,
    }


def _message(uow: NotificationsUow, event: TicketCreated | CommentAdded) -> dict[str, Any]:
    is_comment = isinstance(event, CommentAdded)
    return {
        "id": event.comment_id if is_comment else event.ticket.id,
        # What is quoted to people of one ticket is not what others said who were merged with it.
        "ticket_id": (event.through if is_comment else None) or event.ticket.id,
        "at": event.created_at if is_comment else event.ticket.created_at,
        "author": event.actor.name or event.ticket.requester.email or "",
        "from_team": event.actor.kind == "agent",
        "sealed_body": uow.sealer.seal_text(event.body[:LONGEST_QUOTE]),
    }
