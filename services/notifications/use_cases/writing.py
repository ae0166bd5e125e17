"""A mail to a requester as a row: whom its news are for, what it says, in which thread it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_bytes
from typing import Any, Generic, TypeVar

import structlog
from uuid_utils.compat import uuid7

from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.domain.recipients import recipient
from services.notifications.domain.reply_addresses import BYTES, token_of
from services.notifications.domain.templates import Template
from services.notifications.domain.threading import message_id, thread_headers
from services.notifications.queries.desks import MailDesk
from services.notifications.queries.threads import Origin
from services.notifications.rendering.filling import filling_of
from services.notifications.rendering.mails import render_mail, with_pictures, with_quoted
from services.notifications.rendering.quoting import Message
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases.quoting import quoted_below
from shared.contracts.tickets import CommentAdded, TicketCreated
from shared.language import language_named
from shared.markup import elsewhere
from shared.secrets import fingerprint
from shared.telemetry import current_headers

log = structlog.get_logger()
E = TypeVar("E", TicketCreated, CommentAdded)


@dataclass(frozen=True, slots=True)
class News(Generic[E]):
    """An event, the desk it is about, whom to tell, and why they cannot be told, if so."""

    event: E
    desk: MailDesk
    recipient: str
    token: str
    problem: str = ""
    origin: Origin | None = None
    before: Sequence[Message] = ()
    """What its mail quotes, the newest first."""


def news_of(event: E, desk: MailDesk, own: Sequence[str], token: str) -> News[E] | None:
    """What there is to tell of `event`; None, with a line in the log, where there is nothing."""
    if desk.mailbox_address is None:
        return skipped(event, "mailbox_missing")
    told = recipient(event, own)
    return News(event, desk, told.address, token, told.problem) if told else skipped(event, "nobody_to_tell")


def skipped(event: TicketCreated | CommentAdded, reason: str) -> None:
    """Say in the log why nobody is told."""
    log.info("mail_skipped", skipped=reason, cause=event.name, ticket_id=str(event.ticket.id))


AnyNews = News[TicketCreated] | News[CommentAdded]


async def delivery_of(
    uow: NotificationsUow, news: AnyNews, template: Template, earlier: Sequence[str]
) -> dict[str, Any]:
    """The row of a mail in the words of `template`, in a thread with `earlier` ones."""
    desk, delivery_id = news.desk, uuid7()
    ticket_url = f"{uow.public_url}/helpdesk/ticket/{news.token}" if news.token else ""
    filling = await filling_of(news.event, desk.name, language_named(desk.language), ticket_url)
    about = _about(uow, news)
    values = (about["kind"], template, filling.values, desk.look, filling.blocks)
    mail = await elsewhere(filling.size, render_mail, *values)
    if filling.attached:
        mail = with_pictures(mail, filling.attached, desk.look, news.event.ticket.number)
    if quoted := await quoted_below(news.before, desk, ticket_url):
        mail = with_quoted(mail, quoted, desk.look, news.event.ticket.number)
    thread, token = thread_headers(earlier), token_of(token_bytes(BYTES)) if desk.hears_replies else ""
    return about | {
        "id": delivery_id,
        "subject": mail.subject,
        # What is not sent needs no words; what is has the public link in them.
        "text": "" if news.problem else uow.sealer.seal_text(mail.text),
        "html": "" if news.problem else uow.sealer.seal_text(mail.html),
        "attachments": [] if news.problem else [each.model_dump(mode="json") for each in filling.attached],
        "message_id": message_id(delivery_id, desk.mailbox_address or ""),
        "reply_token": uow.sealer.seal(token) if token else None,
        "reply_hash": fingerprint(token) if token else None,
        "in_reply_to": thread.get("In-Reply-To", ""),
        "references": thread.get("References", ""),
    }


def _about(uow: NotificationsUow, news: AnyNews) -> dict[str, Any]:
    """What the row of a mail takes from its news, whatever the mail says."""
    event = news.event
    return {
        "ticket_id": event.ticket.id,
        "comment_id": event.comment_id if isinstance(event, CommentAdded) else None,
        "kind": "ticket_created" if isinstance(event, TicketCreated) else "comment_added",
        "desk_id": news.desk.id,
        "recipient": news.recipient,
        "headers": uow.causes.get(event.event_id) or current_headers(),
        "state": DeliveryState.FAILED if news.problem else DeliveryState.QUEUED,
        "reason": news.problem,
        "next_attempt_at": uow.now,
        "created_at": uow.now,
        "changed_at": uow.now if news.problem else None,
    }
