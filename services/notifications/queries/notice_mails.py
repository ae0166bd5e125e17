"""What decides about the mails of notices: people's choices, and what they were mailed before."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.queries.threads import LAST_OF_THREAD
from services.notifications.tables import deliveries, notice_choices, notices

c, n, d = notice_choices.c, notices.c, deliveries.c


async def choices_of(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, dict[str, bool]]:
    """By person and kind what they chose, where they did."""
    rows = await session.execute(select(c.person_id, c.kind, c.mail).where(c.person_id.in_(person_ids)))
    found: dict[UUID, dict[str, bool]] = {each: {} for each in person_ids}
    for row in rows:
        found[row.person_id][row.kind] = row.mail
    return found


async def mails_since(
    session: AsyncSession, person_ids: Collection[UUID], ticket_id: UUID | None, since: datetime
) -> dict[UUID, int]:
    """How many notices about a ticket were mailed to each since an instant."""
    if ticket_id is None:
        return {}
    mailed = (n.ticket_id == ticket_id) & n.delivery_id.is_not(None) & (n.created_at > since)
    counts = select(n.person_id, func.count()).where(mailed, n.person_id.in_(person_ids))
    return {row[0]: row[1] for row in await session.execute(counts.group_by(n.person_id))}


async def one_ticket_at_a_time(session: AsyncSession, ticket_id: UUID) -> None:
    """Wait for whoever tells of the same ticket: what is counted, and what thread a mail goes on, both must see."""
    key = func.hashtextextended(f"notices of {ticket_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))


async def earlier_notices(session: AsyncSession, ticket_id: UUID, person_id: UUID) -> list[str]:
    """Message-IDs of the notices about a ticket that one person was mailed: the first and the last ones, in order."""
    mine = (n.ticket_id == ticket_id) & (n.person_id == person_id) & (d.state != DeliveryState.FAILED)
    query = select(d.id, d.message_id).join(notices, n.id == d.notice_id).where(mine)
    first = list(await session.execute(query.order_by(d.id).limit(1)))
    last = list(await session.execute(query.order_by(d.id.desc()).limit(LAST_OF_THREAD)))
    return [message for _, message in sorted({(row[0], row[1]) for row in (*first, *last)})]
