"""Inquiries become tickets: a customer's wish that came as an event, or an agent's form."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from uuid_utils.compat import uuid7

from services.tickets.domain import opening
from services.tickets.domain.assignment import Assignee
from services.tickets.domain.desk import Desk
from services.tickets.domain.errors import UnknownCategory
from services.tickets.domain.field_values import Values, filled, taken_over
from services.tickets.domain.opening import Hint, Inquiry
from services.tickets.domain.requesters import id_of
from services.tickets.domain.ticket import Ticket
from services.tickets.numbers import take_numbers
from services.tickets.rights import check_desk
from services.tickets.tables.tickets import public_links, tickets
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.assigning import check_may_work
from services.tickets.use_cases.clients import join_clients, with_corrections
from services.tickets.use_cases.turns import hand_out
from shared.auth import Person
from shared.contracts.notifications import MailTicketRequested
from shared.contracts.parts import Actor, Attachment, Category, Channel, Priority, Requester
from shared.contracts.widget import TicketRequested
from shared.errors import NoSuchDesk
from shared.files import claim, uploader
from shared.markup import format_of, render

Wish = TicketRequested | MailTicketRequested


async def open_requested(uow: TicketsUow, wishes: Sequence[Wish]) -> None:
    """Make tickets of customers' wishes, or refuse them; a wish whose ticket exists changes nothing."""
    desks = await uow.desks_to_read({wish.desk_id for wish in wishes})
    known = await _existing(uow, [wish.ticket_id for wish in wishes])
    by_desk: dict[UUID, list[Wish]] = defaultdict(list)
    for wish in {wish.ticket_id: wish for wish in reversed(wishes)}.values():
        if wish.ticket_id not in known:
            by_desk[wish.desk_id].append(wish)
    asking: list[Requester] = []
    # Ranges of numbers are locked in the order of the desks' ids: two batches never wait for each other.
    for desk_id in sorted(by_desk):
        if desk_id not in desks:
            raise NoSuchDesk(f"no desk {desk_id}")
        asking += await _open_on(uow, desks[desk_id], by_desk[desk_id])
    await join_clients(uow, asking)


@dataclass(frozen=True)
class TypedTicket:
    """An inquiry as an agent or a program types it in.

    `file_ids` are drafts of whoever typed it, `fields` what the desk's own ones hold, by their keys.
    """

    desk_id: UUID
    title: str
    channel: Channel
    body: str = ""
    priority: Priority = Priority.NORMAL
    category_id: UUID | None = None
    tags: tuple[str, ...] = ()
    requester: Requester = field(default_factory=Requester)
    assignee: Assignee | None = None
    file_ids: tuple[UUID, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


AS_TYPED = {"desk_id", "title", "body", "priority", "category_id", "fields"}
"""What forms call as `TypedTicket` does."""


async def open_typed(uow: TicketsUow, person: Person, typed: TypedTicket) -> UUID:
    """Make a ticket for somebody who waits for it, on a desk they may see."""
    await check_desk(uow.session, person, typed.desk_id)
    files = await claim(uow.session, typed.file_ids, uploader(person))
    desk = await uow.desk_to_read(typed.desk_id)
    opening.check_may_open(desk, typed.title)
    if typed.assignee:
        person.check("ticket.assign")
        await check_may_work(uow, desk.id, typed.assignee)
    (inquiry,) = await with_corrections(uow, [await _typed_inquiry(uow, desk, typed, files)])
    ticket = Ticket.open(inquiry, (await take_numbers(uow, desk, 1))[0], person.as_actor(), uow.now)
    if typed.assignee:
        ticket.assign(typed.assignee, person.as_actor())
    else:
        await hand_out(uow, desk, [ticket])
    uow.add(ticket)
    await keep_links(uow, [inquiry])
    return ticket.id


def identified(requester: Requester) -> Requester:
    """The requester with an id that is the same wherever this address writes from."""
    if not requester.email:
        return requester
    return requester.model_copy(update={"id": id_of(requester.email)})


def as_actor(requester: Requester) -> Actor:
    """How events name a requester."""
    name = requester.name or requester.email or ""
    return Actor(kind="requester", id=requester.id, name=name)


async def _existing(uow: TicketsUow, ids: list[UUID]) -> set[UUID]:
    return set(await uow.session.scalars(select(tickets.c.id).where(tickets.c.id.in_(ids))))


async def _open_on(uow: TicketsUow, desk: Desk, wishes: list[Wish]) -> list[Requester]:
    welcome = [wish for wish in wishes if not _refuse(uow, desk, wish)]
    if not welcome:
        return []
    hints = await _hints(uow, welcome)
    inquiries = [await _inquiry(uow, desk, wish, hints.get(wish.ticket_id)) for wish in welcome]
    inquiries = await with_corrections(uow, inquiries)
    numbers = await take_numbers(uow, desk, len(welcome))
    made = [
        Ticket.open(inquiry, number, as_actor(inquiry.requester), uow.now)
        for inquiry, number in zip(inquiries, numbers, strict=True)
    ]
    await hand_out(uow, desk, made)
    for wish, ticket in zip(welcome, made, strict=True):
        uow.add(ticket, cause=wish)
    await keep_links(uow, inquiries)
    return [each.requester for each in inquiries]


def _refuse(uow: TicketsUow, desk: Desk, wish: Wish) -> bool:
    reason = opening.reason_to_refuse(desk, wish.title)
    if reason:
        no = opening.refused(wish.request_id, wish.ticket_id, desk.id, reason)
        uow.record(no.model_copy(update={"occurred_at": uow.now}), uow.causes.get(wish.event_id))
    return reason is not None


async def _hints(uow: TicketsUow, wishes: list[Wish]) -> dict[UUID, Hint]:
    """What mails have to do with other tickets, by the ids of the tickets they become."""
    mails = [wish for wish in wishes if isinstance(wish, MailTicketRequested) and wish.hint]
    if not mails:
        return {}
    named = select(tickets.c.id, tickets.c.number).where(
        tickets.c.id.in_([mail.hinted_ticket_id for mail in mails])
    )
    numbers = {row.id: row.number for row in await uow.session.execute(named)}
    found = [(mail, mail.hinted_ticket_id) for mail in mails if mail.hinted_ticket_id in numbers]
    return {mail.ticket_id: Hint(mail.hint, other, numbers[other]) for mail, other in found if other}


async def _inquiry(uow: TicketsUow, desk: Desk, wish: Wish, hint: Hint | None) -> Inquiry:
    from_mail = isinstance(wish, MailTicketRequested)
    channel = Channel.EMAIL if from_mail else Channel.WIDGET
    html = wish.body_html if from_mail else ""
    values, body = ({}, wish.body) if from_mail else _with_fields(desk, wish)
    return Inquiry(
        ticket_id=wish.ticket_id,
        desk_id=desk.id,
        title=wish.title,
        channel=channel,
        sealed_token=uow.sealer.sealed_text(wish.public_token),
        body=body,
        body_html=html or await render(body, format_of(channel)),
        priority=wish.priority,
        category=None if from_mail else _category(desk, wish.category_id),
        requester=identified(wish.requester),
        attachments=wish.attachments,
        request_id=wish.request_id,
        hint=hint,
        field_values=values,
    )


async def _typed_inquiry(
    uow: TicketsUow, desk: Desk, typed: TypedTicket, files: tuple[Attachment, ...]
) -> Inquiry:
    return Inquiry(
        ticket_id=uuid7(),
        desk_id=desk.id,
        title=typed.title,
        channel=typed.channel,
        sealed_token=uow.sealer.seal_text(token_urlsafe(32)),
        body=typed.body,
        body_html=await render(typed.body, format_of(typed.channel)),
        priority=typed.priority,
        category=desk.category(typed.category_id),
        requester=identified(typed.requester),
        tags=typed.tags,
        attachments=files,
        field_values=_typed_values(desk, typed),
    )


def _typed_values(desk: Desk, typed: TypedTicket) -> Values:
    given = filled(desk.state.fields, typed.fields, {}, is_new=True)
    return {str(field.id): value for field, value in given if value is not None}


def _with_fields(desk: Desk, wish: TicketRequested) -> tuple[Values, str]:
    # What a field takes no more, because the desk was changed meanwhile, stays in the customer's words.
    values, lines = taken_over(desk.state.fields, wish.fields)
    return values, "\n".join([wish.body, *lines]).strip() if lines else wish.body


def _category(desk: Desk, category_id: UUID | None) -> Category | None:
    # A category deleted while the customer was writing is no reason to lose the inquiry.
    try:
        return desk.category(category_id)
    except UnknownCategory:
        return None


async def keep_links(uow: TicketsUow, inquiries: list[Inquiry]) -> None:
    """Write the public links that new tickets are told with."""
    rows = [{"ticket_id": each.ticket_id, "sealed_token": each.sealed_token.encode()} for each in inquiries]
    await uow.session.execute(insert(public_links), rows)
