import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aio_pika
import pytest
from aio_pika.abc import AbstractQueue, AbstractRobustChannel

from services.local import rabbitmq
from services.local.ports import accepts
from services.local.processes import CannotStart
from services.local.rabbitmq import PATIENCE_WHILE_STARTING, RabbitMQ
from tests.waiting import until

pytestmark = [pytest.mark.rabbitmq, pytest.mark.slow]


@asynccontextmanager
async def a_channel(node: RabbitMQ) -> AsyncIterator[AbstractRobustChannel]:
    connection = await aio_pika.connect(node.url)
    async with connection, connection.channel() as channel:
        yield channel  # type: ignore[misc]


async def the_queue(channel: AbstractRobustChannel) -> AbstractQueue:
    return await channel.declare_queue("kept", durable=True, arguments={"x-queue-type": "quorum"})


async def publish(node: RabbitMQ, body: bytes) -> None:
    async with a_channel(node) as channel:
        await the_queue(channel)
        await channel.default_exchange.publish(aio_pika.Message(body, delivery_mode=2), "kept")


async def take(node: RabbitMQ) -> bytes:
    async with a_channel(node) as channel, (await the_queue(channel)).iterator(timeout=30) as messages:
        async for message in messages:
            await message.ack()
            return message.body
    raise AssertionError("no message")


async def test_a_node_keeps_its_messages_over_a_stop_and_a_kill(tmp_path: Path) -> None:
    async with RabbitMQ(tmp_path / "node") as node:
        await publish(node, b"before the stop")
        await node.restart()
        assert await take(node) == b"before the stop"
        await publish(node, b"before the kill")
        await node.kill()
        assert not await accepts(node.port)
        await node.start()
        assert await take(node) == b"before the kill"
        assert "kept" in await node.rabbitmqctl("list_queues", "--silent", "name")
        with pytest.raises(RuntimeError, match="rabbitmqctl no_such_command"):
            await node.rabbitmqctl("no_such_command")
    assert not node.running
    assert not await accepts(node.port)


async def test_a_node_that_was_ended_in_its_first_start_begins_anew(tmp_path: Path) -> None:
    node = RabbitMQ(tmp_path / "node")
    tables = tmp_path / "node" / "data" / "helpdesk@localhost"
    starting = asyncio.create_task(node.start())

    async def has_begun() -> bool:
        return (tables / "schema.DAT").exists()

    await until(has_begun, seconds=60)
    await node.kill()
    with pytest.raises(CannotStart):
        await starting
    # The moment at which a table is half made is short: what it leaves is made here.
    (tables / "schema.DAT").write_bytes(b"half made")
    async with node:
        await publish(node, b"first")
        assert await take(node) == b"first"
        await publish(node, b"kept")
    async with node:
        assert await take(node) == b"kept"


async def test_a_node_that_hangs_while_it_starts_is_not_waited_for(tmp_path: Path) -> None:
    node = RabbitMQ(tmp_path / "node")
    starting = asyncio.create_task(node.start())

    async def has_begun() -> bool:
        return (tmp_path / "node" / "data" / "helpdesk@localhost" / "schema.DAT").exists()

    await until(has_begun, seconds=60)
    os.killpg(node.server.pid, signal.SIGSTOP)
    starting.cancel()
    async with asyncio.timeout(PATIENCE_WHILE_STARTING + 20):
        with pytest.raises(asyncio.CancelledError):
            await starting
    assert not node.running
    async with node:
        await publish(node, b"first")


async def test_nothing_is_asked_of_a_node_that_was_never_started(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="has not been started"):
        await RabbitMQ(tmp_path / "node").rabbitmqctl("status")


async def test_without_the_programs_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbitmq, "PROGRAMS", (tmp_path,))
    with pytest.raises(CannotStart, match="^RabbitMQ is not installed: install the package rabbitmq-server"):
        await RabbitMQ(tmp_path / "node").start()
