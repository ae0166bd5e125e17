"""Limits: exact at once, shared between processes, cheap in a flood."""

import asyncio

import pytest
from sqlalchemy import func, select, text

from shared.database import Database
from shared.errors import TooManyRequests
from shared.limits import Limit, Limiter, network_of
from shared.tables import limits

FIVE = Limit("test", per_second=0.1, burst=5)


async def passed(limiter: Limiter, limit: Limit, whose: str, times: int) -> int:
    answers = await asyncio.gather(
        *[limiter.take((limit, whose, 1)) for _ in range(times)], return_exceptions=True
    )
    assert all(isinstance(answer, TooManyRequests | None) for answer in answers)
    return answers.count(None)


async def test_a_burst_passes_and_not_one_more(toy_database: Database):
    limiter = Limiter(toy_database)
    assert await passed(limiter, FIVE, "a", 50) == 5
    assert await passed(limiter, FIVE, "b", 3) == 3


async def test_two_processes_count_together(toy_database: Database):
    first, second = Limiter(toy_database), Limiter(toy_database)
    counts = await asyncio.gather(passed(first, FIVE, "a", 20), passed(second, FIVE, "a", 20))
    assert sum(counts) == 5


async def test_the_refusal_says_when_to_come_back_and_then_one_more_passes(toy_database: Database):
    limiter = Limiter(toy_database)
    await passed(limiter, FIVE, "a", 6)
    with pytest.raises(TooManyRequests) as no:
        await limiter.take((FIVE, "a", 1))
    assert 9 <= no.value.retry_after <= 11
    async with toy_database.session() as session, session.begin():
        await session.execute(text("UPDATE limits SET taken_until = taken_until - interval '11 s'"))
    assert await passed(Limiter(toy_database), FIVE, "a", 5) == 1


async def test_amounts_count_as_much_as_they_are(toy_database: Database):
    limiter, kilobytes = Limiter(toy_database), Limit("bytes", per_second=1, burst=1000)
    await limiter.take((kilobytes, "a", 600))
    with pytest.raises(TooManyRequests):
        await limiter.take((kilobytes, "a", 500))
    await limiter.take((kilobytes, "a", 300))


async def test_many_at_once_pass_though_each_might_take_a_chunk(toy_database: Database):
    limiter, often = Limiter(toy_database), Limit("person", per_second=40, burst=200, chunk=10)
    assert await passed(limiter, often, "anna", 100) == 100
    assert 0.0 < await ahead_of(toy_database, "person anna") < 3.0


async def test_at_the_end_of_a_limit_in_chunks_single_ones_still_pass(toy_database: Database):
    limiter, often = Limiter(toy_database), Limit("person", per_second=0.01, burst=25, chunk=10)
    assert await passed(limiter, often, "anna", 60) == 25


async def ahead_of(database: Database, key: str) -> float:
    async with database.session() as session:
        ahead = func.extract("epoch", limits.c.taken_until - func.clock_timestamp())
        return float(await session.scalar(select(ahead).where(limits.c.key == key)) or 0.0)


async def test_a_limit_in_chunks_asks_rarely(toy_database: Database):
    limiter, often = Limiter(toy_database), Limit("person", per_second=100, burst=1000, chunk=50)
    for _ in range(120):
        await limiter.take((often, "anna", 1))
    async with toy_database.session() as session:
        ahead = func.extract("epoch", limits.c.taken_until - func.clock_timestamp())
        assert 0 < float(await session.scalar(select(ahead)) or 0) <= 1.5


async def test_what_has_run_out_is_forgotten(toy_database: Database):
    limiter = Limiter(toy_database)
    await limiter.take((Limit("quick", per_second=1e6, burst=5), "a", 1), (FIVE, "b", 1))
    await limiter.forget_idle()
    async with toy_database.session() as session:
        assert (await session.scalars(select(limits.c.key))).all() == ["test b"]


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unix"),
        ("", "unknown"),
    ],
)
@pytest.mark.attack("A30")
def test_who_is_counted_as_one(host: str, network: str):
    assert network_of(host) == network


async def test_a_flood_asks_the_database_once(toy_database: Database):
    limiter, asked = Limiter(toy_database), 0
    await passed(limiter, FIVE, "a", 6)

    async def count(group: list) -> list[float]:
        nonlocal asked
        asked += 1
        return [0.0] * len(group)

    limiter._batcher._run = count
    assert await passed(limiter, FIVE, "a", 500) == 0
    assert asked == 0


async def test_who_waited_for_the_row_is_not_taken_for_one_who_is_ahead(toy_database: Database):
    """Another process had the row for as long as the limit reaches; what it wrote is no future any more."""
    limit, limiter = Limit("test", per_second=1e9, burst=1e9), Limiter(toy_database)
    await limiter.take((limit, "a", 1))
    held = text("UPDATE limits SET taken_until = clock_timestamp() + interval '1.5 s'")
    async with toy_database.session() as session, session.begin():
        await session.execute(held)
        taking = asyncio.create_task(limiter.take((limit, "a", 1)))
        await asyncio.sleep(1.5)
    await taking
