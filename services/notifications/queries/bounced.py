"""Which delivery a bounce is about."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.tables import deliveries
from shared.addresses import person_key

BOUNCES_WITHIN = timedelta(days=6)
"""Servers try for five days at the most (RFC 5321, section 4.5.4.1)."""


async def bounced_delivery(
    session: AsyncSession, bounce: Mapping[str, Any], desk_id: UUID, now: datetime
) -> UUID | None:
    """The delivery whose mail came back: by the mail's own id, else the last one to the recipient it names."""
    d = deliveries.c
    if original := bounce.get("original_message_id"):
        # A desk is told of its own mails alone: bounces are easily forged. Mails of no desk may come back to any.
        here = (d.desk_id == desk_id) | d.desk_id.is_(None)
        return await session.scalar(select(d.id).where(d.message_id == original, here))
    recipients = [person_key(each["address"]) for each in bounce["recipients"] if each.get("address")]
    gone = d.state.in_((DeliveryState.SENT, DeliveryState.UNKNOWN)) & (d.created_at > now - BOUNCES_WITHIN)
    query = select(d.id).where(d.desk_id == desk_id, d.recipient.in_(recipients), gone)
    return await session.scalar(query.order_by(d.id.desc()).limit(1))


def says_failed(bounce: Mapping[str, Any]) -> str:
    """The server's words, if the bounce is for good; '' for a mail that is only late."""
    failed = [each for each in bounce["recipients"] if each.get("action", "failed") in ("", "failed")]
    if not failed:
        return ""
    first = failed[0]
    words = " ".join(part for part in (first.get("status", ""), first.get("diagnostic", "")) if part)
    return f"came back: {words}" if words else "came back"
