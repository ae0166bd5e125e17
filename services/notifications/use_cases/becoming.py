"""What becomes of a mail: a ticket, a comment or a note, news of a delivery, or something for people."""

from dataclasses import dataclass
from secrets import token_urlsafe
from uuid import UUID

from uuid_utils.compat import uuid7

from services.notifications.domain.deciding import (
    BOUNCE,
    MAY_NOT_ANSWER,
    Decision,
    ToComment,
    ToDelivery,
    ToNobody,
    ToPeople,
    ToTicket,
)
from services.notifications.domain.email import Email
from services.notifications.domain.received import ReceivedMail
from services.notifications.queries.bounced import bounced_delivery, says_failed
from services.notifications.uow import NotificationsUow
from shared.contracts.notifications import NOT_PUBLISHED, MailCommentRequested, MailTicketRequested
from shared.contracts.parts import Attachment, Priority


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail that was read: what we keep of it, what it says, and its files, which are in the storage."""

    email: Email
    mail: ReceivedMail
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class TypedFromMail:
    """What an agent says of the ticket that a mail is to become; empty means: as the mail has it."""

    title: str = ""
    priority: Priority = Priority.NORMAL


async def carry_out(uow: NotificationsUow, opened: Opened, decision: Decision) -> None:
    """Do what the rule says."""
    match decision:
        case ToTicket():
            become_ticket(uow, opened, decision, TypedFromMail())
        case ToComment():
            become_comment(uow, opened, decision)
        case ToDelivery():
            await _tell_of_delivery(uow, opened)
        case ToPeople(reason):
            opened.email.leave_to_people(reason)
        case ToNobody(reason):
            opened.email.discard(reason)


def become_ticket(uow: NotificationsUow, opened: Opened, decision: ToTicket, typed: TypedFromMail) -> UUID:
    """Ask for a ticket; answers its id."""
    email, mail, enclosed = opened.email, opened.mail, opened.files
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


def become_comment(uow: NotificationsUow, opened: Opened, decision: ToComment) -> None:
    """Ask for a comment, or for a note."""
    email, mail, enclosed = opened.email, opened.mail, opened.files
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


async def _tell_of_delivery(uow: NotificationsUow, opened: Opened) -> None:
    """A server says what became of a mail of ours: its delivery hears of it, and through that the ticket."""
    email, mail = opened.email, opened.mail
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
