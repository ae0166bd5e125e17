"""From status to status, by an agent's wish or the requester's."""

from uuid import UUID

from services.tickets.domain.reopening import Happening
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.conversing import asker
from services.tickets.use_cases.last_words import wish_counts
from services.tickets.use_cases.seeing import SeenField, ticket_seen
from shared.auth import Person
from shared.contracts.parts import Status
from shared.contracts.widget import StatusRequested
from shared.seen import WHATEVER, Seen

WISHES = {"solved": Happening.REQUESTER_SAID_SOLVED, "reopened": Happening.REQUESTER_REOPENED}


async def set_status(
    uow: TicketsUow, person: Person, ticket_id: UUID, status: Status, seen: Seen | SeenField = WHATEVER
) -> None:
    """Go to a status, from whichever it has."""
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    ticket.move_to(status, person.as_actor(), uow.now)


async def follow_requested_status(uow: TicketsUow, wish: StatusRequested) -> None:
    """The requester says that it is solved, or not; what they have said later counts more."""
    ticket = await uow.ticket(wish.ticket_id, cause=wish)
    happening = WISHES.get(wish.wish)
    if happening and await wish_counts(uow, ticket.id, wish.occurred_at):
        by, _ = await asker(uow, ticket, wish.ticket_id)
        ticket.move_after(happening, by, uow.now)
