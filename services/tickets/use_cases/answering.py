"""Where a requester's answer belongs: on their ticket, or, after the desk's reopening window, on one that follows it.

All channels come by here: the widget, the public link and mail.
"""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy import Uuid, bindparam, exists, or_, select

from services.tickets.domain.desk import Desk
from services.tickets.domain.opening import Inquiry
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Words
from services.tickets.numbers import take_numbers
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import comments, notes
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.opening import as_actor, keep_links
from services.tickets.use_cases.turns import hand_out
from shared.contracts.event import Event
from shared.contracts.parts import Actor, Channel

SAID = bindparam("said", type_=Uuid())
IS_KNOWN = select(or_(*(exists().where(table.c.id == SAID) for table in (comments, notes, tickets))))


@dataclass(frozen=True, slots=True)
class Place:
    """A ticket, locked, and the one that was written on, which may lead to it. `is_over`: it is not opened again."""

    ticket: Ticket
    asked_on: UUID
    is_over: bool = False


async def place_of(uow: TicketsUow, asked_on: UUID, at: datetime, cause: Event) -> Place:
    """Where what a requester says at that instant belongs: where a ticket is over, what follows it counts.

    A desk that takes no new tickets opens old ones for ever. Raises NoSuchTicket.
    """
    ticket, met = await uow.ticket(asked_on, cause=cause), set[UUID]()
    while await _is_over(uow, ticket, at):
        met.add(ticket.id)
        onward = ticket.followed_for(asked_on)
        if onward is None:
            return Place(ticket, asked_on, is_over=True)
        other = await uow.ticket(onward, cause=cause)
        if other.id in met:
            # What followed it was merged into it.
            return Place(other, asked_on, is_over=True)
        ticket, asked_on = other, onward
    return Place(ticket, asked_on)


async def is_known(uow: TicketsUow, said: UUID) -> bool:
    """Whether what has this id was taken before, as a comment, a note, or the first words of a ticket that follows."""
    return bool(await uow.session.scalar(IS_KNOWN, {"said": said}))


async def follow_up(uow: TicketsUow, place: Place, said: Words, channel: Channel, cause: Event) -> Ticket:
    """Open a ticket of the same requester with these words. It has their id, so a second copy finds it."""
    old, desk = place.ticket, await uow.desk_to_read(place.ticket.desk_id)
    by, _ = await asker(uow, old, place.asked_on)
    asked = await uow.session.get(Ticket, place.asked_on)
    inquiry = _inquiry(uow, desk, asked or old, said, channel)
    made = Ticket.open(inquiry, (await take_numbers(uow, desk, 1))[0], by, uow.now)
    await hand_out(uow, desk, [made])
    old.go_on_in(made, place.asked_on, by)
    uow.add(made, cause=cause)
    await keep_links(uow, [inquiry])
    return made


async def asker(uow: TicketsUow, ticket: Ticket, asked_on: UUID) -> tuple[Actor, UUID | None]:
    """Whose words come by `asked_on`, and that id where it is merged into `ticket`: its requester may be another person."""
    if asked_on == ticket.id:
        return as_actor(ticket.requester), None
    merged = await uow.session.get(Ticket, asked_on)
    return as_actor((merged or ticket).requester), asked_on


async def _is_over(uow: TicketsUow, ticket: Ticket, at: datetime) -> bool:
    if not ticket.is_resolved:
        return False
    desk = await uow.desk_to_read(ticket.desk_id)
    return desk.active and ticket.is_over(desk.reopen_days, at)


def _inquiry(uow: TicketsUow, desk: Desk, asked: Ticket, said: Words, channel: Channel) -> Inquiry:
    known = {each.id for each in desk.state.categories}
    return Inquiry(
        ticket_id=said.id,
        desk_id=desk.id,
        title=asked.title,
        channel=channel,
        sealed_token=uow.sealer.seal_text(token_urlsafe(32)),
        body=said.body,
        body_html=said.body_html,
        category=asked.category if asked.category_id in known else None,
        requester=asked.requester,
        attachments=said.attachments,
        request_id=said.request_id,
    )
