"""Back-pressure: when accepted inquiries wait too long to be passed on, intake leaves the processor to the relay.

Nothing is refused: each inquiry is stored a moment later, so its sender gets the answer that much later, and what is accepted is
numbered at the rate at which it comes in. While nothing moves at all (no broker, no relay) there is
nothing to yield to, and intake goes on at its full speed.
"""

import asyncio
import time
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text

from shared.database import Database

OLD = 2.0
"""Seconds that an inquiry may wait in the outbox before intake yields."""

LONGEST = 0.5
"""Seconds that an inquiry waits at most; it does when the oldest is `OLD` plus `FULL_AFTER` old."""

FULL_AFTER = 8.0
LOOK_EVERY = 0.25
STUCK_AFTER = 2.0
"""Seconds without any movement after which nobody is taken to be passing on."""

OLDEST = text("""
    SELECT id, extract(epoch FROM clock_timestamp() - occurred_at)::float8 AS age
      FROM outbox WHERE attempts = 0 ORDER BY id LIMIT 1
""")


@dataclass(slots=True)
class Yielding:
    """How long the next inquiry waits, by what the outbox looked like a moment ago."""

    database: Database
    pause: float = 0.0
    _oldest: UUID | None = None
    _moved_at: float = field(default_factory=time.monotonic)
    _looked_at: float = -LOOK_EVERY

    async def give_way(self) -> None:
        """Wait as long as the relay is behind."""
        now = time.monotonic()
        if now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            self.pause = await self._look(now)
        if self.pause:
            await asyncio.sleep(self.pause)

    async def _look(self, now: float) -> float:
        async with self.database.session() as session:
            found = (await session.execute(OLDEST)).one_or_none()
        if found is None or found.id != self._oldest:
            self._oldest, self._moved_at = (found.id if found else None), now
        return pause_for(found.age if found else 0.0, now - self._moved_at)


def pause_for(age: float, unmoved: float) -> float:
    """Seconds to wait where the oldest inquiry is `age` s old and the oldest has been the same for `unmoved` s."""
    if unmoved >= STUCK_AFTER:
        return 0.0
    return LONGEST * min(max(age - OLD, 0.0) / FULL_AFTER, 1.0)
