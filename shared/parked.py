"""Parked messages: what they speak of is not known here yet; tried again, ever later, then given up."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.database import Database, is_away, is_worth_another_try
from shared.dead_letters import bury, explain, message_row
from shared.errors import NotYet
from shared.message import Malformed, Message
from shared.tables import parked

if TYPE_CHECKING:
    from shared.inbox import Receiver

RETRY_AFTER = tuple(timedelta(seconds=s) for s in (1, 5, 30, 120, 600, 1800, 3600))
"""Pauses before each try; after the last one the message becomes a dead letter."""

LEASE = timedelta(seconds=60)


def _in(pause: timedelta) -> object:
    return func.clock_timestamp() + literal(pause)


async def park(database: Database, queue: str, message: Message, error: Exception) -> None:
    """Put `message` aside for its first retry; parking it twice keeps one."""
    row = message_row(queue, message) | {
        "reason": explain(error)[1][:500],
        "next_attempt_at": _in(RETRY_AFTER[0]),
    }
    async with database.session() as session, session.begin():
        await session.execute(insert(parked).values(row).on_conflict_do_nothing())


class ParkedRetries:
    """Tries the parked messages of one service again when they are due."""

    def __init__(self, receiver: "Receiver") -> None:
        self._receiver = receiver
        self._database = receiver.database

    async def run_due(self, limit: int = 100) -> int:
        """Try up to `limit` due ones once; answers how many were tried."""
        due = await self._claim(limit)
        for row in due:
            await self._retry(row)
        return len(due)

    async def _claim(self, limit: int) -> list[dict[str, object]]:
        ids = (
            select(parked.c.id)
            .where(parked.c.next_attempt_at <= func.clock_timestamp())
            .order_by(parked.c.next_attempt_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claim = (
            update(parked)
            .where(parked.c.id.in_(ids.scalar_subquery()))
            .values(next_attempt_at=_in(LEASE))
            .returning(parked)
        )
        async with self._database.session() as session, session.begin():
            return [dict(row) for row in (await session.execute(claim)).mappings()]

    async def _retry(self, row: dict) -> None:
        message = Message(row["event_id"], row["name"], row["body"], row["occurred_at"], row["headers"])
        gone = delete(parked).where(parked.c.id == row["id"])
        subscription = self._receiver.handlers.get(row["queue"])
        try:
            if subscription is None:
                raise Malformed("unknown_queue", f"no handler reads {row['queue']!r}")
            await self._receiver.handle_one(subscription, message, also=gone)
        except Exception as error:
            if is_away(error):
                return  # the lease runs out and it is tried again, uncounted
            waits = isinstance(error, NotYet) or is_worth_another_try(error)
            if waits and row["attempts"] + 1 < len(RETRY_AFTER):
                await self._put_off(row)
            else:
                await bury(self._database, row["queue"], message, error, also=gone)

    async def _put_off(self, row: dict) -> None:
        attempts = row["attempts"] + 1
        later = (
            update(parked)
            .where(parked.c.id == row["id"])
            .values(attempts=attempts, next_attempt_at=_in(RETRY_AFTER[attempts]))
        )
        async with self._database.session() as session, session.begin():
            await session.execute(later)
