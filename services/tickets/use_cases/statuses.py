"""From status to status, by an agent's wish."""

from uuid import UUID

from services.tickets.uow import TicketsUow
from services.tickets.use_cases.seeing import SeenField, ticket_seen
from shared.auth import Person
from shared.contracts.parts import Status
from shared.seen import WHATEVER, Seen


async def set_status(
    uow: TicketsUow, person: Person, ticket_id: UUID, status: Status, seen: Seen | SeenField = WHATEVER
) -> None:
    """Go to a status, from whichever it has."""
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    ticket.move_to(status, person.as_actor(), uow.now)
