"""News of tickets become deliveries: who is told, in which words. Nothing is sent here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_bytes
from typing import Any

import structlog
from uuid_utils.compat import uuid7

from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.domain.recipients import domain_of, is_addressed, is_proven, recipient
from services.notifications.domain.reply_addresses import BYTES, token_of
from services.notifications.domain.templates import Template
from services.notifications.domain.threading import message_id, thread_headers
from services.notifications.queries.desks import MailDesk, mail_desks, own_addresses
from services.notifications.queries.threads import Origin, earlier_mails, origins, sealed_link
from services.notifications.rendering.default_templates import neutral_template
from services.notifications.rendering.filling import filling_of
from services.notifications.rendering.mails import render_mail, with_pictures, with_quoted
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases import once_a_day
from services.notifications.use_cases.merged import to_others
from services.notifications.use_cases.quoting import quoted_below
from services.notifications.use_cases.strangers import LIMIT as LIMIT_OF_ALL
from services.notifications.use_cases.strangers import Wanted, may_be_sent
from shared.addresses import mailbox_key
from shared.contracts.notifications import DeliveryFailed
from shared.contracts.parts import Channel
from shared.contracts.tickets import CommentAdded, TicketCreated
from shared.errors import NoSuchDesk, NoSuchTicket
from shared.language import language_named
from shared.markup import elsewhere
from shared.secrets import fingerprint
from shared.telemetry import current_headers

log = structlog.get_logger()
ACKNOWLEDGED = "not sent: one acknowledgement a day to whoever writes mails"
LIMIT = "not sent: limit of one mail a day to an address that nobody has proved"


@dataclass(frozen=True, slots=True)
class News:
    """An event, the desk it is about, whom to tell, and why they cannot be told, if so."""

    event: TicketCreated | CommentAdded
    desk: MailDesk
    recipient: str
    token: str
    problem: str = ""
    origin: Origin | None = None


async def mail_about_tickets(uow: NotificationsUow, events: Sequence[TicketCreated]) -> None:
    """Begin the thread of each new ticket; queue a mail where its desk has a mailbox and its requester an address."""
    links = {event.ticket.id: uow.sealer.sealed(event.public_token) for event in events}
    await uow.begin_threads(links, {event.ticket.id for event in events if is_addressed(event)})
    news = await _within_limits(uow, _without_silent(await _news_of(uow, events)))
    rows: list[dict[str, Any]] = []
    for each in news:
        if _is_strangers(each):
            # No word of whoever asked is in it.
            rows.append(await _delivery(uow, each, neutral_template(each.desk.language), earlier=()))
        else:
            begun_by = (each.origin.message_id,) if each.origin else ()
            rows.append(await _delivery(uow, each, each.desk.template, begun_by))
    await _write(uow, news, rows)


async def _within_limits(uow: NotificationsUow, news: Sequence[News]) -> list[News]:
    """The same; what strangers make us send beyond a limit is told to have been left. What one limit refuses, none counts."""
    whom = {id(each): once for each in news if (once := _once(each))}
    free = await once_a_day.free(uow, set(whom.values()))
    asked = [each for each in news if whom.get(id(each)) in free]
    wanted = [Wanted(each.recipient, each.desk.id, once=whom[id(each)]) for each in asked]
    answers = zip(asked, await may_be_sent(uow, wanted), strict=True)
    going = {id(each) for each, may in answers if may}
    gone = {whom[each] for each in going}
    await once_a_day.note(uow, gone)
    judged: list[News] = []
    for each in news:
        once = whom.get(id(each))
        if once is None or id(each) in going:
            judged.append(each)
        elif once in gone or once not in free:
            judged.append(replace(each, problem=ACKNOWLEDGED if each.origin else LIMIT))
        else:
            judged.append(replace(each, problem=LIMIT_OF_ALL))
    return judged


def _once(news: News) -> once_a_day.Once | None:
    """Whom it is for, if that is somebody who gets one mail a day."""
    if news.problem:
        return None
    mailbox = mailbox_key(news.recipient)
    if news.origin:
        return news.desk.id, mailbox
    return (mailbox,) if _is_strangers(news) else None


async def _news_of(uow: NotificationsUow, events: Sequence[TicketCreated]) -> list[News]:
    """What there is to tell of new tickets, with the mails that they were made of."""
    desks = await mail_desks(uow.session, {event.ticket.desk_id for event in events}, "ticket_created")
    if unknown := {event.ticket.desk_id for event in events} - desks.keys():
        raise NoSuchDesk(f"no desk {min(unknown)}")
    mails = await origins(uow.session, [each.ticket.id for each in events if each.channel == Channel.EMAIL])
    tokens = {event.event_id: uow.sealer.open_text(event.public_token) for event in events}
    own = await own_addresses(uow.session, {domain_of(event) for event in events})
    told = [_news(event, desks[event.ticket.desk_id], own, tokens[event.event_id]) for event in events]
    return [replace(each, origin=mails.get(each.event.ticket.id)) for each in told if each]


def _without_silent(news: Sequence[News]) -> list[News]:
    """All news but those of mails that no person wrote."""
    kept: list[News] = []
    for each in news:
        if each.origin and not each.origin.acknowledge and not each.problem:
            _skipped(each.event, "not_acknowledged")
        else:
            kept.append(each)
    return kept


async def mail_about_comment(uow: NotificationsUow, event: CommentAdded) -> None:
    """Queue a mail about an agent's comment, one to each person whose ticket it is on or was merged into that.

    Raises NoSuchTicket until a ticket's thread and present link are known.
    """
    desks = await mail_desks(uow.session, [event.ticket.desk_id], "comment_added")
    if event.ticket.desk_id not in desks:
        raise NoSuchDesk(f"no desk {event.ticket.desk_id}")
    for each in (event, *await to_others(uow, event)):
        await _mail_about_comment(uow, each, desks[event.ticket.desk_id])


async def _mail_about_comment(uow: NotificationsUow, event: CommentAdded, desk: MailDesk) -> None:
    told = _news(event, desk, await own_addresses(uow.session, [domain_of(event)]), "")
    if told is None:
        return
    sealed = await sealed_link(uow.session, event.ticket.id, event.link_renewed_in)
    if sealed is None:
        raise NoSuchTicket(f"the thread of ticket {event.ticket.id} or its present link is not known yet")
    news = replace(told, token=uow.sealer.open(sealed))
    row = await _delivery(uow, news, news.desk.template, await earlier_mails(uow.session, event.ticket.id))
    await _write(uow, [news], [row])


async def _write(uow: NotificationsUow, news: Sequence[News], rows: list[dict[str, Any]]) -> None:
    """Write the rows; of what cannot be sent the ticket hears at once, unless it has heard before."""
    fresh = await uow.queue(rows)
    by_event = {each.event.ticket.id: each.event for each in news}
    for row in rows:
        if row["state"] == DeliveryState.FAILED and row["id"] in fresh and row["reason"] != ACKNOWLEDGED:
            about = {name: row[name] for name in ("ticket_id", "comment_id", "recipient", "reason")}
            failed = DeliveryFailed(delivery_id=row["id"], occurred_at=uow.now, **about)
            uow.record(failed, uow.causes.get(by_event[row["ticket_id"]].event_id))


def _news(event: TicketCreated | CommentAdded, desk: MailDesk, own: Sequence[str], token: str) -> News | None:
    if desk.mailbox_address is None:
        return _skipped(event, "mailbox_missing")
    told = recipient(event, own)
    return News(event, desk, told.address, token, told.problem) if told else _skipped(event, "nobody_to_tell")


def _skipped(event: TicketCreated | CommentAdded, reason: str) -> None:
    log.info("mail_skipped", skipped=reason, cause=event.name, ticket_id=str(event.ticket.id))


def _is_strangers(news: News) -> bool:
    # Mails have a rule of their own: one acknowledgement a day.
    return isinstance(news.event, TicketCreated) and news.origin is None and not is_proven(news.event)


async def _delivery(
    uow: NotificationsUow, news: News, template: Template, earlier: Sequence[str]
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
    if quoted := await quoted_below(uow, news.event, desk, ticket_url):
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


def _about(uow: NotificationsUow, news: News) -> dict[str, Any]:
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
