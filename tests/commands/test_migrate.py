"""`helpdesk migrate`: harmless when repeated, honest about queues that nobody reads any more."""

import aio_pika
import pytest
from sqlalchemy import insert, select

from services.local.ports import free_port
from shared.database import Database
from shared.tables import declared_queues
from tests.commands.conftest import Servers
from tests.commands.console import command

pytestmark = [pytest.mark.slow, pytest.mark.rabbitmq]
RETIRED = "tickets.count_visits"
MESSAGES = 3


async def migrate(servers: Servers) -> str:
    """What it said."""
    ended = await command("migrate", **servers.environment)
    assert ended.code == 0, ended.err
    assert "up to date" in ended.err.splitlines()[-1]
    return ended.err


async def leave_a_queue_behind(servers: Servers, database: Database) -> None:
    """As an earlier version would have."""
    row = {"queue": RETIRED, "events": ["widget.visited"]}
    async with database.session() as session, session.begin():
        await session.execute(insert(declared_queues).values(row))
    async with await aio_pika.connect(servers.rabbitmq.url) as connection:
        channel = await connection.channel(publisher_confirms=True)
        await channel.declare_queue(RETIRED, durable=True, arguments={"x-queue-type": "quorum"})
        for _ in range(MESSAGES):
            await channel.default_exchange.publish(aio_pika.Message(b"{}"), RETIRED)


async def remembered(database: Database) -> set[str]:
    async with database.session() as session:
        return set(await session.scalars(select(declared_queues.c.queue)))


async def test_a_queue_of_an_earlier_version_is_reported_until_it_is_gone(
    servers: Servers, tickets_database: Database
):
    await leave_a_queue_behind(servers, tickets_database)
    told = await migrate(servers)
    assert f"Queue {RETIRED} (widget.visited)" in told
    assert f"{MESSAGES} messages" in told
    async with await aio_pika.connect(servers.rabbitmq.url) as connection:
        await (await connection.channel()).queue_delete(RETIRED)
    assert f"Queue {RETIRED} is gone" in await migrate(servers)
    assert len((await migrate(servers)).splitlines()) == 1, "nothing is said twice"
    assert RETIRED not in await remembered(tickets_database)
    assert "tickets.know_people" in await remembered(tickets_database)


async def test_a_broker_that_does_not_answer_is_one_line(servers: Servers):
    away = {"HELPDESK_RABBITMQ_URL": f"amqp://helpdesk:secret-password@127.0.0.1:{free_port()}"}
    ended = await command("migrate", **servers.environment | away)
    assert ended.code == 1
    assert "HELPDESK_RABBITMQ_URL" in ended.line
    assert "secret-password" not in ended.line
