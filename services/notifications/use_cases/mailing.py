"""News of tickets become deliveries: who is told, in which words. Nothing is sent here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.notifications.domain.default_templates import Template, neutral_template
from services.notifications.domain.errors import NoSuchDesk, NoSuchTicket
from services.notifications.domain.recipients import recipient
from services.notifications.domain.threading import message_id, thread_headers
from services.notifications.queries.desks import MailDesk, mail_desks, own_addresses
from services.notifications.rendering import Look, render_mail
from services.notifications.tables import deliveries, known_tickets
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases.following import follow_tickets
from shared.contracts.parts import Channel
from shared.contracts.tickets import CommentAdded, TicketCreated
from shared.telemetry import current_headers

log = structlog.get_logger()
Greeting = tuple[UUID, str, date]


@dataclass(frozen=True, slots=True)
class News:
    """An event, the desk it is about, and whom to tell."""

    event: TicketCreated | CommentAdded
    desk: MailDesk
    recipient: str
    token: str


async def mail_about_tickets(uow: NotificationsUow, events: Sequence[TicketCreated]) -> None:
    """Queue a mail about each new ticket whose desk has a mailbox and whose requester has an address."""
    desks = await mail_desks(uow.session, {event.ticket.desk_id for event in events}, "ticket_created")
    if unknown := {event.ticket.desk_id for event in events} - desks.keys():
        raise NoSuchDesk(f"no desk {min(unknown)}")
    await follow_tickets(uow, [(event.ticket, event.public_token) for event in events])
    own = await own_addresses(uow.session)
    told = [_news(event, desks[event.ticket.desk_id], own, event.public_token) for event in events]
    news = [each for each in told if each]
    fresh = await uow.greet({_greeting(each, uow.now) for each in news if _is_doubtful(each.event)})
    rows = []
    for each in news:
        template = each.desk.template
        if _is_doubtful(each.event) and (greeting := _greeting(each, uow.now)):
            # The first of the day has the visitor's words, further ones of the same batch do not.
            template = template if greeting in fresh else neutral_template(each.desk.language)
            fresh.discard(greeting)
        rows.append(_delivery(uow, each, template, earlier=()))
    await uow.queue(rows)


async def mail_about_comment(uow: NotificationsUow, event: CommentAdded) -> None:
    """Queue a mail about an agent's comment; raises NoSuchTicket while the ticket's link is unknown."""
    desks = await mail_desks(uow.session, [event.ticket.desk_id], "comment_added")
    if event.ticket.desk_id not in desks:
        raise NoSuchDesk(f"no desk {event.ticket.desk_id}")
    told = _news(event, desks[event.ticket.desk_id], await own_addresses(uow.session), "")
    if told is None:
        return
    known = select(known_tickets.c.sealed_token).where(known_tickets.c.ticket_id == event.ticket.id)
    sealed = await uow.session.scalar(known)
    if sealed is None:
        raise NoSuchTicket(f"the public link of ticket {event.ticket.id} is not known yet")
    about = deliveries.c.ticket_id == event.ticket.id
    earlier = select(deliveries.c.message_id).where(about).order_by(deliveries.c.id)
    ids = (await uow.session.scalars(earlier)).all()
    news = News(event, told.desk, told.recipient, uow.sealer.open(sealed))
    await uow.queue([_delivery(uow, news, news.desk.template, ids)])


def _news(event: TicketCreated | CommentAdded, desk: MailDesk, own: Sequence[str], token: str) -> News | None:
    if desk.mailbox_address is None:
        return _skipped(event, "mailbox_missing")
    to = recipient(event, own)
    return News(event, desk, to, token) if to else _skipped(event, "nobody_to_tell")


def _skipped(event: TicketCreated | CommentAdded, reason: str) -> None:
    log.info("mail_skipped", skipped=reason, cause=event.name, ticket_id=str(event.ticket.id))


def _is_doubtful(event: TicketCreated | CommentAdded) -> bool:
    """Whether a stranger may have typed somebody else's address; in the panel an agent typed it."""
    typed_by_agent = isinstance(event, TicketCreated) and event.channel == Channel.PANEL
    return not event.ticket.requester.verified and not typed_by_agent


def _greeting(news: News, now: datetime) -> Greeting:
    return news.desk.id, news.recipient.casefold(), now.astimezone(_zone(news.desk.time_zone)).date()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _delivery(
    uow: NotificationsUow, news: News, template: Template, earlier: Sequence[str]
) -> dict[str, Any]:
    event, desk, delivery_id = news.event, news.desk, uuid7()
    kind = "ticket_created" if isinstance(event, TicketCreated) else "comment_added"
    mail = render_mail(kind, template, _values(uow, news), Look(desk.name, desk.color, desk.language))
    thread = thread_headers(earlier)
    return {
        "id": delivery_id,
        "ticket_id": event.ticket.id,
        "comment_id": event.comment_id if isinstance(event, CommentAdded) else None,
        "kind": kind,
        "desk_id": desk.id,
        "recipient": news.recipient,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "message_id": message_id(delivery_id, desk.mailbox_address or ""),
        "in_reply_to": thread.get("In-Reply-To", ""),
        "references": thread.get("References", ""),
        "headers": uow.causes.get(event.event_id) or current_headers(),
        "state": "queued",
        "next_attempt_at": uow.now,
        "created_at": uow.now,
    }


def _values(uow: NotificationsUow, news: News) -> dict[str, str]:
    ticket = news.event.ticket
    values = {
        "ticket_number": ticket.number,
        "ticket_title": ticket.title,
        "ticket_url": f"{uow.public_url}/helpdesk/ticket/{news.token}",
        "desk_name": news.desk.name,
        "requester_name": ticket.requester.name or "",
    }
    if isinstance(news.event, CommentAdded):
        values |= {"comment_content": news.event.body, "agent_name": news.event.actor.name}
    return values
