"""The relay and the consumer, on a real RabbitMQ with quorum queues and confirms."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import aio_pika
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from services.local.rabbitmq import RabbitMQ
from shared.bus import RabbitBus
from shared.bus.topology import declare
from shared.clock import utc_now
from shared.database import Database
from shared.inbox import Receiver
from shared.message import Message
from shared.outbox import Relay
from shared.tables import outbox
from shared.uow import UnitOfWork
from tests.bench.figures import Figure, at_least
from tests.bench.machine import Machine
from tests.shared.toy import Echoed, Said, Toy, heard, make_tables, say

EVENTS = 20_000
ONE_BY_ONE = 5_000


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """Relay, bare publishing, consumer in batches and one by one."""
    database = Database(await machine.database("toy"), 6)
    await make_tables(database)
    async with RabbitMQ(machine.folder / "rabbitmq") as node:
        toy = Toy()
        await declare(node.url, [toy.on])
        bare = await _publish_bare(node.url)
        await _purge(node.url)
        relayed = await _relay(database, node.url)
        yield at_least(
            "outbox relay, confirmed", relayed, "events/s", 4000, f"publishing alone {bare:,.0f}/s"
        )
        batched = EVENTS / await _consume(database, node.url, toy, EVENTS)
        await _relay_all(database, node.url, [Said(words="x") for _ in range(ONE_BY_ONE)])
        single = ONE_BY_ONE / await _consume(database, node.url, toy, EVENTS + ONE_BY_ONE)
        yield at_least(
            "consumer with inbox, batched", batched, "messages/s", 1500, f"one by one {single:,.0f}/s"
        )
        yield at_least(
            "consumer with inbox, one by one", single, "messages/s", 500, f"batched {batched:,.0f}/s"
        )
    await database.close()


async def _publish_bare(url: str) -> float:
    """The same messages without outbox and archive."""
    bus = RabbitBus(url)
    await bus.start()
    await bus.until_ready()
    body = Echoed(words="x").to_wire()
    started = time.perf_counter()
    for _ in range(EVENTS // 200):
        group = [Message(uuid7(), Echoed.name, body, utc_now()) for _ in range(200)]
        await asyncio.gather(*[bus.publish(message) for message in group])
    seconds = time.perf_counter() - started
    await bus.stop()
    return EVENTS / seconds


async def _purge(url: str) -> None:
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        await (await channel.get_queue("toy.write_down_many")).purge()


async def _relay(database: Database, url: str) -> float:
    return await _relay_all(database, url, [Echoed(words=str(n)) for n in range(EVENTS)])


async def _relay_all(database: Database, url: str, events: list) -> float:
    for start in range(0, len(events), 500):
        await say(database, *events[start : start + 500])
    bus = RabbitBus(url)
    await bus.start()
    await bus.until_ready()
    started = time.perf_counter()
    relaying = asyncio.create_task(Relay(database, bus).run())
    await _until(lambda: _count(database, outbox), 0)
    seconds = time.perf_counter() - started
    relaying.cancel()
    with suppress(asyncio.CancelledError):
        await relaying
    await bus.stop()
    return len(events) / seconds


async def _consume(database: Database, url: str, toy: Toy, expected: int) -> float:
    """Seconds until there are `expected` rows."""
    bus = RabbitBus(url)
    bus.add(Receiver(toy.on, database, UnitOfWork))
    started = time.perf_counter()
    await bus.start()
    await _until(lambda: _count(database, heard), expected)
    seconds = time.perf_counter() - started
    await bus.stop()
    return seconds


async def _count(database: Database, table) -> int:
    async with database.session() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def _until(count: Callable[[], Awaitable[int]], wanted: int) -> None:
    deadline = time.monotonic() + 120
    while await count() != wanted:
        if time.monotonic() > deadline:
            raise TimeoutError("the bus did not finish in two minutes")
        await asyncio.sleep(0.05)
