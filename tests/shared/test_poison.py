"""R10: a message that kills whoever takes it costs a bounded number of crashes, and its neighbours nothing."""

import asyncio
import sys

from services.local.rabbitmq import RabbitMQ
from shared.bus.topology import declare
from shared.database import Database
from shared.dead_letters import DeadLetter, list_dead_letters
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
    command = (sys.executable, "-m", "tests.shared.poisoned", toy_database.url, rabbitmq.url, store)
    crashes = 0
    while not await _letters(toy_database):
        crashes += await _killed(command, toy_database)
        assert crashes <= MOST
    letter = (await _letters(toy_database))[0]
    assert b"poison" in letter.body
    assert letter.reason == "kills_its_handler"
    assert await words(toy_database) == sorted(NEIGHBOURS)


async def _killed(command: tuple[str, ...], database: Database) -> bool:
    """Run a worker until there is a dead letter and all the rest is done; answers whether it was killed before."""
    child = await asyncio.create_subprocess_exec(*command)
    ended = asyncio.create_task(child.wait())
    while not ended.done() and not await _letters(database):
        await asyncio.wait([ended], timeout=0.2)
    if ended.done():
        assert child.returncode == 9
        return True
    await until(lambda: _all_done(database), seconds=30)
    child.terminate()
    await ended
    return False


async def _letters(database: Database) -> list[DeadLetter]:
    async with database.session() as session:
        return list(await list_dead_letters(session))


async def _all_done(database: Database) -> bool:
    return set(await words(database)) == set(NEIGHBOURS)
