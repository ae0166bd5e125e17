"""Many callers, one transaction: who waits for whom."""

import asyncio

from shared.batching import Batcher

LONG = 60.0
"""Seconds that no test waits: whoever lingers so long does not go on by itself."""


class Groups:
    """Notes the groups it is handed; the first one goes on when it may."""

    def __init__(self) -> None:
        self.seen: list[list[int]] = []
        self.may_go_on = asyncio.Event()

    async def run(self, items: list[int]) -> list[int]:
        self.seen.append(items)
        await self.may_go_on.wait()
        return items


async def turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_at_rest_nobody_waits_for_others():
    groups = Groups()
    groups.may_go_on.set()
    batcher = Batcher(groups.run, linger=LONG)
    async with asyncio.timeout(LONG / 2):
        assert [await batcher.submit(number) for number in range(3)] == [0, 1, 2]
    assert groups.seen == [[0], [1], [2]]


async def test_those_who_come_while_a_group_is_under_way_are_the_next_one():
    groups = Groups()
    batcher = Batcher(groups.run)
    calls = [asyncio.create_task(batcher.submit(0))]
    await turns()
    calls += [asyncio.create_task(batcher.submit(number)) for number in (1, 2)]
    await turns()
    groups.may_go_on.set()
    assert await asyncio.gather(*calls) == [0, 1, 2]
    assert groups.seen == [[0], [1, 2]]


async def test_after_a_group_of_several_the_next_one_gathers_until_it_is_full():
    groups = Groups()
    batcher = Batcher(groups.run, size=3, linger=LONG)
    calls = [asyncio.create_task(batcher.submit(number)) for number in (0, 1)]
    await turns()
    groups.may_go_on.set()
    for number in (2, 3):
        calls.append(asyncio.create_task(batcher.submit(number)))
        await turns()
        assert groups.seen == [[0, 1]]
    calls.append(asyncio.create_task(batcher.submit(4)))
    async with asyncio.timeout(LONG / 2):
        await asyncio.gather(*calls)
    assert groups.seen == [[0, 1], [2, 3, 4]]


async def test_a_group_that_is_full_already_waits_for_nobody():
    groups = Groups()
    batcher = Batcher(groups.run, size=2, linger=LONG)
    calls = [asyncio.create_task(batcher.submit(number)) for number in range(4)]
    await turns()
    groups.may_go_on.set()
    async with asyncio.timeout(LONG / 2):
        await asyncio.gather(*calls)
    assert groups.seen == [[0, 1], [2, 3]]


async def test_who_gathers_goes_on_after_a_while_with_those_who_came():
    groups = Groups()
    batcher = Batcher(groups.run, size=9, linger=0.001)
    calls = [asyncio.create_task(batcher.submit(number)) for number in (0, 1)]
    await turns()
    calls.append(asyncio.create_task(batcher.submit(2)))
    groups.may_go_on.set()
    assert await asyncio.gather(*calls) == [0, 1, 2]
    assert groups.seen == [[0, 1], [2]]
