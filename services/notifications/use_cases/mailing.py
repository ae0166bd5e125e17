"""News of tickets become deliveries: who is told, in which words. Nothing is sent here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.domain.recipients import domain_of, is_addressed, is_proven
from services.notifications.queries.desks import mail_desks, own_addresses
from services.notifications.queries.threads import Thread, origins, threads_of
from services.notifications.rendering.default_templates import neutral_template
from services.notifications.uow import NotificationsUow
from services.notifications.use_cases import once_a_day
from services.notifications.use_cases.merged import to_everybody
from services.notifications.use_cases.quoting import said_before
from services.notifications.use_cases.strangers import LIMIT as LIMIT_OF_ALL
from services.notifications.use_cases.strangers import Wanted, may_be_sent
from services.notifications.use_cases.writing import AnyNews, News, delivery_of, news_of, skipped
from shared.addresses import mailbox_key
from shared.contracts.notifications import DeliveryFailed
from shared.contracts.parts import Channel
from shared.contracts.tickets import CommentAdded, TicketCreated
from shared.errors import NoSuchDesk, NoSuchTicket

ACKNOWLEDGED = "not sent: one acknowledgement a day to whoever writes mails"
LIMIT = "not sent: limit of one mail a day to an address that nobody has proved"


async def mail_about_tickets(uow: NotificationsUow, events: Sequence[TicketCreated]) -> None:
    """Begin the thread of each new ticket; queue a mail where its desk has a mailbox and its requester an address."""
    links = {event.ticket.id: uow.sealer.sealed(event.public_token) for event in events}
    await uow.begin_threads(links, {event.ticket.id for event in events if is_addressed(event)})
    news = await _within_limits(uow, _without_silent(await _news_of(uow, events)))
    rows: list[dict[str, Any]] = []
    for each in news:
        if _is_strangers(each):
            # No word of whoever asked is in it.
            rows.append(await delivery_of(uow, each, neutral_template(each.desk.language), ()))
        else:
            begun_by = (each.origin.message_id,) if each.origin else ()
            rows.append(await delivery_of(uow, each, each.desk.template, begun_by))
    await _write(uow, news, rows)


async def _within_limits(
    uow: NotificationsUow, news: Sequence[News[TicketCreated]]
) -> list[News[TicketCreated]]:
    """The same; what strangers make us send beyond a limit is told to have been left. What one limit refuses, none counts."""
    whom = {id(each): once for each in news if (once := _once(each))}
    free = await once_a_day.free(uow, set(whom.values()))
    asked = [each for each in news if whom.get(id(each)) in free]
    wanted = [Wanted(each.recipient, each.desk.id, once=whom[id(each)]) for each in asked]
    answers = zip(asked, await may_be_sent(uow, wanted), strict=True)
    going = {id(each) for each, may in answers if may}
    gone = {whom[each] for each in going}
    await once_a_day.note(uow, gone)
    judged: list[News[TicketCreated]] = []
    for each in news:
        once = whom.get(id(each))
        if once is None or id(each) in going:
            judged.append(each)
        elif once in gone or once not in free:
            judged.append(replace(each, problem=ACKNOWLEDGED if each.origin else LIMIT))
        else:
            judged.append(replace(each, problem=LIMIT_OF_ALL))
    return judged


def _once(news: News[TicketCreated]) -> once_a_day.Once | None:
    """Whom it is for, if that is somebody who gets one mail a day."""
    if news.problem:
        return None
    mailbox = mailbox_key(news.recipient)
    if news.origin:
        return news.desk.id, mailbox
    return (mailbox,) if _is_strangers(news) else None


async def _news_of(uow: NotificationsUow, events: Sequence[TicketCreated]) -> list[News[TicketCreated]]:
    """What there is to tell of new tickets, with the mails that they were made of."""
    desks = await mail_desks(uow.session, {event.ticket.desk_id for event in events}, "ticket_created")
    if unknown := {event.ticket.desk_id for event in events} - desks.keys():
        raise NoSuchDesk(f"no desk {min(unknown)}")
    mails = await origins(uow.session, [each.ticket.id for each in events if each.channel == Channel.EMAIL])
    tokens = {event.event_id: uow.sealer.open_text(event.public_token) for event in events}
    own = await own_addresses(uow.session, {domain_of(event) for event in events})
    told = [news_of(event, desks[event.ticket.desk_id], own, tokens[event.event_id]) for event in events]
    return [replace(each, origin=mails.get(each.event.ticket.id)) for each in told if each]


def _without_silent(news: Sequence[News[TicketCreated]]) -> list[News[TicketCreated]]:
    """All news but those of mails that no person wrote."""
    kept: list[News[TicketCreated]] = []
    for each in news:
        if each.origin and not each.origin.acknowledge and not each.problem:
            skipped(each.event, "not_acknowledged")
        else:
            kept.append(each)
    return kept


async def mail_about_comments(uow: NotificationsUow, events: Sequence[CommentAdded]) -> None:
    """Queue mails about comments of agents, one to each person whose ticket one is on or was merged into that.

    Raises NoSuchTicket until a ticket's thread and present link are known.
    """
    desks = await mail_desks(uow.session, {event.ticket.desk_id for event in events}, "comment_added")
    if unknown := {event.ticket.desk_id for event in events} - desks.keys():
        raise NoSuchDesk(f"no desk {min(unknown)}")
    # In the order of their ids, so that two batches with the same comments never wait for each other.
    told = await to_everybody(uow, sorted(events, key=lambda event: event.comment_id))
    own = await own_addresses(uow.session, {domain_of(event) for event in told})
    found = [news_of(event, desks[event.ticket.desk_id], own, "") for event in told]
    if news := [each for each in found if each]:
        await _go_on(uow, news)


async def _go_on(uow: NotificationsUow, news: Sequence[News[CommentAdded]]) -> None:
    """Queue further mails of threads."""
    known = await threads_of(uow.session, {each.event.ticket.id for each in news})
    linked = [replace(each, token=uow.sealer.open(_link(each.event, known))) for each in news]
    said = await said_before(uow, [(each.event, each.desk) for each in linked])
    quoting = [replace(each, before=before) for each, before in zip(linked, said, strict=True)]
    for some in _one_of_each_thread(quoting):
        earlier = [known[each.event.ticket.id].earlier for each in some]
        each_earlier = zip(some, earlier, strict=True)
        rows = [await delivery_of(uow, each, each.desk.template, before) for each, before in each_earlier]
        for row in await _write(uow, some, rows):
            known[row["ticket_id"]].earlier.append(row["message_id"])


def _one_of_each_thread(news: Sequence[News[CommentAdded]]) -> Iterator[list[News[CommentAdded]]]:
    """The same in pieces: a further mail of a thread goes on from that before it, which has to be written by then."""
    some: dict[UUID, News[CommentAdded]] = {}
    for each in news:
        if each.event.ticket.id in some:
            yield list(some.values())
            some = {}
        some[each.event.ticket.id] = each
    yield list(some.values())


def _link(event: CommentAdded, known: Mapping[UUID, Thread]) -> bytes:
    thread = known.get(event.ticket.id)
    if thread is None or thread.link_version < event.link_renewed_in:
        raise NoSuchTicket(f"the thread of ticket {event.ticket.id} or its present link is not known yet")
    return thread.sealed_token


async def _write(
    uow: NotificationsUow, news: Sequence[AnyNews], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Write the rows; of what cannot be sent the ticket hears at once, unless it has heard before. Answers what goes."""
    fresh = await uow.queue(rows)
    new = [row for row in rows if row["id"] in fresh]
    by_event = {each.event.ticket.id: each.event for each in news}
    for row in new:
        if row["state"] == DeliveryState.FAILED and row["reason"] != ACKNOWLEDGED:
            about = {name: row[name] for name in ("ticket_id", "comment_id", "recipient", "reason")}
            failed = DeliveryFailed(delivery_id=row["id"], occurred_at=uow.now, **about)
            uow.record(failed, uow.causes.get(by_event[row["ticket_id"]].event_id))
    return [row for row in new if row["state"] != DeliveryState.FAILED]


def _is_strangers(news: News[TicketCreated]) -> bool:
    # Mails have a rule of their own: one acknowledgement a day.
    return news.origin is None and not is_proven(news.event)
