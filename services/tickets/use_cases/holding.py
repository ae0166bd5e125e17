"""Replies that wait: sent when their instant comes, sent now, or taken back."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.tickets.domain.holding import AlreadySent, HeldComment, NoSuchComment, NotYours
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Comment, Words
from services.tickets.queries.ticket import family_of
from services.tickets.tables.tickets import tickets
from services.tickets.tables.writing import comments, held_comments
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.conversing import others_led_here
from services.tickets.use_cases.drafts import bring_back
from services.tickets.use_cases.seeing import ticket_seen
from shared.auth import Person
from shared.contracts.parts import Attachment
from shared.contracts.scheduler import TimerDue
from shared.errors import NoSuchTicket
from shared.files import TypedWords
from shared.markup import format_by, render
from shared.seen import WHATEVER, Seen

h, t = held_comments.c, tickets.c
OVERSEES = "desk.manage"
"""Who holds this decides about replies of others, too: somebody has to, when their writer is away."""


async def send_now(
    uow: TicketsUow, person: Person, ticket_id: UUID, comment_id: UUID, seen: Seen = WHATEVER
) -> Comment:
    """Send a reply that waits, in its writer's name."""
    ticket, held = await _held(uow, person, ticket_id, comment_id, seen)
    return await _send(uow, ticket, held)


async def take_back(
    uow: TicketsUow, person: Person, ticket_id: UUID, comment_id: UUID, seen: Seen = WHATEVER
) -> HeldComment:
    """Send it never: it is its writer's draft again. Answers what it was."""
    ticket, held = await _held(uow, person, ticket_id, comment_id, seen)
    ticket.take_back(held, person.as_actor())
    if held.author_id:
        begun = TypedWords(held.body, tuple(file.id for file in _files(held)))
        await bring_back(uow, held.author_id, ticket, "reply", begun)
    await uow.session.delete(held)
    return held


async def send_on_timers(uow: TicketsUow, events: Sequence[TimerDue]) -> None:
    """Moments have come; what was taken back or sent meanwhile, and what never was a reply, changes nothing."""
    by_id = {event.timer_id: event for event in events}
    if not (found := await _led_to(uow, by_id)):
        return
    locked = {ticket.id: ticket for ticket in await uow.tickets(set(found.values()))}
    # Who has the lock sees to it that nothing is merged or taken back: what is said by then holds.
    for comment_id, led_to in sorted((await _led_to(uow, by_id)).items()):
        if led_to not in locked:
            # As `MergedMeanwhile`; a message is tried again.
            raise NoSuchTicket(f"ticket {found[comment_id]} has just been merged")
        if held := await _locked(uow, comment_id):
            await _send(uow, uow.watch(locked[led_to], by_id[comment_id]), held)


async def _led_to(uow: TicketsUow, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Those of `ids` that are replies which wait, and on which ticket each is to be sent."""
    led = func.coalesce(t.merged_into, t.id)
    waiting = select(h.id, led.label("led")).join(tickets, t.id == h.ticket_id).where(h.id.in_(ids))
    return {row.id: row.led for row in await uow.session.execute(waiting)}


async def _held(
    uow: TicketsUow, person: Person, ticket_id: UUID, comment_id: UUID, seen: Seen
) -> tuple[Ticket, HeldComment]:
    """A reply that waits on a ticket or on one that leads there, and the ticket, for somebody who decides about it.

    Raises NoSuchComment, AlreadySent and NotYours.
    """
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    family = await family_of(uow.session, ticket.id)
    held = await _locked(uow, comment_id)
    if held is None or held.ticket_id not in family:
        said = select(comments.c.id).where(comments.c.id == comment_id, comments.c.ticket_id.in_(family))
        raise AlreadySent if await uow.session.scalar(said) else NoSuchComment(f"no comment {comment_id}")
    if held.author_id != person.id and not person.may(OVERSEES):
        raise NotYours
    return ticket, held


async def _locked(uow: TicketsUow, comment_id: UUID) -> HeldComment | None:
    # Read again: it may be gone since whoever had the ticket's lock before us.
    return await uow.session.get(HeldComment, comment_id, with_for_update=True, populate_existing=True)


async def _send(uow: TicketsUow, ticket: Ticket, held: HeldComment) -> Comment:
    html = await render(held.body, format_by("agent"))
    said = Words(held.id, held.body, html, _files(held))
    made = ticket.send_held(held, said, uow.now, await others_led_here(uow, ticket))
    await uow.session.delete(held)
    uow.add(made)
    return made


def _files(held: Any) -> tuple[Attachment, ...]:
    return tuple(Attachment.model_validate(each) for each in held.attachments)
