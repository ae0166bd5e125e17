"""What is noted of a mail that this process holds: that it may get through from now on, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Interval, bindparam, select, text

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.sending.claims import LEASE, Claimed
from services.notifications.tables import deliveries
from services.notifications.uow import NotificationsUow
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail: answered (`code`), not offered (`reason` alone), or `lost` from sight."""

    claimed: Claimed
    reason: str
    code: int | None = None
    lost: bool = False
    headers: Headers = field(default_factory=dict)


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


def _tell(delivery: Delivery, outcome: Outcome, uow: NotificationsUow) -> None:
    if outcome.lost:
        delivery.lose_track(outcome.reason)
    elif outcome.code is None:
        delivery.put_off(outcome.reason, uow.now)
    else:
        delivery.answered(outcome.code, outcome.reason, uow.now)
