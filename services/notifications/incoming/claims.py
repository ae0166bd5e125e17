"""The lease on mails that are to be read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from services.notifications.domain.email import EmailState
from services.notifications.tables import emails
from services.notifications.uow import NotificationsUow
from shared.claiming import free

LEASE = timedelta(seconds=60)
"""Longer than reading a mail and storing its files takes; after it another worker may try."""

e = emails.c


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that this worker reads for the length of its lease.

    `attempts` counts the tries that came to nothing.
    """

    id: UUID
    object_key: str
    attempts: int


async def claim(uow: NotificationsUow, room: int, lease: UUID) -> list[Claimed]:
    """Up to `room` mails that nobody reads, the longest here first."""
    unheld = e.leased_until.is_(None) | (e.leased_until < uow.now)
    due = select(e.id).where(e.state == EmailState.RECEIVED, e.next_attempt_at <= uow.now, unheld)
    held = update(emails).where(e.id.in_(free(due.order_by(e.next_attempt_at, e.id).limit(room))))
    taken = held.values(lease=lease, leased_until=uow.now + LEASE).returning(e.id, e.object_key, e.attempts)
    rows = (await uow.session.execute(taken)).all()
    return [Claimed(row.id, row.object_key, row.attempts) for row in sorted(rows)]


async def release(uow: NotificationsUow, ids: Collection[UUID]) -> None:
    """Let others read what was claimed and not read."""
    waiting = e.id.in_(ids) & (e.state == EmailState.RECEIVED)
    await uow.session.execute(update(emails).where(waiting).values(lease=None, leased_until=None))
