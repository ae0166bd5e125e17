"""Whether so much comes in that inquiries must bring a proof: for one desk or for all, known to every process."""

from uuid import UUID

from cachetools import TTLCache
from sqlalchemy import text

from services.widget.settings import WidgetSettings
from shared.database import Database
from shared.errors import TooManyRequests
from shared.limits import Limit, Limiter, Wish
from shared.rates import Rate
from shared.remembered import Remembered

LASTS = 300.0
"""Seconds for which the alarm goes on after the last inquiry too many: a flood that pauses finds it still on."""
KNOWN_FOR = 2.0
"""Seconds for which a process believes what it last read or wrote of an alarm."""
ALL = "alarm of all"

# The table of limits keeps instants by key, and an alarm is one: until when it rings.
RING = text("""
    INSERT INTO limits AS old (key, taken_until)
    VALUES (:key, clock_timestamp() + make_interval(secs => :seconds))
    ON CONFLICT (key) DO UPDATE SET taken_until = greatest(old.taken_until, excluded.taken_until)
""")
RINGS = text("SELECT EXISTS (SELECT FROM limits WHERE key = ANY(:keys) AND taken_until > clock_timestamp())")


class Alarm:
    """Counts inquiries of unproven senders; it sets itself off, and goes out by itself."""

    def __init__(self, database: Database, limiter: Limiter, settings: WidgetSettings) -> None:
        self._database = database
        self._limiter = limiter
        self._of_desk = _limit("calm of desk", settings.calm_inquiries_per_desk)
        self._of_all = _limit("calm", settings.calm_inquiries_in_all)
        self._told = Remembered(self._ask, KNOWN_FOR)
        self._rung = TTLCache[str, bool](maxsize=10_000, ttl=KNOWN_FOR)

    async def rings(self, desk_id: UUID) -> bool:
        """Count one inquiry of a desk; whether it and those like it must bring a proof."""
        of_desk = f"alarm of desk {desk_id}"
        for key, wish in ((of_desk, (self._of_desk, str(desk_id), 1)), (ALL, (self._of_all, "", 1))):
            if await self._is_over(wish):
                await self._ring(key)
        return await self._told.get(of_desk) or of_desk in self._rung or ALL in self._rung

    async def _ask(self, of_desk: str) -> bool:
        async with self._database.session() as session:
            return bool(await session.scalar(RINGS, {"keys": [of_desk, ALL]}))

    async def _is_over(self, wish: Wish) -> bool:
        try:
            await self._limiter.take(wish)
        except TooManyRequests:
            return True
        return False

    async def _ring(self, key: str) -> None:
        if key in self._rung:
            return
        self._rung[key] = True
        async with self._database.session() as session, session.begin():
            await session.execute(RING, {"key": key, "seconds": LASTS})


def _limit(name: str, rate: Rate) -> Limit:
    # A busy desk's inquiries are counted by the handful, so that counting costs them next to nothing.
    return Limit(name, per_second=rate.per_second, burst=rate.burst, chunk=max(1.0, rate.burst / 50))
