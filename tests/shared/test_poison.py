"""R10: a message that kills whoever takes it costs a bounded number of crashes, and its neighbours nothing."""

import asyncio
import sys

from services.local.rabbitmq import RabbitMQ
from shared.bus.topology import declare
from shared.database import Database
from shared.dead_letters import list_dead_letters
from tests.shared.toy import Said, Toy, say, words
from tests.waiting import until

MOST = 7
"""Three until it is suspected, and one by one three more."""
NEIGHBOURS = [f"neighbour {number}" for number in range(30)]


async def test_r10_a_poison_that_kills_the_process_ends_as_a_dead_letter_and_its_neighbours_are_done(
    rabbitmq: RabbitMQ, toy_database: Database, store: str
):
    toy = Toy()
    await declare(rabbitmq.url, [toy.on])
    await say(toy_database, *[Said(words=each) for each in NEIGHBOURS[:15]], Said(words="poison"))
    await say(toy_database, *[Said(words=each) for each in NEIGHBOURS[15:]])
    crashes = 0
    command = (sys.executable, "-m", "tests.shared.poisoned", toy_database.url, rabbitmq.url, store)

    async def is_over() -> bool:
        async with toy_database.session() as session:
            return bool(await list_dead_letters(session))

    while not await is_over():
        child = await asyncio.create_subprocess_exec(*command)
        ended = asyncio.create_task(child.wait())
        while not ended.done() and not await is_over():
            await asyncio.wait([ended], timeout=0.2)
        if ended.done():
            crashes += 1
            assert child.returncode == 9
            assert crashes <= MOST
            continue
        await until(lambda: _all_done(toy_database), seconds=30)
        child.terminate()
        await ended
    async with toy_database.session() as session:
        letter = (await list_dead_letters(session))[0]
    assert b"poison" in letter.body
    assert letter.reason == "kills_its_handler"
    assert await words(toy_database) == sorted(NEIGHBOURS)


async def _all_done(database: Database) -> bool:
    return set(await words(database)) == set(NEIGHBOURS)
