"""Parked messages: what they speak of is not known here yet; tried again, ever later, then given up."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.claiming import free
from shared.database import Database, is_away, is_worth_another_try, while_away_wait
from shared.dead_letters import bury, explain, message_row
from shared.errors import NotYet
from shared.message import Malformed, Message
from shared.tables import parked

if TYPE_CHECKING:
    from shared.inbox import Receiver

RETRY_AFTER = tuple(timedelta(seconds=s) for s in (1, 5, 30, 120, 600, 1800, 3600))
"""Pauses before each try; after the last one the message becomes a dead letter."""

LEASE = timedelta(seconds=60)

MOST_CRASHES = 3
"""Processes that one message may take with it before it is given up."""


def _in(pause: timedelta) -> object:
    return func.clock_timestamp() + literal(pause)


_due = parked.c.queue.in_(bindparam("ours", expanding=True)) & (
    parked.c.next_attempt_at <= func.clock_timestamp()
)
CLAIM = (
    update(parked)
    .where(parked.c.id.in_(free(select(parked.c.id).where(_due).order_by(parked.c.next_attempt_at).limit(1))))
    .values(next_attempt_at=_in(LEASE), begun=parked.c.begun + 1)
    .returning(parked)
)


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
        self.bell = receiver.something_parked
        # During a rolling deployment another version may know queues that this one does not: theirs wait for it.
        self._ours = [each.queue for each in receiver.handlers]

    async def run_due(self, limit: int = 100) -> int:
        """Try up to `limit` due ones once, each by itself; answers how many were tried."""
        for tried in range(limit):
            if (row := await self._claim()) is None:
                return tried
            await self._retry(row)
        return limit

    async def _claim(self) -> dict[str, Any] | None:
        """The next due one; that it was begun is noted first, so a try that kills this process is seen later."""
        async with self._database.session() as session, session.begin():
            row = (await session.execute(CLAIM, {"ours": self._ours})).mappings().first()
        return dict(row) if row else None

    async def _retry(self, row: dict[str, Any]) -> None:
        message = Message(row["event_id"], row["name"], row["body"], row["occurred_at"], row["headers"])
        gone = delete(parked).where(parked.c.id == row["id"])
        subscription = self._receiver.handlers[row["queue"]]
        try:
            if row["begun"] > MOST_CRASHES:
                raise Malformed(
                    "kills_its_handler", f"{MOST_CRASHES} processes that handled it came to no end"
                )
            await self._receiver.handle_one(subscription, message, also=gone)
        except Exception as error:
            if is_away(error):
                await while_away_wait(self._database, lambda: self._set(row, begun=row["begun"] - 1))
                return  # the lease runs out and it is tried again, uncounted
            waits = isinstance(error, NotYet) or is_worth_another_try(error)
            if waits and row["attempts"] + 1 < len(RETRY_AFTER):
                attempts = row["attempts"] + 1
                pause = _in(RETRY_AFTER[attempts])
                await self._set(row, attempts=attempts, next_attempt_at=pause, begun=0)
            else:
                await bury(self._database, row["queue"], message, error, also=gone)

    async def _set(self, row: dict[str, Any], **values: Any) -> None:
        async with self._database.session() as session, session.begin():
            await session.execute(update(parked).where(parked.c.id == row["id"]).values(values))
