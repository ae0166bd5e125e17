"""Each service signs in to RabbitMQ as itself, and may do there what its contracts say and nothing else."""

from collections.abc import AsyncIterator

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel
from aiormq.exceptions import ChannelAccessRefused

from services.all_in_one import build
from services.local.rabbitmq import RabbitMQ
from shared.bus.permissions import events_of
from shared.bus.topology import EXCHANGE, QUEUES, declare, own_exchange
from shared.keys import new_keys
from shared.routes import SERVICES

pytestmark = [pytest.mark.slow, pytest.mark.rabbitmq]
each_service = pytest.mark.parametrize("service", SERVICES)


@pytest.fixture(scope="module")
async def node(rabbitmq: RabbitMQ, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RabbitMQ]:
    """With the queues of all services, as `helpdesk migrate` declares them, taken away again."""
    environment = new_keys() | {
        "HELPDESK_DATABASE_URL": "postgresql://x@127.0.0.1:1/x",
        "HELPDESK_DATA_DIR": str(tmp_path_factory.mktemp("services")),
    }
    await declare(rabbitmq.url, [build(name, environment).handlers for name in SERVICES])
    yield rabbitmq
    async with await aio_pika.connect(rabbitmq.url) as connection:
        channel = await connection.channel()
        for queue in [*QUEUES, *(f"{name}.dead" for name in SERVICES)]:
            await channel.queue_delete(queue)


@pytest.fixture
async def channel(node: RabbitMQ, service: str) -> AsyncIterator[AbstractChannel]:
    """One of the service's own; a refusal closes it."""
    async with await aio_pika.connect(node.url_of(service)) as connection:
        yield await connection.channel(publisher_confirms=True)


async def say(channel: AbstractChannel, exchange: str, key: str) -> None:
    to = channel.default_exchange if not exchange else await channel.get_exchange(exchange, ensure=False)
    await to.publish(aio_pika.Message(b"{}"), key, mandatory=False)


def queue_of(service: str) -> str:
    return min(name for name in QUEUES if name.startswith(f"{service}."))


def other(service: str) -> str:
    return next(name for name in SERVICES if name != service)


@each_service
async def test_a_service_says_its_own_events_and_writes_to_its_own_queues(
    channel: AbstractChannel, service: str
):
    for event in events_of(service):
        await say(channel, EXCHANGE, event)
    await say(channel, own_exchange(service), "nobody.reads_this")


@each_service
async def test_a_service_reads_its_own_queues_and_its_dead(channel: AbstractChannel, service: str):
    for name in [*filter(lambda each: each.startswith(f"{service}."), QUEUES), f"{service}.dead"]:
        queue = await channel.get_queue(name, ensure=False)
        await queue.get(fail=False)


@each_service
@pytest.mark.attack("A34")
async def test_a_service_does_not_say_what_another_says(channel: AbstractChannel, service: str):
    with pytest.raises(ChannelAccessRefused):
        await say(channel, EXCHANGE, events_of(other(service))[0])


@each_service
@pytest.mark.attack("A34")
async def test_a_service_does_not_write_to_queues_of_others(channel: AbstractChannel, service: str):
    with pytest.raises(ChannelAccessRefused):
        await say(channel, own_exchange(other(service)), queue_of(other(service)))


@each_service
@pytest.mark.attack("A34")
async def test_nor_by_the_exchange_that_reaches_every_queue(channel: AbstractChannel, service: str):
    with pytest.raises(ChannelAccessRefused):
        await say(channel, "", queue_of(other(service)))


@each_service
@pytest.mark.attack("A34")
async def test_a_service_does_not_read_queues_of_others(channel: AbstractChannel, service: str):
    queue = await channel.get_queue(queue_of(other(service)), ensure=False)
    with pytest.raises(ChannelAccessRefused):
        await queue.get(fail=False)


@each_service
@pytest.mark.attack("A34")
async def test_a_service_declares_nothing_and_binds_nothing(channel: AbstractChannel, service: str):
    with pytest.raises(ChannelAccessRefused):
        await channel.declare_queue(f"{service}.made_by_itself", durable=True)


@each_service
@pytest.mark.attack("A34")
async def test_a_service_does_not_let_its_queue_hear_what_it_is_not_to_hear(
    channel: AbstractChannel, service: str
):
    queue = await channel.get_queue(queue_of(service), ensure=False)
    with pytest.raises(ChannelAccessRefused):
        await queue.bind(EXCHANGE, routing_key="#")
