"""Canned replies are made, changed and removed, shown for one ticket, and run on it.

The desk is locked while one is made or changed, so no two get the same name.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from services.tickets.domain.canned_replies import MOST_REPLIES, CannedReply, ReplySettings, Saying, fold
from services.tickets.domain.errors import (
    CannedReplyNameTaken,
    CannedReplyRefused,
    CannotWorkHere,
    NoSuchCannedReply,
)
from services.tickets.domain.filling import filled
from services.tickets.domain.holding import HeldComment
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.words import Comment, Words
from services.tickets.rights import DeskToRead, check_ticket, leads_to
from services.tickets.tables.canned_replies import canned_replies
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.assigning import check_may_work
from services.tickets.use_cases.conversing import others_led_here, when_to_send, words
from services.tickets.use_cases.drafts import forget
from services.tickets.use_cases.seeing import ticket_seen
from services.tickets.working import may_work_on
from shared.auth import Person
from shared.errors import PreconditionFailed
from shared.files import claim, uploader
from shared.seen import WHATEVER, Seen

c = canned_replies.c


@dataclass(frozen=True, slots=True)
class Run:
    """What is said with a canned reply: other words instead of its own, files, and the version of it that was seen."""

    body: str | None = None
    file_ids: tuple[UUID, ...] = ()
    version: int | None = None


async def add(uow: TicketsUow, person: Person, desk_id: UUID, settings: ReplySettings) -> CannedReply:
    """One canned reply more."""
    await uow.desk_for(person, desk_id)
    if (await _count(uow, c.desk_id == desk_id)) >= MOST_REPLIES:
        raise CannedReplyRefused(f"A desk has at most {MOST_REPLIES} canned replies", "name")
    reply = CannedReply.make(uuid7(), desk_id, **settings)
    await _check(uow, reply, settings)
    uow.add(reply)
    return reply


async def change(
    uow: TicketsUow,
    person: Person,
    desk_id: UUID,
    reply_id: UUID,
    settings: ReplySettings,
    seen: Seen = WHATEVER,
) -> CannedReply:
    """Set what is named."""
    reply = await _of_desk(uow, person, desk_id, reply_id, seen)
    reply.change(**settings)
    await _check(uow, reply, settings)
    return reply


async def remove(
    uow: TicketsUow, person: Person, desk_id: UUID, reply_id: UUID, seen: Seen = WHATEVER
) -> None:
    """One canned reply less; what was said with it stays said."""
    reply = await _of_desk(uow, person, desk_id, reply_id, seen)
    await uow.session.delete(reply)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reply would do now: its words, each field that would change, and its version.

    `held`: the words would wait, and with them what the ticket does after them.
    """

    body: str
    changes: list[dict[str, Any]]
    version: int
    held: HeldComment | None = None


async def preview(uow: TicketsUow, person: Person, ticket_id: UUID, reply_id: UUID) -> Preview:
    """What running the reply on this ticket would do; nothing is locked or kept.

    What would be refused is refused here, too, but for what `person` may do.
    """
    desk = await check_ticket(uow.session, person, ticket_id)
    reply = await _known(uow, desk.id, reply_id)
    ticket = (await uow.session.scalars(select(Ticket).where(leads_to(ticket_id)))).one()
    # Tried on a ticket that the session knows nothing of, so that nothing of it is saved.
    uow.session.expunge(ticket)
    body = _filled(reply, ticket, desk, person)
    send_at = await when_to_send(uow, ticket)
    saying = Saying(await words(body), also_for=(), send_at=send_at) if reply.body else None
    comment = reply.act(ticket, person.as_actor(), uow.now, saying)
    here = await uow.desk_to_read(desk.id)
    if reply.assignee and not await may_work_on(uow.session, here, reply.assignee):
        raise CannotWorkHere
    await uow.settle_reopened(ticket)
    return Preview(
        body, _changed(ticket), reply.version, comment if isinstance(comment, HeldComment) else None
    )


async def run(
    uow: TicketsUow, person: Person, ticket_id: UUID, reply_id: UUID, given: Run, seen: Seen = WHATEVER
) -> Comment | HeldComment | None:
    """Say what the reply says and change what it changes, all or nothing; the comment, if there is one.

    Raises Forbidden for somebody who may not do each part of it, PreconditionFailed for another version of either.
    """
    desk = await check_ticket(uow.session, person, ticket_id)
    reply = await _known(uow, desk.id, reply_id)
    speaks = bool(given.body or given.file_ids or (given.body is None and reply.body))
    _check_rights(person, reply, speaks)
    if given.version not in (None, reply.version):
        raise PreconditionFailed(f"the present version of the reply is {reply.version}")
    if reply.assignee:
        await check_may_work(uow, desk.id, reply.assignee)
    ticket = await ticket_seen(uow, person, ticket_id, seen)
    if ticket.desk_id != desk.id:
        raise NoSuchCannedReply(f"no canned reply {reply_id} on this desk")
    if speaks and given.body is not None:
        await forget(uow, person, ticket, "reply", given.file_ids)
    body = _filled(reply, ticket, desk, person) if given.body is None else given.body
    files = await claim(uow.session, given.file_ids, uploader(person))
    saying = await _saying(uow, ticket, await words(body, files)) if speaks else None
    comment = reply.act(ticket, person.as_actor(), uow.now, saying)
    if comment:
        uow.add(comment)
    return comment


async def _saying(uow: TicketsUow, ticket: Ticket, said: Words) -> Saying:
    return Saying(said, await others_led_here(uow, ticket), await when_to_send(uow, ticket))


def _check_rights(person: Person, reply: CannedReply, speaks: bool) -> None:
    if speaks:
        person.check("ticket.reply")
    if reply.edits:
        person.check("ticket.edit")
    if reply.assignee:
        person.check("ticket.assign")


def _filled(reply: CannedReply, ticket: Ticket, desk: DeskToRead, person: Person) -> str:
    values = {
        "requester_name": ticket.requester_name or "",
        "ticket_number": ticket.number,
        "ticket_title": ticket.title,
        "agent_name": person.name,
        "desk_name": desk.name,
    }
    return filled(reply.body, values)


def _changed(ticket: Ticket) -> list[dict[str, Any]]:
    """What the history would say, each field once: from what it is to what it would be."""
    changes: dict[str, dict[str, Any]] = {}
    for each in ticket.pull_changes():
        changes.setdefault(each.field, {"field": each.field, "old": each.old})["new"] = each.new
    return [told for told in changes.values() if told["old"] != told["new"]]


async def _of_desk(uow: TicketsUow, person: Person, desk_id: UUID, reply_id: UUID, seen: Seen) -> CannedReply:
    await uow.desk_for(person, desk_id)
    reply = await _known(uow, desk_id, reply_id)
    seen.check(reply.version)
    return reply


async def _known(uow: TicketsUow, desk_id: UUID, reply_id: UUID) -> CannedReply:
    mine = select(CannedReply).where(c.id == reply_id, c.desk_id == desk_id)
    reply = await uow.session.scalar(mine)
    if reply is None:
        raise NoSuchCannedReply(f"no canned reply {reply_id} on this desk")
    return reply


async def _check(uow: TicketsUow, reply: CannedReply, settings: ReplySettings) -> None:
    """Whether it can be kept beside the others of its desk, which is locked."""
    same = (c.desk_id == reply.desk_id) & (c.folded == fold(reply.name)) & (c.id != reply.id)
    if await _count(uow, same):
        raise CannedReplyNameTaken(f"This desk has a canned reply “{reply.name}” already")
    if reply.assignee and "assignee" in settings:
        await check_may_work(uow, reply.desk_id, reply.assignee)


async def _count(uow: TicketsUow, among: Any) -> int:
    return await uow.session.scalar(select(func.count()).select_from(canned_replies).where(among)) or 0
