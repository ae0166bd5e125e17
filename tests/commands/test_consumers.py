"""Consumers at a stop: what was handed to this process is handled, so nothing is handed out twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aio_pika import RobustQueue
from fastapi import FastAPI
from sqlalchemy import func, select

from services.local.rabbitmq import RabbitMQ
from shared.bus import RabbitBus, rabbitmq
from shared.bus.topology import declare
from shared.database import Database
from shared.message import Message
from shared.outbox import Relay
from shared.service import Service, running
from shared.storage import Storage
from shared.tables import outbox
from shared.uow import UnitOfWork
from tests.conftest import MakeDatabase
from tests.shared.toy import Said, Toy, make_tables, say, words
from tests.waiting import until

MANY = 400
STOPS = 8


@pytest.fixture
async def toy_database(database: MakeDatabase) -> Database:
    made = await database("toy")
    await make_tables(made)
    return made


@pytest.fixture
def handed_out(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For every message that arrived: whether it was handed out before."""
    seen: list[bool] = []
    original = rabbitmq.from_amqp

    def note(incoming: Any) -> Message:
        seen.append(bool(incoming.redelivered))
        return original(incoming)

    monkeypatch.setattr(rabbitmq, "from_amqp", note)
    return seen


@asynccontextmanager
async def carried(url: str, toy: Toy, database: Database, store: str) -> AsyncIterator[RabbitBus]:
    own, work = Database(database.url, 3), Database(database.url, 4)
    bus = RabbitBus(url)
    async with running([Service("toy", FastAPI(), toy.on, own, work, UnitOfWork, Storage(store))], bus):
        await bus.until_ready()
        yield bus


async def hand_over(url: str, database: Database) -> None:
    """Publish all that the outbox holds, before anybody reads it.

    A message that comes between the broker's word that none waits and the end of its consumer may be marked as handed
    out though nobody saw it: the order of a stop cannot help that.
    """
    bus = RabbitBus(url)
    await bus.start()
    relaying = asyncio.create_task(Relay(database, bus).run())

    async def is_empty() -> bool:
        async with database.session() as session:
            return await session.scalar(select(func.count()).select_from(outbox)) == 0

    await until(is_empty, seconds=30)
    relaying.cancel()
    await asyncio.gather(relaying, return_exceptions=True)
    await bus.stop()


class SlowToy(Toy):
    """Handlers that take a while."""

    async def hear(self, event: Any, uow: UnitOfWork) -> None:
        await asyncio.sleep(0.01)
        await super().hear(event, uow)


async def test_stops_under_load_hand_nothing_out_twice(
    rabbitmq: RabbitMQ, toy_database: Database, store: str, handed_out: list[bool]
):
    toy = SlowToy()
    await declare(rabbitmq.url, [toy.on])
    await say(toy_database, *[Said(words=f"{number}") for number in range(MANY)])
    await hand_over(rabbitmq.url, toy_database)
    for stop in range(STOPS):
        before = len(handed_out)
        async with carried(rabbitmq.url, toy, toy_database, store):

            async def some_came(before: int = before) -> bool:
                return len(handed_out) > before + 20

            await until(some_came)
            await asyncio.sleep(0.01 * stop)
    async with carried(rabbitmq.url, toy, toy_database, store):

        async def all_heard() -> bool:
            return len(await words(toy_database)) == MANY

        await until(all_heard, seconds=30)
    assert len(handed_out) == MANY
    assert sum(handed_out) == 0


async def test_what_arrives_beside_the_brokers_answer_is_handled(
    rabbitmq: RabbitMQ, toy_database: Database, store: str, monkeypatch: pytest.MonkeyPatch
):
    """A busy machine reads the first messages together with the answer that begins the consumer."""
    toy = Toy()
    await declare(rabbitmq.url, [toy.on])
    await say(toy_database, *[Said(words=f"{number}") for number in range(5)])
    begin, arrived = RobustQueue.consume, asyncio.Event()

    async def slowly(queue: RobustQueue, callback: Any, *given: Any, **named: Any) -> Any:
        async def noted(message: Any) -> Any:
            arrived.set()
            return await callback(message)

        tag = await begin(queue, noted, *given, **named)
        if queue.name == "toy.write_down":
            await arrived.wait()
            await asyncio.sleep(0)
        return tag

    monkeypatch.setattr(RobustQueue, "consume", slowly)
    async with carried(rabbitmq.url, toy, toy_database, store):

        async def all_heard() -> bool:
            return len(await words(toy_database)) == 5

        await until(all_heard)


async def test_the_consumer_of_another_process_does_not_hide_that_ours_is_gone(
    rabbitmq: RabbitMQ, toy_database: Database, store: str
):
    toy = Toy()
    await declare(rabbitmq.url, [toy.on])
    async with (
        carried(rabbitmq.url, toy, toy_database, store),
        carried(rabbitmq.url, Toy(), toy_database, store) as ours,
    ):
        dog = ours.watchdog

        async def sees_all() -> bool:
            await dog.look()
            return not dog._since

        await until(sees_all)
        lost = next(each for each in ours._broker.subscribers if each.queue.name == "toy.write_down")  # type: ignore[union-attr, attr-defined]
        await lost._queue_obj.cancel(lost._consumer_tag)  # type: ignore[attr-defined]
        await dog.look()
        assert set(dog._since) == {"toy.write_down"}
