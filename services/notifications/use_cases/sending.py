"""What the sender asks of the database: which mails are due, that one begins, what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.notifications.composing import Letter
from services.notifications.domain.delivery import Delivery, DeliveryState
from services.notifications.lines import SendingMailbox
from services.notifications.smtp import Server
from services.notifications.tables import deliveries, greeted
from services.notifications.uow import NotificationsUow
from shared.message import Headers
from shared.secrets import CannotOpen, Sealer

NO_LONGER = "the desk has no mailbox any more"
LEASE = timedelta(seconds=105)
"""Longer than all time limits of one mail together; after it another worker may look."""

CLAIM = text("""
    WITH due AS (
      SELECT d.id, d.next_attempt_at FROM known_desks
       CROSS JOIN LATERAL (
         SELECT id, next_attempt_at FROM deliveries
          WHERE desk_id = known_desks.id AND state = 'queued' AND next_attempt_at <= :now
            AND (leased_until IS NULL OR leased_until < :now)
          ORDER BY next_attempt_at
          LIMIT CASE WHEN known_desks.id = ANY(:proven) THEN :places ELSE 1 END
            FOR UPDATE SKIP LOCKED) d
       WHERE known_desks.id <> ALL(:resting)
       ORDER BY d.next_attempt_at LIMIT :places),
    taken AS (
      UPDATE deliveries SET lease = :lease, leased_until = :until FROM due WHERE deliveries.id = due.id
      RETURNING deliveries.*)
    SELECT taken.id, taken.desk_id, taken.kind, taken.recipient, taken.subject, taken.text, taken.html,
           taken.message_id, taken.in_reply_to, taken."references", taken.headers, taken.lease,
           known_desks.name AS desk_name, mailboxes.address, mailboxes.name, mailboxes.smtp_host,
           mailboxes.smtp_port, mailboxes.smtp_tls, mailboxes.smtp_username, mailboxes.smtp_password,
           mailboxes.version
      FROM taken JOIN known_desks ON known_desks.id = taken.desk_id
      LEFT JOIN mailboxes ON mailboxes.desk_id = taken.desk_id
     ORDER BY taken.next_attempt_at, taken.id
""").bindparams(bindparam("proven", type_=ARRAY(Uuid)), bindparam("resting", type_=ARRAY(Uuid)))


@dataclass(frozen=True, slots=True)
class Claimed:
    """A due mail that this worker holds for the length of its lease; `problem` says why it cannot go."""

    id: UUID
    desk_id: UUID
    lease: UUID
    headers: Headers
    letter: Letter
    mailbox: SendingMailbox | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail: answered (`code`), not offered (`reason` alone), or `lost` from sight."""

    claimed: Claimed
    reason: str
    code: int | None = None
    lost: bool = False
    headers: Headers = field(default_factory=dict)


async def claim(
    uow: NotificationsUow, places: int, proven: Collection[UUID], resting: Collection[UUID]
) -> list[Claimed]:
    """Up to `places` due mails, the longest due first; of a mailbox that is not `proven` only one."""
    asked = {"now": uow.now, "places": places, "proven": list(proven), "resting": list(resting)}
    held = {"lease": uuid4(), "until": uow.now + LEASE}
    rows = await uow.session.execute(CLAIM, asked | held)
    return [_claimed(row, uow) for row in rows]


async def begin(uow: NotificationsUow, mails: Sequence[Claimed]) -> set[UUID]:
    """Say, before they are handed over, that these mails may get through; answers those still held."""
    leases = {mail.id: mail.lease for mail in mails}
    held = [each for each in await uow.deliveries(leases) if _is_held(each, leases[each.id], uow)]
    begun = [each for each in held if each.start(uow.now)]
    for delivery in begun:
        # What is handed over gets the whole lease, so that nobody takes it for lost too early.
        delivery.leased_until = uow.now + LEASE
    return {each.id for each in begun}


async def conclude(uow: NotificationsUow, outcomes: Sequence[Outcome]) -> None:
    """Note what became of mails; what somebody else took meanwhile is theirs to tell of."""
    by_id = {outcome.claimed.id: outcome for outcome in outcomes}
    found = await uow.deliveries(by_id, {each.claimed.id: each.headers for each in outcomes})
    for delivery in found:
        outcome = by_id[delivery.id]
        if delivery.lease != outcome.claimed.lease:
            continue
        if delivery.state == DeliveryState.QUEUED:
            delivery.start(uow.now)  # an attempt it was, though the mail was not handed over
        _tell(delivery, outcome, uow)
        delivery.lease = delivery.leased_until = None


async def give_up_lost(uow: NotificationsUow, under_way: Collection[UUID], limit: int = 100) -> int:
    """Mails whose worker died while it handed them over become `unknown`; answers how many."""
    lost = (deliveries.c.state == DeliveryState.SENDING) & (deliveries.c.leased_until < uow.now)
    query = select(Delivery).where(lost, deliveries.c.id.not_in(under_way)).limit(limit)
    found = list(await uow.session.scalars(query.with_for_update(skip_locked=True)))
    for delivery in found:
        uow.watch(delivery).lose_track("the worker ended while the server was taking the mail")
        delivery.lease = delivery.leased_until = None
    return len(found)


async def forget_greetings(uow: NotificationsUow) -> None:
    """Days that are over in every time zone."""
    await uow.session.execute(delete(greeted).where(greeted.c.day < (uow.now - timedelta(days=2)).date()))


def _tell(delivery: Delivery, outcome: Outcome, uow: NotificationsUow) -> None:
    if outcome.lost:
        delivery.lose_track(outcome.reason)
    elif outcome.code is None:
        delivery.put_off(outcome.reason, uow.now)
    else:
        delivery.answered(outcome.code, outcome.reason, uow.now)


def _is_held(delivery: Delivery, lease: UUID, uow: NotificationsUow) -> bool:
    return delivery.lease == lease and delivery.leased_until is not None and delivery.leased_until > uow.now


def _claimed(row: Any, uow: NotificationsUow) -> Claimed:
    letter = Letter(
        kind=row.kind,
        sender=row.address or "",
        sender_name=row.name or row.desk_name,
        recipient=row.recipient,
        subject=row.subject,
        text=row.text,
        html=row.html,
        message_id=row.message_id,
        in_reply_to=row.in_reply_to,
        references=row.references,
    )
    held = (row.id, row.desk_id, row.lease, row.headers, letter)
    if row.version is None:
        return Claimed(*held, None, NO_LONGER)
    try:
        server = server_of(row, uow.sealer)
    except CannotOpen as error:
        return Claimed(*held, None, f"the mailbox's password cannot be read: {error}")
    return Claimed(*held, SendingMailbox(row.desk_id, row.address, server))


def server_of(mailbox: Any, sealer: Sealer) -> Server:
    """How to reach a mailbox's server; raises CannotOpen when its password was sealed with another key."""
    password = sealer.open(mailbox.smtp_password) if mailbox.smtp_password else ""
    return Server(mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_tls, mailbox.smtp_username, password)
