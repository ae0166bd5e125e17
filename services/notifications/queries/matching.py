"""To which ticket a mail belongs: by our reply address, by the mails it answers, by a number in its subject."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, cast, exists, func, literal, null, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.deciding import Facts, Match
from services.notifications.domain.email import EmailState
from services.notifications.domain.notices import ANSWERED_INSIDE
from services.notifications.domain.received import ReceivedMail
from services.notifications.queries.answering import answered_notice
from services.notifications.queries.desks import own_addresses
from services.notifications.tables import deliveries, emails, known_tickets, mailboxes, notices, threads
from services.notifications.tables.copies import MOVED
from shared.addresses import mailbox_key, person_key
from shared.secrets import fingerprint

ONE_HOUR = timedelta(hours=1)
MOST_CANDIDATES = 100
LONGEST_NUMBER = 60
NUMBER = re.compile(r"[^\s\[\](){}<>,;:\"'|]*\d[^\s\[\](){}<>,;:\"'|]*")
"""What may be a number in a subject: a word with a digit in it, whatever the desk's pattern."""

t = known_tickets.c


async def facts_about(session: AsyncSession, mail: ReceivedMail, desk_id: UUID, now: datetime) -> Facts:
    """All that `decide` asks of what is known here."""
    match = await find_ticket(session, mail, desk_id)
    opens = select(mailboxes.c.open_tickets).where(mailboxes.c.desk_id == desk_id)
    facts = Facts(
        sender=mail.sender,
        is_own=await _is_own(session, mail.sender),
        is_bounce=mail.bounce is not None,
        is_forged=mail.is_forged,
        machine=mail.machine,
        match=match,
        desk_opens=bool(await session.scalar(opens)),
    )
    await _one_at_a_time(session, mail.sender, desk_id)
    return replace(facts, **await _lately(session, mail.sender, desk_id, match, now))


async def find_ticket(session: AsyncSession, mail: ReceivedMail, desk_id: UUID) -> Match | None:
    """The ticket that the mail belongs to, or names; the surest sign counts."""
    found = await _by_token(session, mail, desk_id) or await _by_thread(session, mail, desk_id)
    return found or await _by_number(session, mail, desk_id)


async def _by_token(session: AsyncSession, mail: ReceivedMail, desk_id: UUID) -> Match | None:
    if not mail.tokens:
        return None
    row = (await session.execute(_given_out(mail.tokens))).first()
    if row is None:
        return None
    notice = await answered_notice(session, row, mail)
    # Until the news of a new ticket is here, its requester is who was written to.
    parties = () if notice else (person_key(row.recipient), requester_key(row.requester or {}))
    takes_part = mail.sender != "" and mail.sender in parties
    return Match(row.ticket_id, desk_id in (row.desk_id, row.sent_by), takes_part, "token", notice)


def _given_out(tokens: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """The deliveries whose reply addresses have these tokens. Of several the one that tells the least outside counts.

    Of a notice that is forgotten nobody knows what it told of: it counts as inside.
    """
    d, n = deliveries.c, notices.c
    inside = n.kind.in_(ANSWERED_INSIDE) | (d.notice_id.is_not(None) & n.id.is_(None))
    named = (d.ticket_id, d.desk_id.label("sent_by"), d.recipient, t.desk_id, t.requester)
    of_notice = (d.notice_id, n.kind.label("notice_kind"), n.person_id)
    return (
        select(*named, *of_notice)
        .outerjoin(known_tickets, t.ticket_id == d.ticket_id)
        .outerjoin(notices, n.id == d.notice_id)
        .where(d.ticket_id.is_not(None), t.ticket_id.is_not(None) | d.notice_id.is_(None))
        .where(d.reply_hash.in_([fingerprint(token) for token in tokens]))
        .order_by(inside.is_not(True), d.notice_id.is_(None), d.id)
    )


async def _by_thread(session: AsyncSession, mail: ReceivedMail, desk_id: UUID) -> Match | None:
    if not mail.answers:
        return None
    rows = (await session.execute(_answered(mail.answers))).all()
    # Anybody may give a mail the id of one of ours: then ours counts.
    nearest = sorted(rows, key=lambda row: (mail.answers.index(row.message_id), not row.is_ours))
    row = next((each for each in nearest if desk_id in (each.desk_id, each.sent_by)), None)
    if row or (row := next(iter(nearest), None)):
        at_home = desk_id in (row.desk_id, row.sent_by)
        # Until the news of a new ticket is here, its requester is who wrote the mail, or got it. What answers a notice
        # without its reply address is nobody's public word, for notices go to colleagues alone.
        requester = row.requester or {"email": row.person}
        takes_part = _takes_part(mail, requester) and row.notice_id is None
        return Match(row.ticket_id, at_home, takes_part, "thread")
    return None


def _answered(message_ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Tickets that mails with these ids are about, ours and such as came in."""
    d, e = deliveries.c, emails.c
    is_ours = literal(True).label("is_ours")
    ours = select(
        d.message_id, d.ticket_id, d.desk_id, d.recipient.label("person"), d.notice_id, is_ours
    ).where(d.ticket_id.is_not(None))
    no_notice, person = cast(null(), Uuid).label("notice_id"), e.sender.label("person")
    theirs = select(e.message_id, e.ticket_id, e.desk_id, person, no_notice, literal(False)).where(
        e.ticket_id.is_not(None)
    )
    found = union_all(
        ours.where(d.message_id.in_(message_ids)), theirs.where(e.message_id.in_(message_ids))
    ).subquery()
    f = found.c
    named = (f.message_id, f.ticket_id, f.desk_id.label("sent_by"), f.person, f.notice_id, f.is_ours)
    of_ticket = (t.desk_id, t.requester)
    return select(*named, *of_ticket).outerjoin(known_tickets, t.ticket_id == f.ticket_id)


async def _by_number(session: AsyncSession, mail: ReceivedMail, desk_id: UUID) -> Match | None:
    candidates = numbers_in(mail.subject)
    if not candidates:
        return None
    e = emails.c
    # Whoever fills in a form names any address and has the link: what that address writes to us is not for them, though
    # a third party be made to write the number ("Ticket Trick", 2017). One that came another way before is theirs.
    came = exists().where(e.ticket_id == t.ticket_id, e.sender == mail.sender)
    is_theirs = or_(func.coalesce(threads.c.proven, False), came)
    query = (
        select(t.ticket_id, t.requester, is_theirs.label("is_theirs"))
        .outerjoin(threads, threads.c.ticket_id == t.ticket_id)
        .where(or_((t.desk_id == desk_id) & t.number.in_(candidates), _had_there(desk_id, candidates)))
    )
    rows = (await session.execute(query.order_by(t.ticket_id.desc()))).all()
    matches = [
        Match(row.ticket_id, True, row.is_theirs and _takes_part(mail, row.requester), "number")
        for row in rows
    ]
    return next((each for each in matches if each.takes_part), matches[0] if matches else None)


def _had_there(desk_id: UUID, numbers: Sequence[str]) -> ColumnElement[bool]:
    """True of tickets that were on the desk before, under one of the numbers."""
    asked = [[{"desk_id": str(desk_id), "number": number}] for number in numbers]
    return MOVED & or_(*[t.former_numbers.contains(each) for each in asked])


def numbers_in(subject: str) -> list[str]:
    """What may be a ticket's number in a subject, with and without signs around it."""
    found: dict[str, None] = {}
    for word in NUMBER.findall(subject[:1000]):
        bare = word.strip("#.!?*_")
        for each in (word, word.rstrip(".!?*_"), bare, f"#{bare}"):
            if each and len(each) <= LONGEST_NUMBER:
                found[each] = None
    return list(found)[:MOST_CANDIDATES]


def requester_key(requester: dict[str, Any]) -> str:
    """A ticket's requester in the form in which people are compared, or ''."""
    return person_key(requester.get("email") or "")


def _takes_part(mail: ReceivedMail, requester: dict[str, Any]) -> bool:
    return mail.sender != "" and mail.sender == requester_key(requester)


async def _is_own(session: AsyncSession, sender: str) -> bool:
    if not sender:
        return False
    own = await own_addresses(session, [sender.rpartition("@")[2]])
    return mailbox_key(sender) in {mailbox_key(each) for each in own}


async def _one_at_a_time(session: AsyncSession, sender: str, desk_id: UUID) -> None:
    """Wait for whoever decides about another mail of the same sender: what both count, one of them must see."""
    key = func.hashtextextended(f"{desk_id} {sender}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))


async def _lately(
    session: AsyncSession, sender: str, desk_id: UUID, match: Match | None, now: datetime
) -> dict[str, int]:
    """How many tickets the sender's mails opened on the desk, and how many are written on this ticket."""
    e = emails.c
    recent = (e.desk_id == desk_id) & (e.sender == sender) & (e.received_at > now - ONE_HOUR)
    linked = recent & (e.state == EmailState.LINKED)
    opened = select(func.count()).where(linked, e.comment_id.is_(None))
    written = select(func.count()).where(linked, e.comment_id.is_not(None))
    if match:
        written = written.where(e.ticket_id == match.ticket_id)
    counts = select(opened.scalar_subquery(), written.scalar_subquery())
    found: Sequence[int] = (await session.execute(counts)).one()
    return {"opened": found[0], "written": found[1]}


async def takes_part(session: AsyncSession, sender: str, ticket_id: UUID) -> bool:
    """Whether whoever wrote is the ticket's requester."""
    requester = await session.scalar(select(t.requester).where(t.ticket_id == ticket_id))
    return sender != "" and sender == requester_key(requester or {})
