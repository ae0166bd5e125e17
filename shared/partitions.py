"""Partitions of the tables that grow without end, cut by the time inside their UUIDv7 ids."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

log = structlog.get_logger()
DAYS_AHEAD = 7
INBOX_KEPT = timedelta(days=14)


def floor_of(instant: datetime) -> UUID:
    """The smallest UUIDv7-ordered id of an instant (RFC 9562: 48 bits of Unix milliseconds first)."""
    return UUID(int=int(instant.timestamp() * 1000) << 80)


async def make_partitions(engine: AsyncEngine, today: datetime) -> None:
    """Daily partitions of the inbox and monthly ones of the archive, up to a week ahead."""
    midnight = today.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(-1, DAYS_AHEAD):
        start = midnight + timedelta(days=day)
        await _make(engine, "inbox", f"{start:%Y%m%d}", start, start + timedelta(days=1))
    for month in {_month(midnight), _month(midnight + timedelta(days=DAYS_AHEAD))}:
        await _make(engine, "events", f"{month:%Y%m}", month, _month(month + timedelta(days=32)))


async def drop_old_inbox(engine: AsyncEngine, today: datetime) -> list[str]:
    """Forget arrivals older than two weeks; answers the partitions dropped."""
    oldest = f"inbox_{today.astimezone(UTC) - INBOX_KEPT:%Y%m%d}"
    async with engine.begin() as connection:
        names = (
            await connection.scalars(
                text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'inbox'::regclass")
            )
        ).all()
        old = [name for name in names if name < oldest and name.removeprefix("inbox_").isdigit()]
        for name in old:
            await connection.execute(text(f"DROP TABLE {name}"))
        await connection.execute(
            text("DELETE FROM inbox_default WHERE event_id < :floor"), {"floor": floor_of(today - INBOX_KEPT)}
        )
    return old


def _month(day: datetime) -> datetime:
    return day.replace(day=1)


async def _make(engine: AsyncEngine, table: str, suffix: str, start: datetime, end: datetime) -> None:
    statement = (
        f"CREATE TABLE IF NOT EXISTS {table}_{suffix} PARTITION OF {table}"
        f" FOR VALUES FROM ('{floor_of(start)}') TO ('{floor_of(end)}')"
    )
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SET LOCAL lock_timeout = '2s'"))
            await connection.execute(text(statement))
    except DBAPIError as error:
        # Rows that came before their partition stay in the default one; nothing depends on the cut.
        log.warning("partition_not_made", table=f"{table}_{suffix}", error=str(error.orig)[:200])
