"""What goes over the wire, read back from a real RabbitMQ: the libraries' own defaults are not ours."""

import asyncio
import json
from collections.abc import Sequence
from uuid import uuid4

import aio_pika
import pytest

from services.local.rabbitmq import RabbitMQ
from shared.bus import RabbitBus, watchdog
from shared.bus.bus import NotRoutable
from shared.bus.topology import DELIVERY_LIMIT, EXCHANGE, declare, depth
from shared.bus.watchdog import Watchdog
from shared.clock import utc_now
from shared.contracts.event import EVENTS
from shared.database import Database
from shared.dead_letters import DeadLetter, list_dead_letters, replay
from shared.message import Message
from tests.shared.toy import Said, Toy, say, words
from tests.waiting import until


@pytest.fixture
async def declared(rabbitmq: RabbitMQ, toy: Toy) -> str:
    await declare(rabbitmq.url, [toy.on])
    return rabbitmq.url


@pytest.fixture
def bus_url(declared: str) -> str:
    """This drawer is about RabbitMQ alone."""
    return declared


async def test_published_messages_are_persistent_and_carry_their_envelope(declared: str):
    connection = await aio_pika.connect(declared)
    async with connection:
        channel = await connection.channel()
        tap = await channel.declare_queue(exclusive=True)
        await tap.bind(EXCHANGE, routing_key="toy.said.v1")
        bus = RabbitBus(declared)
        await bus.start()
        await bus.until_ready()
        headers = {"traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01", "correlation_id": "c" * 8}
        message = Message(uuid4(), "toy.said.v1", b'{"words":"x"}', utc_now(), headers)
        await bus.publish(message)
        seen = await tap.get(timeout=5)
        await bus.stop()
    assert seen.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert (seen.message_id, seen.type, seen.routing_key) == (
        str(message.event_id),
        message.name,
        message.name,
    )
    assert seen.headers["traceparent"] == headers["traceparent"]
    assert seen.correlation_id == headers["correlation_id"]
    assert seen.timestamp is not None


async def test_an_unroutable_message_raises(declared: str):
    bus = RabbitBus(declared)
    await bus.start()
    await bus.until_ready()
    with pytest.raises(NotRoutable):
        await bus.publish(Message(uuid4(), "nobody.reads.v1", b"{}", utc_now()))
    with pytest.raises(NotRoutable):
        await bus.publish(Message(uuid4(), "toy.said.v1", b"{}", utc_now(), queue="toy.no_such_queue"))
    await bus.stop()


async def test_queues_are_quorum_queues_that_lose_nothing_on_the_way_to_the_dead(
    declared: str, rabbitmq: RabbitMQ
):
    listed = await rabbitmq.rabbitmqctl(
        "list_queues", "name", "type", "durable", "arguments", "--formatter", "json"
    )
    queues = {row["name"]: row for row in json.loads(listed)}
    for name in ("toy.write_down", "toy.write_down_many"):
        assert (queues[name]["type"], queues[name]["durable"]) in {
            ("rabbit_quorum_queue", True),
            ("quorum", True),
        }
        arguments = {row[0]: row[2] for row in queues[name]["arguments"]}
        assert arguments == {
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-overflow": "reject-publish",
            "x-dead-letter-strategy": "at-least-once",
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": "toy.dead",
        }


async def test_a_consumer_takes_no_more_than_its_prefetch(
    carried, toy: Toy, toy_database: Database, rabbitmq
):
    async with carried():
        listed = await rabbitmq.rabbitmqctl("list_consumers", "queue_name", "prefetch_count", "ack_required", "--formatter", "json")  # fmt: skip
    found = {row["queue_name"]: (row["prefetch_count"], row["ack_required"]) for row in json.loads(listed)}
    assert found["toy.write_down"] == (20, True)
    assert found["toy.write_down_many"] == (50, True)
    assert found["toy.dead"] == (10, True)


async def publish_raw(url: str, body: bytes, **properties) -> None:
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel(on_return_raises=True)
        exchange = await channel.get_exchange(EXCHANGE, ensure=False)
        await exchange.publish(aio_pika.Message(body, **properties), routing_key="toy.said.v1")


async def malformed(url: str, number: int) -> None:
    """One of five kinds of malformed message."""
    good = Said(words=f"mended {number}").to_wire()
    kinds = [
        (b'{"words": ', {"message_id": str(uuid4()), "type": "toy.said.v1"}),
        (b'{"words": ["not", "text"]}', {"message_id": str(uuid4()), "type": "toy.said.v1"}),
        (b"", {"message_id": str(uuid4()), "type": "toy.said.v1"}),
        (good, {"message_id": str(uuid4()), "type": "toy.sayd.v1"}),
        (good, {"message_id": "not an id", "type": "toy.said.v1"}),
    ]
    body, properties = kinds[number % len(kinds)]
    await publish_raw(url, body, **properties)


async def test_a_hundred_malformed_messages_are_kept_good_ones_pass_and_a_replay_handles_each_once(
    carried, toy: Toy, toy_database: Database, declared: str, monkeypatch: pytest.MonkeyPatch
):
    good = sorted(f"good {number}" for number in range(0, 100, 10))

    async def all_kept() -> bool:
        return len(await letters(toy_database)) == 100

    async def good_ones_passed() -> bool:
        return await words(toy_database) == good

    async def all_handled() -> bool:
        return len([said for said in await words(toy_database) if said.startswith("mended")]) == 100

    async with carried():
        for number in range(100):
            await malformed(declared, number)
            if number % 10 == 0:
                await say(toy_database, Said(words=f"good {number}"))
        await until(all_kept)
        await until(good_ones_passed)
        reasons = {letter.reason for letter in await letters(toy_database)}
        assert reasons == {"malformed_body", "unknown_event", "malformed_headers"}
        # The fix: bodies are mended, and the misspelt event gets a contract.
        monkeypatch.setitem(EVENTS, "toy.sayd.v1", Said)
        await replay_all(toy_database)
        await until(all_handled)
        assert await letters(toy_database) == []


async def letters(database: Database) -> Sequence[DeadLetter]:
    async with database.session() as session:
        return await list_dead_letters(session, limit=200)


async def replay_all(database: Database) -> None:
    """Send every dead letter again; a body that could not be read is mended."""
    async with database.session() as session, session.begin():
        for number, letter in enumerate(await letters(database)):
            is_broken = letter.reason == "malformed_body"
            mended = Said(words=f"mended {number}").to_wire() if is_broken else None
            await replay(session, letter.id, mended)


async def test_what_the_broker_gave_up_lands_in_the_dead_letters(
    carried, toy: Toy, toy_database: Database, declared: str
):
    """As when a message killed its consumer too often: rejected, it goes through `toy.dead` into the table."""
    relayed = RabbitBus(declared)
    await relayed.start()
    await relayed.until_ready()
    await relayed.publish(Message(uuid4(), "toy.said.v1", Said(words="poison").to_wire(), utc_now()))
    await relayed.stop()
    connection = await aio_pika.connect(declared)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue("toy.write_down")
        taken = await queue.get(timeout=5)
        assert taken
        await taken.reject(requeue=False)

    async with carried():

        async def kept():
            async with toy_database.session() as session:
                return await list_dead_letters(session)

        [letter] = await until(kept)
    assert (letter.queue, letter.reason) == ("toy.write_down", "given_up_by_broker")
    assert await depth(declared, "toy.dead") == (0, 0)


async def test_a_deleted_consumer_comes_back_or_is_noticed(
    carried, toy_database: Database, rabbitmq: RabbitMQ, toy: Toy
):
    async with carried():
        await rabbitmq.rabbitmqctl("close_all_connections", "test")

        async def is_consumed() -> bool:
            found = await depth(rabbitmq.url, "toy.write_down")
            return found is not None and found[1] == 1

        await until(is_consumed, seconds=30, every=0.2)
        await say(toy_database, Said(words="after"))
        await until(lambda: words(toy_database), seconds=30)
    assert await words(toy_database) == ["after"]


async def test_a_process_whose_queue_nobody_consumes_ends_itself(
    declared: str, monkeypatch: pytest.MonkeyPatch
):
    ended: list[int] = []
    monkeypatch.setattr(watchdog.os, "kill", lambda pid, signal: ended.append(signal))
    monkeypatch.setattr(watchdog, "ROUND", 0.05)
    patient = Watchdog(declared, lambda: ["toy.write_down"], patience=60)
    await patient.look()
    assert not patient.gives_up
    strict = asyncio.create_task(Watchdog(declared, lambda: ["toy.write_down"], patience=0.1).run())

    async def has_ended() -> bool:
        return bool(ended)

    await until(has_ended)
    strict.cancel()


async def test_a_queue_with_a_consumer_keeps_the_watchdog_quiet(carried, declared: str):
    async with carried():
        dog = Watchdog(declared, lambda: ["toy.write_down", "toy.write_down_many"], patience=0)

        async def is_quiet() -> bool:
            await dog.look()
            return not dog.gives_up and not dog.deserted

        await until(is_quiet)
