"""R8 in short: two relays and writers whose transactions end late; no row is passed over, every copy ends right."""

import asyncio
import random
from collections import Counter

from sqlalchemy import func, insert, select

from shared.database import Database
from shared.message import Message, enclose
from shared.outbox import Relay
from shared.tables import events, outbox
from shared.telemetry import current_headers
from tests.shared.toy import Said
from tests.waiting import until

WRITERS, EACH = 50, 40


class Counting:
    """A bus that notes what it is handed."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    async def publish(self, message: Message) -> None:
        self.seen[message.body.decode()] += 1

    async def until_ready(self) -> None:
        """Always."""


async def write(database: Database, writer: int, chance: random.Random) -> None:
    """Rows whose ids are taken long before their transaction ends, as a slow use case would."""
    for number in range(EACH):
        async with database.session() as session, session.begin():
            row = enclose(Said(words=f"{writer}-{number}"), current_headers())
            await session.execute(insert(outbox).values(row))
            await asyncio.sleep(chance.uniform(0, 0.05))


async def test_two_relays_pass_over_no_row_of_transactions_that_end_late(toy_database: Database):
    chance, buses = random.Random(8), (Counting(), Counting())
    writing = Database(toy_database.url, 20)
    relays = [Relay(Database(toy_database.url, 3), bus) for bus in buses]  # type: ignore[arg-type]
    running = [asyncio.create_task(relay.run()) for relay in relays]
    await asyncio.gather(*[write(writing, writer, chance) for writer in range(WRITERS)])

    async def is_empty() -> bool:
        async with toy_database.session() as session:
            return await session.scalar(select(func.count()).select_from(outbox)) == 0

    await until(is_empty, seconds=60)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    seen = buses[0].seen + buses[1].seen
    assert len(seen) == WRITERS * EACH
    assert all(bus.seen for bus in buses)
    async with toy_database.session() as session:
        assert await session.scalar(select(func.count()).select_from(events)) == WRITERS * EACH
    for database in (writing, *[relay.database for relay in relays]):
        await database.close()
