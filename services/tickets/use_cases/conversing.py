"""Comments and notes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.tickets.domain.conversing import Then
from services.tickets.domain.holding import HeldComment, sending_at
from services.tickets.domain.moments import Moment
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Comment, Note, Words
from services.tickets.rights import acting_by_mail
from services.tickets.tables.tickets import tickets
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.answering import Place, asker, follow_up, is_known, place_of
from services.tickets.use_cases.drafts import Kind, forget
from services.tickets.use_cases.last_words import comment_counts
from services.tickets.use_cases.mentioning import mentioned_by
from services.tickets.use_cases.opening import as_actor, identified
from services.tickets.use_cases.seeing import ticket_seen
from shared.auth import Person
from shared.contracts.notifications import NOT_PUBLISHED, MailCommentRequested
from shared.contracts.parts import Actor, Attachment, Channel, Requester
from shared.contracts.widget import CommentRequested
from shared.files import claim, uploader
from shared.markup import format_by, render
from shared.seen import WHATEVER, Seen


@dataclass(frozen=True, slots=True)
class Written:
    """What an agent typed, and the drafts beside it; `then` says what the ticket is to do after a comment.

    A note mentions the people of `mention_ids` and, with `calls_by_name`, whom its words call. `send_at`: when a
    comment is to leave; otherwise after the desk's hold window.
    """

    body: str
    file_ids: tuple[UUID, ...] = ()
    then: Then | None = None
    mention_ids: tuple[UUID, ...] = ()
    calls_by_name: bool = False
    send_at: Moment | None = None


async def comment(
    uow: TicketsUow, person: Person, ticket_id: UUID, written: Written, seen: Seen = WHATEVER
) -> Comment | HeldComment:
    """An agent answers the requester, now or later."""
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    send_at = await when_to_send(uow, ticket, written.send_at)
    said, by = await _typed(uow, person, ticket, "reply", written), person.as_actor()
    if send_at:
        made = ticket.hold(said, by, uow.now, send_at, written.then)
    else:
        others = await others_led_here(uow, ticket)
        made = ticket.comment_by_agent(said, by, uow.now, written.then, others)
    uow.add(made)
    return made


async def when_to_send(uow: TicketsUow, ticket: Ticket, wanted: Moment | None = None) -> datetime | None:
    """The instant at which a reply leaves; None: now. Raises Invalid for a moment that is none, or none to come."""
    desk = await uow.desk_to_read(ticket.desk_id)
    at = wanted.instant(uow.now, desk.time_zone) if wanted else None
    return sending_at(at, desk.hold_seconds, uow.now)


async def note(
    uow: TicketsUow, person: Person, ticket_id: UUID, written: Written, seen: Seen = WHATEVER
) -> Note:
    """An agent writes for the team, also one who sees nothing but this ticket of its desk."""
    ticket = await ticket_seen(uow, person, ticket_id, seen, for_notes=True)
    said = await _typed(uow, person, ticket, "note", written)
    by_name = written.body if written.calls_by_name else ""
    mentioned = await mentioned_by(uow, person, ticket, written.mention_ids, by_name)
    made = ticket.note(said, person.as_actor(), uow.now, mentioned=mentioned)
    uow.add(made)
    return made


async def _typed(uow: TicketsUow, person: Person, ticket: Ticket, draft: Kind, written: Written) -> Words:
    """What was typed, in place of the draft of it."""
    await forget(uow, person, ticket, draft, written.file_ids)
    return await words(written.body, await claim(uow.session, written.file_ids, uploader(person)))


async def words(body: str, attachments: tuple[Attachment, ...] = ()) -> Words:
    """What an agent wrote, in Markdown."""
    return Words(uuid7(), body, await render(body, format_by("agent")), attachments)


async def others_led_here(uow: TicketsUow, ticket: Ticket) -> tuple[UUID, ...]:
    """Tickets merged into a locked one whose requesters are other people, one of each person."""
    if not ticket.merged_tickets:
        return ()
    t = tickets.c
    led = select(t.id, t.requester_id, t.requester_email).where(t.merged_into == ticket.id).order_by(t.id)
    people = {ticket.requester_id: ticket.id}
    for row in await uow.session.execute(led):
        if row.requester_email:
            people.setdefault(row.requester_id, row.id)
    return tuple(each for each in people.values() if each != ticket.id)


async def add_mail(uow: TicketsUow, wish: MailCommentRequested) -> None:
    """A mail belongs to the ticket: the requester's comment, an agent's answer to a notice, or a note."""
    ticket = await uow.ticket(wish.ticket_id, cause=wish)
    if await is_known(uow, wish.comment_id):
        return
    if wish.agent_id and (agent := await _still_may(uow, ticket, wish)):
        uow.add(await _answered(uow, ticket, wish, agent))
        return
    body = f"{NOT_PUBLISHED}\n\n{wish.body}" if wish.agent_id else wish.body
    said = await _of_requester(wish, body)
    if wish.automatic and not wish.agent_id:
        uow.add(ticket.answer_of_a_machine(said, _writer(wish.author), wish.automatic, uow.now))
    elif wish.public and not wish.agent_id:
        place = await place_of(uow, wish.ticket_id, wish.occurred_at, wish)
        await _say(uow, place, said, Channel.EMAIL, wish)
    else:
        uow.add(ticket.mail_of_another(said, _writer(wish.author), uow.now))


async def _still_may(uow: TicketsUow, ticket: Ticket, wish: MailCommentRequested) -> Actor | None:
    """The agent who answered a notice, if they may write that here now."""
    asked = "ticket.reply" if wish.public else "ticket.note"
    return await acting_by_mail(uow.session, wish.agent_id, ticket.desk_id, asked) if wish.agent_id else None


async def _answered(
    uow: TicketsUow, ticket: Ticket, wish: MailCommentRequested, agent: Actor
) -> Comment | Note:
    """What an agent says by mail is as public as what they answered, and Markdown as all they write."""
    html = await render(wish.body, format_by("agent"))
    said = Words(wish.comment_id, wish.body, html, wish.attachments)
    if not wish.public:
        return ticket.note(said, agent, uow.now)
    return ticket.comment_by_agent(said, agent, uow.now, also_for=await others_led_here(uow, ticket))


def _writer(author: Requester) -> Actor:
    """Whoever wrote a mail, by name and address: the name alone says little of somebody whom nobody here knows."""
    named = " ".join(part for part in (author.name, f"<{author.email}>" if author.email else "") if part)
    return as_actor(identified(author)).model_copy(update={"name": named})


async def add_requested_comment(uow: TicketsUow, wish: CommentRequested) -> None:
    """The requester has written; their comment keeps the id it was accepted under. A second copy changes nothing."""
    place = await place_of(uow, wish.ticket_id, wish.occurred_at, wish)
    if await is_known(uow, wish.comment_id):
        return
    is_last = await comment_counts(uow, place.ticket.id, wish.occurred_at)
    await _say(uow, place, await _of_requester(wish, wish.body), Channel.WIDGET, wish, is_last=is_last)


async def _say(
    uow: TicketsUow,
    place: Place,
    said: Words,
    channel: Channel,
    wish: CommentRequested | MailCommentRequested,
    *,
    is_last: bool = True,
) -> None:
    """What a requester says is their comment, or the first words of a ticket that follows the one that is over."""
    if place.is_over and is_last:
        await follow_up(uow, place, said, channel, wish)
        return
    by, through = await asker(uow, place.ticket, place.asked_on)
    made = place.ticket.comment_by_requester(said, by, uow.now, is_last_word=is_last, through=through)
    uow.add(made)


async def _of_requester(wish: CommentRequested | MailCommentRequested, body: str) -> Words:
    html = await render(body, format_by("requester"))
    return Words(wish.comment_id, body, html, wish.attachments, wish.request_id)
