"""What every service tidies up by itself: parked messages, partitions, old keys, unclaimed and unfinished files."""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy import delete, false, func, literal, select, text

from shared.claiming import free
from shared.clock import utc_now
from shared.database import Database, is_away
from shared.limits import Limiter
from shared.looping import LONGEST_REST, REST, Pauses, work_off
from shared.parked import ParkedRetries
from shared.partitions import drop_old_inbox, make_partitions
from shared.stopping import heed_cancellation
from shared.storage import Storage, preview_key
from shared.tables import files, idempotency_keys

log = structlog.get_logger()
KEYS_KEPT = timedelta(days=2)
LOCK = 0x68656C70
"""The advisory lock of housekeeping, of each database its own; the number spells `help`."""

DRAFTS_KEPT = timedelta(hours=24)
DRAFTS_AT_ONCE = 500
UNFINISHED_KEPT = timedelta(hours=24)
"""No write takes that long."""


async def retry_parked(retries: ParkedRetries, database: Database, pause: float = REST) -> None:
    """Try due parked messages again, for ever."""
    pauses = Pauses(pause, after_failure=pause, longest=LONGEST_REST)
    await work_off("parked", retries.run_due, database, pauses, retries.bell)


async def keep_house(database: Database, storage: Storage, pause: float = 3600) -> None:
    """Tidy up once an hour, for ever."""
    while True:
        heed_cancellation()
        try:
            await tidy_up(database, storage)
        except Exception as error:
            log.warning("not_tidied", error=f"{type(error).__name__}: {error}"[:200], away=is_away(error))
        await asyncio.sleep(pause)


async def tidy_up(database: Database, storage: Storage) -> None:
    """Make partitions ahead, drop what has expired; where another process does that already, nothing."""
    async with database.engine.connect() as connection:
        if not await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}):
            return
        try:
            await _tidy_up(database, storage)
        finally:
            await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})


async def _tidy_up(database: Database, storage: Storage) -> None:
    await make_partitions(database.engine, utc_now())
    await drop_old_inbox(database.engine, utc_now())
    async with database.session() as session, session.begin():
        too_old = func.clock_timestamp() - literal(KEYS_KEPT)
        await session.execute(delete(idempotency_keys).where(idempotency_keys.c.created_at < too_old))
    await Limiter(database).forget_idle()
    while await _delete_drafts(database, storage):
        pass
    if gone := await storage.sweep_unfinished(before=utc_now() - UNFINISHED_KEPT):
        log.info("unfinished_files_removed", count=gone)


async def _delete_drafts(database: Database, storage: Storage) -> bool:
    """Delete some; answers whether there may be more."""
    c, now = files.c, func.clock_timestamp()
    old = c.claimed_at.is_(None) & (c.created_at < now - literal(DRAFTS_KEPT))
    is_held = func.coalesce(c.held_until > now, false())
    some = free(select(c.id).where(old, ~is_held).limit(DRAFTS_AT_ONCE))
    async with database.session() as session, session.begin():
        gone = (
            await session.scalars(delete(files).where(files.c.id.in_(some)).returning(files.c.object_key))
        ).all()
    for key in gone:
        await storage.delete(key)
        await storage.delete(preview_key(key))
    return len(gone) == DRAFTS_AT_ONCE
