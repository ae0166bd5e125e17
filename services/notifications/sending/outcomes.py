"""What is noted of a mail that this process holds: that it may get through from now on, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Interval, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.sending.claims import LEASE, Claimed
from services.notifications.tables import deliveries
from services.notifications.uow import NotificationsUow
from shared.clock import utc_now
from shared.contracts.notifications import DeliverySent
from shared.database import Database
from shared.message import Headers

MARGIN = timedelta(seconds=15)

BEGIN = text("""
    UPDATE deliveries
       SET state = 'sending', reason = '', attempts = attempts + 1, version = version + 1,
           changed_at = clock_timestamp() + :offset, leased_until = clock_timestamp() + :offset + :lasts
     WHERE id = :id AND lease = :lease AND leased_until > clock_timestamp() + :offset
       AND state = 'queued' AND next_attempt_at <= clock_timestamp() + :offset
    RETURNING id
""").bindparams(bindparam("offset", type_=Interval), bindparam("lasts", type_=Interval))
"""`Delivery.start` in one statement: it is said of each mail alone, and must cost little."""

NOTE_SENT = text("""
    WITH clock AS (SELECT clock_timestamp() + :offset AS now),
    told AS (
      SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:leases AS uuid[]), CAST(:events AS uuid[]),
                           CAST(:bodies AS bytea[]), CAST(:headers AS jsonb[]))
                    AS each (id, lease, event_id, body, headers)),
    mine AS (
      SELECT deliveries.id FROM deliveries JOIN told ON told.id = deliveries.id AND told.lease = deliveries.lease
       WHERE state = 'sending' ORDER BY deliveries.id FOR UPDATE OF deliveries),
    sent AS (
      UPDATE deliveries
         SET state = 'sent', reason = '', version = version + 1, lease = NULL, leased_until = NULL,
             sent_at = (SELECT now FROM clock), changed_at = (SELECT now FROM clock)
        FROM mine WHERE deliveries.id = mine.id
      RETURNING deliveries.id, sent_at),
    news AS (
      INSERT INTO outbox (id, event_id, name, body, headers, occurred_at)
      SELECT event_id, event_id, :name, body, headers, sent_at FROM told JOIN sent ON sent.id = told.id
       WHERE event_id IS NOT NULL)
    SELECT id FROM sent
""").bindparams(bindparam("offset", type_=Interval), bindparam("headers", type_=ARRAY(JSONB)))
"""`Delivery.answered` of mails that were taken, in one statement for the same reason."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail: answered (`code`), not offered (`reason` alone), or `lost` from sight."""

    claimed: Claimed
    reason: str
    code: int | None = None
    lost: bool = False
    headers: Headers = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        """Whether the server took it."""
        return self.code is not None and 200 <= self.code < 300


async def begin(database: Database, mail: Claimed, seconds: float) -> bool:
    """Commit, just before it is handed over, that this mail may get through; answers whether it is still held.

    `seconds` is how long handing over may take at most. It gets a whole lease, so that nobody takes it for lost too early.
    """
    held = {"id": mail.id, "lease": mail.lease, "offset": database.offset}
    lasts = max(LEASE, timedelta(seconds=seconds) + MARGIN)
    return bool(await database.at_once(BEGIN, held | {"lasts": lasts}))


async def take_back(uow: NotificationsUow, mails: Collection[Claimed]) -> None:
    """Give back mails that were surely not handed over, whatever was said of them: they are due at once."""
    leases = {mail.id: mail.lease for mail in mails}
    for delivery in await uow.deliveries(leases):
        if delivery.lease == leases[delivery.id]:
            delivery.not_begun()
            delivery.lease = delivery.leased_until = None


async def note_sent(database: Database, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Note the mails that were taken; answers what is left to `conclude`: other outcomes, and what is held no longer."""
    taken = [each for each in outcomes if each.is_sent]
    if not taken:
        return list(outcomes)
    news = [_news(each) for each in taken]
    told = {
        "ids": [each.claimed.id for each in taken],
        "leases": [each.claimed.lease for each in taken],
        "events": [each.event_id if each else None for each in news],
        "bodies": [each.to_wire() if each else None for each in news],
        "headers": [each.headers for each in taken],
        "name": DeliverySent.name,
        "offset": database.offset,
    }
    noted = {row.id for row in await database.at_once(NOTE_SENT, told)}
    if any(news):
        database.when_outbox_filled()
    return [each for each in outcomes if each.claimed.id not in noted]


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


def _news(outcome: Outcome) -> DeliverySent | None:
    mail = outcome.claimed
    if mail.ticket_id is None:
        return None
    # When it happened is the database's to say.
    about = {"delivery_id": mail.id, "ticket_id": mail.ticket_id, "comment_id": mail.comment_id}
    return DeliverySent(**about, recipient=mail.letter.recipient, occurred_at=utc_now())


def _tell(delivery: Delivery, outcome: Outcome, uow: NotificationsUow) -> None:
    if outcome.lost:
        delivery.lose_track(outcome.reason)
    elif outcome.code is None:
        delivery.put_off(outcome.reason, uow.now)
    else:
        delivery.answered(outcome.code, outcome.reason, uow.now)
