"""The lease on files that the scanner is to look at."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from services.notifications.tables import files_to_check
from services.notifications.uow import NotificationsUow
from shared.claiming import free
from shared.pauses import doubled

LEASE = timedelta(minutes=5)
"""Longer than the scanner may take for one file."""

f = files_to_check.c


@dataclass(frozen=True, slots=True)
class Claimed:
    """A file that this worker brings to the scanner. `found`: it said so, and the bytes are to be removed."""

    object_key: str
    attempts: int
    found: bool


async def claim(uow: NotificationsUow, room: int) -> dict[str, Claimed]:
    """Up to `room` files that nobody looks after, the longest here first."""
    unheld = f.leased_until.is_(None) | (f.leased_until < uow.now)
    due = (
        select(f.object_key)
        .where(f.next_attempt_at <= uow.now, unheld)
        .order_by(f.next_attempt_at)
        .limit(room)
    )
    taken = update(files_to_check).where(f.object_key.in_(free(due))).values(leased_until=uow.now + LEASE)
    rows = (await uow.session.execute(taken.returning(f.object_key, f.attempts, f.found))).all()
    return {row.object_key: Claimed(row.object_key, row.attempts, row.found) for row in rows}


async def keep_found(uow: NotificationsUow, object_key: str) -> None:
    """The bytes are to be removed, by whoever comes first."""
    await uow.session.execute(update(files_to_check).where(f.object_key == object_key).values(found=True))


async def done(uow: NotificationsUow, object_key: str) -> None:
    """Nothing is left to do for a file."""
    await uow.session.execute(delete(files_to_check).where(f.object_key == object_key))


async def put_off(uow: NotificationsUow, file: Claimed, reason: str) -> None:
    """Try it again later, later each time, and at the latest in a minute."""
    pause = timedelta(seconds=doubled(1, file.attempts, longest=60))
    later = {"attempts": file.attempts + 1, "next_attempt_at": uow.now + pause, "leased_until": None}
    mine = update(files_to_check).where(f.object_key == file.object_key)
    await uow.session.execute(mine.values(**later, reason=reason[:200]))
