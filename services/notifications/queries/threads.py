"""What a further mail about a ticket goes on from: the public link, and the mails before it, ours and theirs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.delivery_state import DeliveryState
from services.notifications.tables import deliveries, emails, known_messages, threads

LAST_OF_THREAD = 20
"""Mails that a further one refers to."""


async def sealed_link(session: AsyncSession, ticket_id: UUID, version: int) -> bytes | None:
    """The token of the ticket's public link; None until its first mail is decided on, and while it is older than that."""
    c = threads.c
    known = select(c.sealed_token).where(c.ticket_id == ticket_id, c.link_version >= version)
    return await session.scalar(known)


async def earlier_mails(session: AsyncSession, ticket_id: UUID) -> list[str]:
    """Message-IDs of the mails with a ticket's requester: the first, which begins the thread, and the last, in order."""
    d, e = deliveries.c, emails.c
    ours = select(d.id, d.message_id).where(
        d.ticket_id == ticket_id, d.notice_id.is_(None), d.state != DeliveryState.FAILED
    )
    theirs = select(e.id, e.message_id).where(e.ticket_id == ticket_id, e.message_id != "")
    found: set[tuple[UUID, str]] = set()
    for ids in (ours, theirs):
        # Both kinds of ids are made in the order of time.
        first = ids.selected_columns[0]
        for part in (ids.order_by(first).limit(1), ids.order_by(first.desc()).limit(LAST_OF_THREAD)):
            found.update((row[0], row[1]) for row in await session.execute(part))
    return [message for _, message in sorted(found)]


async def messages_before(session: AsyncSession, ticket_id: UUID, at: datetime, limit: int) -> list[Any]:
    """What was said publicly on a ticket before an instant, the newest first: `author`, `at`, `from_team`, `sealed_body`."""
    m = known_messages.c
    earlier = select(m.author, m.at, m.from_team, m.sealed_body).where(m.ticket_id == ticket_id, m.at < at)
    return list(await session.execute(earlier.order_by(m.at.desc(), m.id.desc()).limit(limit)))


@dataclass(frozen=True, slots=True)
class Origin:
    """The mail that a ticket was made of. `acknowledge`: a person wrote it, from an address that may be theirs."""

    message_id: str
    acknowledge: bool


async def origins(session: AsyncSession, ticket_ids: Collection[UUID]) -> dict[UUID, Origin]:
    """The mails that tickets were made of, by ticket.

    One that answered a ticket which is over has become another one under the id that its comment was to have.
    """
    if not ticket_ids:
        return {}
    e = emails.c
    first = e.ticket_id.in_(ticket_ids) & e.comment_id.is_(None)
    made = select(func.coalesce(e.comment_id, e.ticket_id).label("made"), e.message_id, e.acknowledge)
    rows = await session.execute(made.where(first | e.comment_id.in_(ticket_ids)))
    return {row.made: Origin(row.message_id, row.acknowledge) for row in rows}
