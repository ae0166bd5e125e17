"""The outbox relay: publishes what units of work have saved, and archives what was handed over."""

from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog
from opentelemetry.trace import SpanKind
from sqlalchemy import text

from shared.batching import LINGER, Batcher
from shared.bus.bus import Bus, NotRoutable
from shared.database import Database
from shared.looping import LeaseLoop, Pace
from shared.message import Message
from shared.telemetry import continued, current_headers, is_collecting

log = structlog.get_logger()

CLAIM_SIZE = 200
UNDER_WAY_LIMIT = 400
LEASE = timedelta(seconds=30)
LONGEST_PAUSE = 60

CLAIM = text("""
    WITH free AS (SELECT id FROM outbox WHERE next_attempt_at <= clock_timestamp()
                   ORDER BY id LIMIT :size FOR UPDATE SKIP LOCKED)
    UPDATE outbox SET next_attempt_at = clock_timestamp() + :lease WHERE id IN (SELECT id FROM free)
    RETURNING id, event_id, name, body, headers, queue, occurred_at, attempts
""")

ARCHIVE = text("""
    WITH gone AS (DELETE FROM outbox WHERE id = ANY(CAST(:ids AS uuid[]))
                  RETURNING event_id, name, body, headers, occurred_at, queue)
    INSERT INTO events (id, name, body, headers, occurred_at)
    SELECT event_id, name, body, headers, occurred_at FROM gone WHERE queue IS NULL
    ON CONFLICT DO NOTHING
""")

PUT_OFF = text("""
    UPDATE outbox SET attempts = attempts + CAST(is_own AS integer), reason = new.reason,
           next_attempt_at = clock_timestamp() + make_interval(secs =>
               CASE WHEN is_own THEN least(power(2, least(attempts, 10)), :longest) ELSE :bus_pause END)
      FROM unnest(CAST(:ids AS uuid[]), CAST(:reasons AS text[]), CAST(:own AS boolean[]))
           AS new (id, reason, is_own)
     WHERE outbox.id = new.id
""")

BUS_PAUSE = 1
"""Seconds until the next try after the bus failed: that says nothing of the message, so it counts nothing."""


class Relay:
    """Moves one service's outbox to the bus; several may run, rows are claimed by a lease."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self.database = database
        self._bus = bus
        self._loop = LeaseLoop[UUID, tuple[UUID, Message]](
            "relay", database, self._claim, self._send, Pace(UNDER_WAY_LIMIT, CLAIM_SIZE, linger=LINGER)
        )
        self._handed_over = Batcher(self._archive, size=CLAIM_SIZE * 2, linger=LINGER)
        self._failed = Batcher(self._put_off, size=CLAIM_SIZE * 2)

    def ring(self) -> None:
        """There is something in the outbox."""
        self._loop.ring()

    async def run(self) -> None:
        """Relay until cancelled."""
        await self._loop.run()

    async def finish(self) -> None:
        """Wait for what is under way, as long as the lease lasts."""
        await self._loop.under_way.finish(self._loop.under_way.jobs, LEASE.total_seconds())

    async def _claim(self, room: int) -> dict[UUID, tuple[UUID, Message]]:
        await self._bus.until_ready()
        size = min(CLAIM_SIZE, room)
        # In a transaction: whoever is told to stop meanwhile leaves no lease behind that nobody works on.
        async with self.database.session() as session, session.begin():
            rows = (await session.execute(CLAIM, {"lease": LEASE, "size": size})).all()
        return {row.id: (row.id, _message(row)) for row in rows}

    async def _send(self, row: tuple[UUID, Message]) -> None:
        row_id, message = row
        try:
            await self._publish(message)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"[:500]
            await _unless_away(self._failed.submit((row_id, reason, isinstance(error, NotRoutable))))
        else:
            await _unless_away(self._handed_over.submit(row_id))

    async def _publish(self, message: Message) -> None:
        if not is_collecting():
            await self._bus.publish(message)
            return
        with continued(f"{message.name} publish", message.headers, SpanKind.PRODUCER):
            await self._bus.publish(replace(message, headers=current_headers()))

    async def _archive(self, ids: list[UUID]) -> Sequence[None]:
        await self.database.at_once(ARCHIVE, {"ids": ids})
        return [None] * len(ids)

    async def _put_off(self, failures: list[tuple[UUID, str, bool]]) -> Sequence[None]:
        ids, reasons, own = (list(column) for column in zip(*failures, strict=True))
        log.warning("publish_failed", count=len(ids), reason=str(reasons[0])[:200])
        pauses = {"longest": LONGEST_PAUSE, "bus_pause": BUS_PAUSE}
        await self.database.at_once(PUT_OFF, {"ids": ids, "reasons": reasons, "own": own, **pauses})
        return [None] * len(failures)


def _message(row: object) -> Message:
    return Message(row.event_id, row.name, row.body, row.occurred_at, row.headers, row.queue)  # type: ignore[attr-defined]


async def _unless_away(noting: Awaitable[None]) -> None:
    """The row keeps its lease when this fails, and is sent once more after it; readers know it by its id."""
    try:
        await noting
    except Exception as error:
        log.warning("outbox_not_updated", error=f"{type(error).__name__}: {error}"[:200])
