"""What a further mail about a ticket goes on from: the public link, and the mails before it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.tables import deliveries, known_tickets

LAST_OF_THREAD = 20
"""Mails that a further one refers to."""


async def sealed_link(session: AsyncSession, ticket_id: UUID) -> bytes | None:
    """The token of the ticket's public link, if `ticket.created` has come."""
    return await session.scalar(
        select(known_tickets.c.sealed_token).where(known_tickets.c.ticket_id == ticket_id)
    )


async def earlier_mails(session: AsyncSession, ticket_id: UUID) -> list[str]:
    """Message-IDs of a ticket's mails: the first, which begins the thread, and the last ones, in order."""
    d = deliveries.c
    ids = select(d.id, d.message_id).where(d.ticket_id == ticket_id, d.state != DeliveryState.FAILED)
    first = (await session.execute(ids.order_by(d.id).limit(1))).all()
    last = (await session.execute(ids.order_by(d.id.desc()).limit(LAST_OF_THREAD))).all()
    return [message for _, message in sorted({tuple(row) for row in (*first, *last)})]
