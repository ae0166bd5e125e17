"""Notices by mail: whether, and the deliveries they become. Each goes to a colleague's own address and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID

from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.domain.notices import (
    ANSWERED,
    Considered,
    Mailing,
    NoticeKind,
    is_mailed,
    path_of,
    why_no_mail,
)
from services.notifications.domain.occurrences import Occurrence
from services.notifications.domain.reply_addresses import BYTES, token_of
from services.notifications.domain.threading import message_id, thread_headers
from services.notifications.queries.desks import MailDesk, mail_desks, own_addresses
from services.notifications.queries.notice_mails import (
    choices_of,
    earlier_notices,
    mails_since,
    one_ticket_at_a_time,
)
from services.notifications.queries.threads import Before, messages_before_each
from services.notifications.rendering.mails import Look, Mail
from services.notifications.rendering.notices import NoticeMail, render_notice
from services.notifications.rendering.quoting import Message, Quoted, quote
from services.notifications.uow import NotificationsUow
from shared.addresses import is_address, mailbox_key, to_address
from shared.language import language_named
from shared.markup import elsewhere
from shared.secrets import fingerprint
from shared.telemetry import current_headers

ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Way:
    """By whom a notice is mailed: a desk's mailbox, or (no `desk_id`) the installation itself."""

    desk_id: UUID | None
    address: str
    hears_replies: bool


Row = dict[str, Any]


async def why_not_mailed(
    uow: NotificationsUow, it: Occurrence, found: Sequence[Considered]
) -> Mapping[UUID, str]:
    """Of everybody who is told why it is not by mail, or ''."""
    people = {each.person.id: each.person for each in found if not each.not_told}
    if it.ticket_id:
        await one_ticket_at_a_time(uow.session, it.ticket_id)
    chosen = await choices_of(uow.session, list(people))
    sent = await mails_since(uow.session, list(people), it.ticket_id, uow.now - ONE_HOUR)
    way = _way(uow, it, await _desk(uow, it))
    domains = {each.address.rpartition("@")[2].lower() for each in people.values()}
    own = {mailbox_key(each) for each in await own_addresses(uow.session, domains)}
    return {
        person.id: why_no_mail(
            Mailing(
                wanted=is_mailed(it.kind, chosen[person.id]),
                has_mailbox=way is not None,
                has_address=is_address(person.address),
                is_own_mailbox=mailbox_key(person.address) in own,
                sent=sent.get(person.id, 0),
            )
        )
        for person in people.values()
    }


async def mail_notices(uow: NotificationsUow, it: Occurrence, told: Sequence[tuple[Considered, Row]]) -> None:
    """Queue the mails of new notices, in each reader's language and their own thread."""
    if not told:
        return
    desk = await _desk(uow, it)
    way = _way(uow, it, desk)
    assert way is not None
    rows: list[Row] = []
    for each, row in told:
        answered = way.hears_replies and it.kind in ANSWERED
        mail = await _mail(uow, it, desk, each, answered)
        earlier = await earlier_notices(uow.session, it.ticket_id, each.person.id) if it.ticket_id else ()
        about = _about(uow, it, way, each, row) | _replies(uow, answered) | _threaded(row, way, earlier)
        rows.append(about | _sealed(uow, mail))
    await uow.queue(rows)


async def _desk(uow: NotificationsUow, it: Occurrence) -> MailDesk:
    assert it.desk_id is not None
    return (await mail_desks(uow.session, [it.desk_id], "comment_added"))[it.desk_id]


def _way(uow: NotificationsUow, it: Occurrence, desk: MailDesk) -> Way | None:
    """A mailbox that cannot be read may be unable to send, too: of that the installation itself tells, if it can."""
    own = uow.own_post.sender
    if own and (desk.mailbox_address is None or it.kind is NoticeKind.MAILBOX_SILENT):
        return Way(None, own, hears_replies=False)
    return Way(desk.id, desk.mailbox_address, desk.hears_replies) if desk.mailbox_address else None


async def _mail(
    uow: NotificationsUow, it: Occurrence, desk: MailDesk, found: Considered, answered: bool
) -> Mail:
    language = language_named(found.person.language)
    given = NoticeMail(
        look=Look(desk.name, desk.color, language.tag),
        url=uow.public_url + path_of(it.kind, it.ticket_id, it.desk_id),
        choices_url=f"{uow.public_url}/panel/notices#choices",
        why=found.why,
        group=found.group,
        answered=answered,
        before=await _said_before(uow, it, found),
    )
    return await elsewhere(len(it.words) + len(it.html), render_notice, it, given, language)


async def _said_before(uow: NotificationsUow, it: Occurrence, found: Considered) -> Quoted | None:
    """What was last said publicly on a ticket that somebody is given: they may answer it at once."""
    if it.kind is not NoticeKind.ASSIGNED or it.ticket_id is None:
        return None
    [rows] = await messages_before_each(uow.session, [Before(it.ticket_id, it.at, most=1)])
    opened = uow.sealer.open_text
    messages = [Message(row.author, row.at, row.from_team, opened(row.sealed_body)) for row in rows]
    language = language_named(found.person.language)
    url = f"{uow.public_url}/panel/tickets/{it.ticket_id}"
    size = sum(len(each.body) for each in messages)
    return await elsewhere(size, quote, messages, language, found.person.time_zone, url)


def _about(uow: NotificationsUow, it: Occurrence, way: Way, found: Considered, row: Row) -> Row:
    return {
        "id": row["delivery_id"],
        "ticket_id": it.ticket_id,
        "comment_id": None,
        "notice_id": row["id"],
        "kind": "notice",
        "desk_id": way.desk_id,
        "recipient": to_address(found.person.address),
        "headers": uow.causes.get(it.event_id) or current_headers(),
        "state": DeliveryState.QUEUED,
        "next_attempt_at": uow.now,
        "created_at": uow.now,
    }


def _replies(uow: NotificationsUow, answered: bool) -> Row:
    token = token_of(token_bytes(BYTES)) if answered else ""
    return {
        "reply_token": uow.sealer.seal(token) if token else None,
        "reply_hash": fingerprint(token) if token else None,
    }


def _threaded(row: Row, way: Way, earlier: Sequence[str]) -> Row:
    thread = thread_headers(earlier)
    return {
        "message_id": message_id(row["delivery_id"], way.address),
        "in_reply_to": thread.get("In-Reply-To", ""),
        "references": thread.get("References", ""),
    }


def _sealed(uow: NotificationsUow, mail: Mail) -> Row:
    sealed = {"text": uow.sealer.seal_text(mail.text), "html": uow.sealer.seal_text(mail.html)}
    return {"subject": mail.subject, "attachments": [], **sealed}
