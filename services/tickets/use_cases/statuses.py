"""From status to status, by an agent's wish or the requester's."""

from uuid import UUID

from services.tickets.domain.reopening import Happening
from services.tickets.domain.words import Words
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.answering import asker, follow_up, is_known, place_of
from services.tickets.use_cases.last_words import wish_counts
from services.tickets.use_cases.seeing import SeenField, ticket_seen
from shared.auth import Person
from shared.contracts.parts import Channel, Status
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
    """The requester says that it is solved, or not; what they have said later counts more.

    One that is over is not opened again by this either: another one follows it, without words.
    """
    place = await place_of(uow, wish.ticket_id, wish.occurred_at, wish)
    if await is_known(uow, wish.request_id):
        return
    happening = WISHES.get(wish.wish)
    if happening and await wish_counts(uow, place.ticket.id, wish.occurred_at):
        if place.is_over and happening is Happening.REQUESTER_REOPENED:
            said = Words(wish.request_id, "", request_id=wish.request_id)
            await follow_up(uow, place, said, Channel.WIDGET, wish)
        else:
            by, _ = await asker(uow, place.ticket, place.asked_on)
            place.ticket.move_after(happening, by, uow.now)
