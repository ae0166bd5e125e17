"""From desk to desk."""

from uuid import UUID

from services.tickets.domain.desk import Desk
from services.tickets.domain.opening import check_may_open
from services.tickets.domain.relocating import category_there, values_there
from services.tickets.domain.ticket import Ticket
from services.tickets.numbers import take_numbers
from services.tickets.rights import check_desk
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.seeing import ticket_seen
from services.tickets.use_cases.turns import hand_out
from services.tickets.working import may_work_on
from shared.auth import Person
from shared.contracts.parts import Status
from shared.seen import WHATEVER, Seen


async def move(
    uow: TicketsUow, person: Person, ticket_id: UUID, desk_id: UUID, seen: Seen = WHATEVER
) -> None:
    """Move the ticket to another desk that `person` may see and that takes new tickets; being there changes nothing.

    Whoever is responsible stays so if they work there, too. Raises NoSuchTicket, NoSuchDesk and DeskInactive.
    """
    await relocate(uow, person, await ticket_seen(uow, person, ticket_id, seen), desk_id)


async def relocate(
    uow: TicketsUow, person: Person, ticket: Ticket, desk_id: UUID, is_handed_out: bool = True
) -> None:
    """The same for a locked ticket; `is_handed_out`: it finds somebody there, if the desk says so."""
    await check_desk(uow.session, person, desk_id)
    if ticket.desk_id == desk_id:
        return
    here, there = await uow.desk_to_read(ticket.desk_id), await uow.desk_to_read(desk_id)
    check_may_open(there, ticket.title)
    number = ticket.number_on(desk_id) or await _next_number(uow, there)
    ticket.field_values = values_there(ticket.field_values, here.state.fields, there.state.fields)
    category = category_there(ticket.category, there.state.categories)
    ticket.move_to_desk(desk_id, number, category, person.as_actor())
    if ticket.assignee and not await may_work_on(uow.session, there, ticket.assignee):
        ticket.unassign(person.as_actor())
    if is_handed_out and not ticket.is_assigned and ticket.status != Status.RESOLVED:
        await hand_out(uow, there, [ticket])


async def _next_number(uow: TicketsUow, desk: Desk) -> str:
    return (await take_numbers(uow, desk, 1))[0]
