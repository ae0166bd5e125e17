"""The loop that all who claim by leases stand on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from shared.database import Database
from shared.looping import Bell, LeaseLoop, Pace, Pauses, Rest, work_off
from tests.waiting import until


class Jobs:
    """Jobs by number that end when they are told to."""

    def __init__(self, due: int) -> None:
        self.due = list(range(due))
        self.asked: list[int] = []
        self.begun: list[int] = []
        self.may_end = asyncio.Event()

    async def claim(self, room: int) -> dict[int, int]:
        self.asked.append(room)
        found, self.due = self.due[:room], self.due[room:]
        return {number: number for number in found}

    async def work(self, number: int) -> None:
        self.begun.append(number)
        await self.may_end.wait()


@asynccontextmanager
async def running(database: Database, jobs: Jobs, pace: Pace) -> AsyncIterator[LeaseLoop[int, int]]:
    loop = LeaseLoop[int, int]("jobs", database, jobs.claim, jobs.work, pace)
    task = asyncio.create_task(loop.run())
    yield loop
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def begun(jobs: Jobs, count: int) -> None:
    async def are() -> bool:
        return len(jobs.begun) >= count

    await until(are)


async def test_no_more_than_there_is_room_for_is_claimed_and_the_rest_follows(toy_database: Database):
    jobs = Jobs(5)
    async with running(toy_database, jobs, Pace(2)) as loop:
        await begun(jobs, 2)
        assert (jobs.asked, loop.under_way.jobs) == ([2], {0: 0, 1: 1})
        jobs.may_end.set()
        await begun(jobs, 5)
    assert sorted(jobs.begun) == [0, 1, 2, 3, 4]


async def test_a_full_loop_waits_for_room_for_a_whole_batch(toy_database: Database):
    jobs = Jobs(4)
    async with running(toy_database, jobs, Pace(4, batch=2)) as loop:
        await begun(jobs, 4)
        loop.under_way.cancel([0])
        await loop.under_way.until_room(1)
        loop.ring()
        await asyncio.sleep(0)
        assert jobs.asked == [4]
        loop.under_way.cancel([1])
        await loop.under_way.until_room(2)

        async def has_asked() -> bool:
            return jobs.asked[:2] == [4, 2]

        await until(has_asked)


async def test_a_job_whose_lease_ran_out_is_not_begun_beside_itself(toy_database: Database):
    jobs = Jobs(1)
    async with running(toy_database, jobs, Pace(3)) as loop:
        await begun(jobs, 1)
        jobs.due = [0, 7]
        loop.ring()
        await begun(jobs, 2)
    assert jobs.begun == [0, 7]


async def test_where_ends_ring_one_end_lets_the_next_begin_at_once(toy_database: Database):
    jobs = Jobs(1)
    async with running(toy_database, jobs, Pace(3, ends_ring=True)) as loop:
        await begun(jobs, 1)
        looks = len(jobs.asked)
        jobs.may_end.set()
        await loop.under_way.until_idle()
        jobs.due = [1]
        await asyncio.wait_for(begun(jobs, 2), 0.4)
    assert len(jobs.asked) > looks


async def test_what_is_under_way_outlives_the_loop_until_its_owner_ends_it(toy_database: Database):
    jobs = Jobs(2)
    async with running(toy_database, jobs, Pace(2)) as loop:
        await begun(jobs, 2)
    assert len(loop.under_way) == 2
    await loop.under_way.finish([0], at_most=0.01)
    loop.under_way.cancel([0])
    await loop.under_way.until_room(1)
    assert loop.under_way.jobs == {1: 1}
    jobs.may_end.set()
    await loop.under_way.until_idle()


async def test_after_a_claim_of_several_more_gets_due_before_the_next(toy_database: Database):
    jobs = Jobs(1)
    async with running(toy_database, jobs, Pace(9, batch=5, linger=60)) as loop:
        await begun(jobs, 1)
        jobs.due = [1, 2]
        loop.ring()
        await begun(jobs, 3)
        jobs.due = [3]
        loop.ring()
        for _ in range(20):
            await asyncio.sleep(0)
        assert (jobs.asked, jobs.begun) == ([9, 8], [0, 1, 2])


def test_rests_grow_where_nothing_is_found_and_begin_short_again():
    rest = Rest(0.5, longest=5.0)
    assert [rest.take() for _ in range(6)] == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    rest.start_over()
    assert rest.take() == 0.5


async def test_a_ring_ends_a_rest_however_long_and_the_next_ones_are_short(toy_database: Database):
    bell, rests, looks = Bell(), Pauses(60.0), [0]

    async def nothing() -> int:
        looks[0] += 1
        return 0

    async def has_looked(times: int) -> None:
        async def has() -> bool:
            return looks[0] >= times

        await until(has)

    task = asyncio.create_task(work_off("looks", nothing, toy_database, rests, bell))
    await has_looked(1)
    bell.ring()
    await has_looked(2)
    task.cancel()
