"""Mails that arrived: what becomes of each, by rule or by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, update

from services.notifications.domain.deciding import (
    TOO_MANY_FROM_SENDER,
    TOO_MANY_ON_TICKET,
    Decision,
    ToComment,
    ToTicket,
    decide,
)
from services.notifications.domain.email import Email, EmailState
from services.notifications.domain.errors import EmailSettled
from services.notifications.domain.received import ReceivedMail, received
from services.notifications.queries.desks import language_of
from services.notifications.queries.matching import facts_about, find_ticket, takes_part
from services.notifications.tables import emails
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases.becoming import (
    Opened,
    TypedFromMail,
    become_comment,
    become_ticket,
    carry_out,
)
from services.notifications.use_cases.telling import tell_of_limit
from shared.contracts.parts import Attachment
from shared.contracts.tickets import TicketRequestRefused
from shared.language import language_named
from shared.tables import files

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Contents:
    """A mail as its reader understood it, with the files that were put into the storage."""

    parsed: dict[str, Any]
    files: tuple[Attachment, ...] = ()


async def take_in(uow: NotificationsUow, email_id: UUID, contents: Contents) -> None:
    """A mail was read: note what is in it, and do what the rule says. A second time changes nothing."""
    email = await uow.email(email_id)
    if email.state != EmailState.RECEIVED:
        return
    arrived = (await uow.session.execute(select(emails).where(emails.c.id == email_id))).one()
    mail = await _understood(uow, email.desk_id, contents.parsed, arrived.recipient)
    facts = await facts_about(uow.session, mail, email.desk_id, uow.now)
    await _note(uow, email_id, mail, contents)
    decision = decide(replace(facts, is_old=arrived.is_old))
    await _tell(uow, email, mail.sender, decision)
    await carry_out(uow, Opened(email, mail, contents.files), decision)


async def make_ticket(uow: NotificationsUow, email_id: UUID, typed: TypedFromMail) -> UUID:
    """Let a mail of the mail inbox become a ticket on its desk; answers the ticket's id."""
    return become_ticket(uow, await _in_the_inbox(uow, email_id), ToTicket(), typed)


async def link_to_ticket(uow: NotificationsUow, email_id: UUID, ticket_id: UUID) -> None:
    """Let a mail of the mail inbox be written on a ticket: publicly if its sender takes part in it."""
    opened = await _in_the_inbox(uow, email_id)
    mail = opened.mail
    found = await find_ticket(uow.session, mail, opened.email.desk_id)
    to_team = found is not None and found.notice is not None
    trusted = mail.machine not in ("reply", "notice") and not mail.is_forged and not to_team
    public = trusted and await takes_part(uow.session, mail.sender, ticket_id)
    become_comment(uow, opened, ToComment(ticket_id, public))


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


async def _in_the_inbox(uow: NotificationsUow, email_id: UUID) -> Opened:
    email = await uow.email(email_id)
    arrived = (await uow.session.execute(select(emails).where(emails.c.id == email_id))).one()
    if email.state != EmailState.UNLINKED or arrived.parsed is None:
        raise EmailSettled(f"it is {email.state}")
    mail = await _understood(uow, email.desk_id, arrived.parsed, arrived.recipient)
    return Opened(email, mail, _enclosed_in(arrived.parsed))


async def _understood(
    uow: NotificationsUow, desk_id: UUID, parsed: dict[str, Any], recipient: str
) -> ReceivedMail:
    """What a mail says; below its words stands which of its files were empty, since those were not kept."""
    mail = received(parsed, recipient)
    empty = [each["name"] for each in parsed["attachments"] if "object_key" not in each and not each["size"]]
    if not empty:
        return mail
    why = language_named(await language_of(uow.session, desk_id)).say("refusal.file_empty")
    return replace(mail, left_out=tuple(f"[{name}: {why}]" for name in empty))


def _enclosed_in(parsed: dict[str, Any]) -> tuple[Attachment, ...]:
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
