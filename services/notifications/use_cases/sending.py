"""What the sender asks of the database: which mails are due, that one begins, what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from services.notifications.composing import Letter
from services.notifications.domain.delivery import Delivery, DeliveryState
from services.notifications.lines import SendingMailbox
from services.notifications.smtp import Server
from services.notifications.tables import deliveries, neutral_mails
from services.notifications.uow import NotificationsUow
from shared.contracts.parts import Attachment
from shared.message import Headers
from shared.secrets import CannotOpen, Sealer

NO_LONGER = "the desk has no mailbox any more"
LEASE = timedelta(seconds=105)
"""Longer than all time limits of one mail together; after it another worker may look."""

MARGIN = timedelta(seconds=15)
ONE_DAY = timedelta(days=1)

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
           taken.message_id, taken.in_reply_to, taken."references", taken.attachments, taken.headers, taken.lease,
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
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail: answered (`code`), not offered (`reason` alone), or `lost` from sight."""

    claimed: Claimed
    reason: str
    code: int | None = None
    lost: bool = False
    headers: Headers = field(default_factory=dict)


async def claim(
    uow: NotificationsUow,
    places: int,
    proven: Collection[UUID],
    resting: Collection[UUID],
    lease: UUID | None = None,
) -> list[Claimed]:
    """Up to `places` due mails, the longest due first; of a mailbox that is not `proven` only one."""
    asked = {"now": uow.now, "places": places, "proven": list(proven), "resting": list(resting)}
    held = {"lease": lease or uuid4(), "until": uow.now + LEASE}
    rows = await uow.session.execute(CLAIM, asked | held)
    return [_claimed(row, uow) for row in rows]


async def release(uow: NotificationsUow, leases: Collection[UUID]) -> None:
    """Give back claims whose answer was lost: nobody works on them, and they are due."""
    mine = deliveries.c.lease.in_(leases) & (deliveries.c.state == DeliveryState.QUEUED)
    await uow.session.execute(update(deliveries).where(mine).values(lease=None, leased_until=None))


async def begin(uow: NotificationsUow, mail: Claimed, seconds: float) -> bool:
    """Say, just before it is handed over, that this mail may get through; answers whether it is still held.

    `seconds` is how long handing over may take at most.
    """
    for delivery in await uow.deliveries([mail.id]):
        if _is_held(delivery, mail.lease, uow) and delivery.start(uow.now):
            # It gets a whole lease, so that nobody takes it for lost too early.
            delivery.leased_until = uow.now + max(LEASE, timedelta(seconds=seconds) + MARGIN)
            return True
    return False


async def take_back(uow: NotificationsUow, mails: Collection[Claimed]) -> None:
    """Give back mails that were surely not handed over, whatever was said of them: they are due at once."""
    leases = {mail.id: mail.lease for mail in mails}
    for delivery in await uow.deliveries(leases):
        if delivery.lease == leases[delivery.id]:
            delivery.not_begun()
            delivery.lease = delivery.leased_until = None


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


async def forget_neutral_mails(uow: NotificationsUow) -> None:
    """Those that are longer ago than they matter."""
    await uow.session.execute(delete(neutral_mails).where(neutral_mails.c.sent_at < uow.now - 2 * ONE_DAY))


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
    held = (row.id, row.desk_id, row.lease, row.headers)
    files = tuple(Attachment.model_validate(each) for each in row.attachments)
    try:
        letter = _letter(row, uow.sealer)
        server = server_of(row, uow.sealer) if row.version is not None else None
    except CannotOpen as error:
        return Claimed(*held, _letter(row, None), None, f"what is stored cannot be read: {error}")
    if server is None:
        return Claimed(*held, letter, None, NO_LONGER)
    return Claimed(*held, letter, SendingMailbox(row.desk_id, row.address, server), attachments=files)


def _letter(row: Any, sealer: Sealer | None) -> Letter:
    return Letter(
        kind=row.kind,
        sender=row.address or "",
        sender_name=row.name or row.desk_name,
        recipient=row.recipient,
        subject=row.subject,
        text=sealer.open_text(row.text) if sealer else "",
        html=sealer.open_text(row.html) if sealer else "",
        message_id=row.message_id,
        in_reply_to=row.in_reply_to,
        references=row.references,
    )


def server_of(mailbox: Any, sealer: Sealer) -> Server:
    """How to reach a mailbox's server; raises CannotOpen when its password was sealed with another key."""
    password = sealer.open(mailbox.smtp_password) if mailbox.smtp_password else ""
    return Server(mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_tls, mailbox.smtp_username, password)
