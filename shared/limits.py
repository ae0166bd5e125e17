"""How often somebody may do something: counted in the service's database, so that all its processes count together.

The generic cell rate algorithm (ITU-T I.371, also called a leaky bucket as a meter): per key one instant is kept, the
time at which everything taken so far would have been taken at the steady rate. It may lie ahead of now by a burst.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_network
from weakref import WeakValueDictionary

from cachetools import TTLCache
from sqlalchemy import delete, text

from shared.batching import Batcher
from shared.database import Database
from shared.errors import TooManyRequests
from shared.ip import ip_of
from shared.tables import limits

TAKE = text("""
    INSERT INTO limits AS held (key, taken_until)
    SELECT key, statement_timestamp() + make_interval(secs => amount * pace)
      FROM unnest(CAST(:keys AS text[]), CAST(:amounts AS float8[]), CAST(:paces AS float8[]))
           AS new (key, amount, pace)
     ORDER BY key
    ON CONFLICT (key) DO UPDATE
       SET taken_until = greatest(held.taken_until, clock_timestamp())
                       + (excluded.taken_until - statement_timestamp())
    RETURNING key, extract(epoch FROM taken_until - clock_timestamp())::float8 AS ahead
""")
"""The statement's own beginning tells what is asked for; the clock tells how late it is, also after waiting for a row:
else whoever waited would be taken for one who is as far ahead."""

GIVE_BACK = text("""
    UPDATE limits SET taken_until = taken_until - make_interval(secs => new.seconds)
      FROM unnest(CAST(:keys AS text[]), CAST(:seconds AS float8[])) AS new (key, seconds)
     WHERE limits.key = new.key
    RETURNING limits.key
""")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `burst` at once and `per_second` in the long run; the unit is what is counted (requests, bytes).

    `chunk` of them are taken ahead by a process and handed out without asking again: for busy doors whose
    limit need not be exact.
    """

    name: str
    per_second: float
    burst: float
    chunk: float = 0

    @property
    def pace(self) -> float:
        """Seconds that one of the unit costs."""
        return 1 / self.per_second


Wish = tuple[Limit, str, float]
"""What is taken: which limit, whose (an address, a desk, a person), how much."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """One key's share of a wish, in a group."""

    limit: Limit
    key: str
    amount: float


@dataclass(slots=True)
class _Hand:
    """How much of a key was taken ahead and is not used up."""

    ahead: float


class Limiter:
    """Counts for one process of a service; those who ask at the same time are counted by one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batcher: Batcher[_Taken, float] = Batcher(self._count, size=200)
        self._hands = TTLCache[str, _Hand](maxsize=10_000, ttl=60)
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._refused = TTLCache[str, tuple[float, float]](maxsize=10_000, ttl=3600)
        self._refused_until = 0.0

    async def take(self, *wishes: Wish) -> None:
        """Take all of `wishes`; raises TooManyRequests, and then nothing but the count has changed."""
        for limit, whose, amount in wishes:
            await self._take(limit, f"{limit.name} {whose}", amount)

    async def forget_idle(self) -> None:
        """Delete what has no more to say; asked for by housekeeping."""
        async with self._database.session() as session, session.begin():
            await session.execute(delete(limits).where(text("taken_until < clock_timestamp()")))

    async def _take(self, limit: Limit, key: str, amount: float) -> None:
        if not limit.chunk:
            await self._ask(limit, key, amount, amount)
            return
        if self._is_in_hand(key, amount):
            return
        # One asks for the next chunk and the others wait for it: many at once would take one each, and be over.
        async with self._asking.setdefault(key, asyncio.Lock()):
            if not self._is_in_hand(key, amount):
                await self._ask(limit, key, amount, max(amount, limit.chunk))

    def _is_in_hand(self, key: str, amount: float) -> bool:
        """Whether what was taken ahead is enough; it is taken from there, then."""
        hand = self._hands.get(key)
        if hand is None or hand.ahead < amount:
            return False
        self._refuse_if_still_over(key, amount)
        hand.ahead -= amount
        return True

    async def _ask(self, limit: Limit, key: str, amount: float, asked: float) -> None:
        """Take `asked` for a wish of `amount`, or just that, where no more is left; the rest is kept ahead."""
        self._refuse_if_still_over(key, amount)
        over = await self._batcher.submit(_Taken(limit, key, asked))
        if over > 0 and asked > amount:
            asked = amount
            over = await self._batcher.submit(_Taken(limit, key, asked))
        if over > 0:
            until = time.monotonic() + over
            self._refused[key] = (until, amount)
            self._refused_until = max(self._refused_until, until)
            self._refuse_if_still_over(key, amount)
        if asked > amount:
            had = self._hands.get(key)
            self._hands[key] = _Hand((had.ahead if had else 0.0) + asked - amount)

    def _refuse_if_still_over(self, key: str, amount: float) -> None:
        """A flood costs no question to the database: the first answer says how long it is to last."""
        now = time.monotonic()
        if now >= self._refused_until:
            return
        until, refused = self._refused.get(key, (0.0, 0.0))
        wait = until - now
        if wait > 0 and amount >= refused:
            raise TooManyRequests("too many requests of this kind", retry_after=max(1, round(wait + 0.5)))

    async def _count(self, group: list[_Taken]) -> Sequence[float]:
        """Seconds by which each one of `group` is over its limit; 0 for those that may go on."""
        sums: dict[str, float] = {}
        for each in group:
            sums[each.key] = sums.get(each.key, 0.0) + each.amount
        paces = {each.key: each.limit.pace for each in group}
        asked = {"keys": list(sums), "amounts": list(sums.values()), "paces": [paces[key] for key in sums]}
        rows = await self._database.at_once(TAKE, asked)
        answers, returned = _share(group, sums, {row.key: row.ahead for row in rows})
        if returned:
            # A statement of its own: a process that dies before it has counted too many, for as long as these cost.
            back = {"keys": list(returned), "seconds": list(returned.values())}
            await self._database.at_once(GIVE_BACK, back)
        return answers


def _share(
    group: list[_Taken], sums: dict[str, float], ahead: dict[str, float]
) -> tuple[list[float], dict[str, float]]:
    """Who of a group may go on, first come first served, and the seconds that the others give back."""
    before = {key: ahead[key] - sums[key] * _pace(group, key) for key in sums}
    answers: list[float] = []
    returned: dict[str, float] = {}
    for each in group:
        cost, room = each.amount * each.limit.pace, each.limit.burst * each.limit.pace
        if before[each.key] + cost <= room + 1e-6:
            before[each.key] += cost
            answers.append(0.0)
        else:
            returned[each.key] = returned.get(each.key, 0.0) + cost
            answers.append(max(before[each.key] + cost - room, 0.001))
    return answers, returned


def _pace(group: list[_Taken], key: str) -> float:
    return next(each.limit.pace for each in group if each.key == key)


@lru_cache(maxsize=10_000)
def network_of(host: str) -> str:
    """Whose address it is, for counting: one IPv4 address (also when mapped into IPv6), or a /64 of IPv6.

    A household or a server gets at least a /64 (RFC 6177), so single addresses in it are no different callers.
    """
    address = ip_of(host.partition("%")[0])
    if address is None:
        return host or "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, 64), strict=False))
    return str(address)
