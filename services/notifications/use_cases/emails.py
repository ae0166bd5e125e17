"""Mails that arrived: what becomes of each, by rule or by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from services.notifications.domain.deciding import (
    BOUNCE,
    MAY_NOT_ANSWER,
    TOO_MANY_FROM_SENDER,
    TOO_MANY_ON_TICKET,
    Decision,
    ToComment,
    ToDelivery,
    ToNobody,
    ToPeople,
    ToTicket,
    decide,
)
from services.notifications.domain.email import Email, EmailState
from services.notifications.domain.errors import EmailSettled
from services.notifications.domain.received import ReceivedMail, received
from services.notifications.queries.bounced import bounced_delivery, says_failed
from services.notifications.queries.matching import facts_about, find_ticket, takes_part
from services.notifications.tables import emails
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases.telling import tell_of_limit
from shared.contracts.notifications import NOT_PUBLISHED, MailCommentRequested, MailTicketRequested
from shared.contracts.parts import Attachment, Priority
from shared.contracts.tickets import TicketRequestRefused
from shared.tables import files

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Contents:
    """A mail as its reader understood it, with the files that were put into the storage."""

    parsed: dict[str, Any]
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class TypedFromMail:
    """What an agent says of the ticket that a mail is to become; empty means: as the mail has it."""

    title: str = ""
    priority: Priority = Priority.NORMAL


async def take_in(uow: NotificationsUow, email_id: UUID, contents: Contents) -> None:
    """A mail was read: note what is in it, and do what the rule says. A second time changes nothing."""
    email = await uow.email(email_id)
    if email.state != EmailState.RECEIVED:
        return
    arrived = (await uow.session.execute(select(emails).where(emails.c.id == email_id))).one()
    mail = received(contents.parsed, arrived.recipient)
    facts = await facts_about(uow.session, mail, email.desk_id, uow.now)
    await _note(uow, email_id, mail, contents)
    decision = decide(replace(facts, is_old=arrived.is_old))
    await _tell(uow, email, mail.sender, decision)
    await _carry_out(uow, email, mail, contents.files, decision)


async def make_ticket(uow: NotificationsUow, email_id: UUID, typed: TypedFromMail) -> UUID:
    """Let a mail of the mail inbox become a ticket on its desk; answers the ticket's id."""
    email, mail, enclosed = await _in_the_inbox(uow, email_id)
    return _become_ticket(uow, email, mail, enclosed, ToTicket(), typed)


async def link_to_ticket(uow: NotificationsUow, email_id: UUID, ticket_id: UUID) -> None:
    """Let a mail of the mail inbox be written on a ticket: publicly if its sender takes part in it."""
    email, mail, enclosed = await _in_the_inbox(uow, email_id)
    found = await find_ticket(uow.session, mail, email.desk_id)
    to_team = found is not None and found.notice is not None
    trusted = mail.machine not in ("reply", "notice") and not mail.is_forged and not to_team
    public = trusted and await takes_part(uow.session, mail.sender, ticket_id)
    _become_comment(uow, email, mail, enclosed, ToComment(ticket_id, public))


async def discard(uow: NotificationsUow, email_id: UUID) -> None:
    """Take a mail out of the way; as it came it stays."""
    (await uow.email(email_id)).discard()


async def read_again(uow: NotificationsUow, email_id: UUID) -> None:
    """Read a mail once more that could not be read, or that was discarded."""
    (await uow.email(email_id)).retry(uow.now)
    # The worker that read it the last time holds it no more.
    free = update(emails).where(emails.c.id == email_id).values(lease=None, leased_until=None)
    await uow.session.execute(free)
    uow.ring_for_mail()


async def take_back_refused(uow: NotificationsUow, event: TicketRequestRefused) -> None:
    """A desk takes no new tickets: the mail goes back into the mail inbox."""
    known = await uow.session.scalar(select(emails.c.id).where(emails.c.id == event.request_id))
    if known:
        (await uow.email(known)).take_back(event.reason)


async def _note(uow: NotificationsUow, email_id: UUID, mail: ReceivedMail, contents: Contents) -> None:
    noted = {
        "message_id": mail.message_id[:1000],
        "sender": mail.sender,
        "subject": mail.subject,
        "parsed": contents.parsed,
        "acknowledge": mail.machine == "" and not mail.is_forged,
    }
    await uow.session.execute(update(emails).where(emails.c.id == email_id).values(noted))
    ids = [each.id for each in contents.files]
    if ids:
        await uow.session.execute(update(files).where(files.c.id.in_(ids)).values(claimed_at=uow.now))


async def _carry_out(
    uow: NotificationsUow,
    email: Email,
    mail: ReceivedMail,
    enclosed: tuple[Attachment, ...],
    decision: Decision,
) -> None:
    match decision:
        case ToTicket():
            _become_ticket(uow, email, mail, enclosed, decision, TypedFromMail())
        case ToComment():
            _become_comment(uow, email, mail, enclosed, decision)
        case ToDelivery():
            await _tell_of_delivery(uow, email, mail)
        case ToPeople(reason):
            email.leave_to_people(reason)
        case ToNobody(reason):
            email.discard(reason)


def _become_ticket(
    uow: NotificationsUow,
    email: Email,
    mail: ReceivedMail,
    enclosed: tuple[Attachment, ...],
    decision: ToTicket,
    typed: TypedFromMail,
) -> UUID:
    ticket_id = uuid7()
    email.link(ticket_id)
    uow.record(
        MailTicketRequested(
            request_id=email.id,
            ticket_id=ticket_id,
            public_token=uow.sealer.seal_text(token_urlsafe(32)),
            desk_id=email.desk_id,
            title=typed.title or mail.title,
            body=mail.whole,
            priority=typed.priority,
            requester=mail.author,
            attachments=enclosed,
            hint=decision.hint,
            hinted_ticket_id=decision.hinted_ticket_id,
            occurred_at=uow.now,
        )
    )
    return ticket_id


def _become_comment(
    uow: NotificationsUow,
    email: Email,
    mail: ReceivedMail,
    enclosed: tuple[Attachment, ...],
    decision: ToComment,
) -> None:
    comment_id = uuid7()
    email.link(decision.ticket_id, comment_id, decision.reason)
    uow.record(
        MailCommentRequested(
            request_id=email.id,
            comment_id=comment_id,
            ticket_id=decision.ticket_id,
            body=_body(mail, decision),
            author=mail.author,
            public=decision.public,
            agent_id=decision.agent_id,
            automatic=mail.why_machine if mail.machine in ("reply", "notice") else "",
            attachments=enclosed,
            occurred_at=uow.now,
        )
    )


def _body(mail: ReceivedMail, decision: ToComment) -> str:
    if decision.reason == MAY_NOT_ANSWER:
        return f"{NOT_PUBLISHED}\n\n{mail.for_team}"
    # What somebody else writes is kept whole: it may be a forwarded conversation.
    return mail.said if decision.public or decision.agent_id else mail.for_team


async def _tell_of_delivery(uow: NotificationsUow, email: Email, mail: ReceivedMail) -> None:
    """A server says what became of a mail of ours: its delivery hears of it, and through that the ticket."""
    assert mail.bounce is not None
    found = await bounced_delivery(uow.session, mail.bounce, email.desk_id, uow.now)
    failed = says_failed(mail.bounce)
    if found is None:
        email.leave_to_people(BOUNCE) if failed else email.discard(BOUNCE)
        return
    if failed:
        for delivery in await uow.deliveries([found]):
            delivery.came_back(failed)
            if delivery.ticket_id is None or delivery.notice_id:
                email.discard(BOUNCE)  # the log of notices tells it
            else:
                email.link(delivery.ticket_id, reason=BOUNCE)
    else:
        email.discard(BOUNCE)


async def _in_the_inbox(
    uow: NotificationsUow, email_id: UUID
) -> tuple[Email, ReceivedMail, tuple[Attachment, ...]]:
    email = await uow.email(email_id)
    arrived = (await uow.session.execute(select(emails).where(emails.c.id == email_id))).one()
    if email.state != EmailState.UNLINKED or arrived.parsed is None:
        raise EmailSettled(f"it is {email.state}")
    return email, received(arrived.parsed, arrived.recipient), enclosed_in(arrived.parsed)


def enclosed_in(parsed: dict[str, Any]) -> tuple[Attachment, ...]:
    """The files of a mail that was read, as they lie in the storage."""
    kept: Sequence[dict[str, Any]] = parsed["attachments"]
    names = Attachment.model_fields
    return tuple(
        Attachment.model_validate({n: each[n] for n in names}) for each in kept if "object_key" in each
    )


async def _tell(uow: NotificationsUow, email: Email, sender: str, decision: Decision) -> None:
    reason = getattr(decision, "reason", "")
    if reason in (TOO_MANY_FROM_SENDER, TOO_MANY_ON_TICKET):
        log.warning("mail_limit_reached", reason=reason, desk_id=str(email.desk_id), email_id=str(email.id))
        await tell_of_limit(uow, email.desk_id, sender)
