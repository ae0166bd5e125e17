"""What was said on one ticket becomes another one."""

from collections.abc import Sequence
from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.tickets.domain import opening
from services.tickets.domain.errors import UnknownComment
from services.tickets.domain.opening import Inquiry
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Comment
from services.tickets.numbers import take_numbers
from services.tickets.tables.writing import comments
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.opening import keep_links
from services.tickets.use_cases.seeing import ticket_seen
from services.tickets.use_cases.turns import hand_out
from shared.auth import Person
from shared.contracts.parts import Attachment
from shared.markup import format_of, render
from shared.seen import WHATEVER, Seen


async def split(
    uow: TicketsUow,
    person: Person,
    ticket_id: UUID,
    comment_ids: Sequence[UUID],
    title: str,
    seen: Seen = WHATEVER,
) -> UUID:
    """Open a ticket of the same requester, on the same desk, that begins with these public comments.

    They stay where they are, too: the customer has seen them there. Raises UnknownComment.
    """
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    said = await _comments(uow, ticket, comment_ids)
    desk = await uow.desk_to_read(ticket.desk_id)
    opening.check_may_open(desk, title)
    inquiry = await _inquiry(uow, ticket, title, said)
    number = (await take_numbers(uow, desk, 1))[0]
    made = Ticket.open(inquiry, number, person.as_actor(), uow.now)
    made.remember("split_off", None, ticket.named, person.as_actor())
    ticket.remember("split", None, made.named, person.as_actor())
    await hand_out(uow, desk, [made])
    uow.add(made)
    await keep_links(uow, [inquiry])
    return made.id


async def _comments(uow: TicketsUow, ticket: Ticket, ids: Sequence[UUID]) -> list[Comment]:
    c = comments.c
    query = select(Comment).where(c.ticket_id == ticket.id, c.id.in_(ids)).order_by(c.created_at, c.id)
    found = list(await uow.session.scalars(query))
    if len(found) != len(set(ids)):
        raise UnknownComment
    return found


async def _inquiry(uow: TicketsUow, ticket: Ticket, title: str, said: Sequence[Comment]) -> Inquiry:
    body = "\n\n".join(each.body for each in said)
    files = [Attachment.model_validate(file) for each in said for file in each.attachments]
    return Inquiry(
        ticket_id=uuid7(),
        desk_id=ticket.desk_id,
        title=title,
        channel=ticket.channel,
        sealed_token=uow.sealer.seal_text(token_urlsafe(32)),
        body=body,
        body_html=await render(body, format_of(ticket.channel)),
        priority=ticket.priority,
        category=ticket.category,
        requester=ticket.requester,
        attachments=tuple(files),
    )
