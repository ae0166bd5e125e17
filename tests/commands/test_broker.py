"""Users of RabbitMQ as an operator gets them: by `migrate` through the management door, or printed."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import aio_pika
import pytest
from aiormq.exceptions import ChannelAccessRefused

from services.commands.broker import administrator_url, set_users, users
from services.commands.cluster import without_others
from services.local.ports import accepts, free_port
from services.local.processes import CannotStart
from services.local.rabbitmq import RabbitMQ
from shared.bus.topology import EXCHANGE, declare
from shared.keys import new_keys
from shared.routes import SERVICES
from tests.commands.console import command
from tests.waiting import until

ADMINISTRATOR = {"HELPDESK_RABBITMQ_URL": "amqp://boss:secret@mq/"}


@pytest.fixture(scope="module")
async def environment(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, str]]:
    """A broker with a management door, on which the user `counter` is to stand for tickets."""
    folder, door = tmp_path_factory.mktemp("broker"), free_port()
    async with RabbitMQ(folder / "node", management_port=door) as node:
        await until(lambda: accepts(door), seconds=30)
        await declare(node.url, [])
        yield {
            "HELPDESK_RABBITMQ_URL": node.url,
            "HELPDESK_TICKETS_RABBITMQ_URL": f"amqp://counter:of%20tickets@127.0.0.1:{node.port}/",
            "HELPDESK_RABBITMQ_MANAGEMENT_URL": f"http://127.0.0.1:{door}",
        }


@pytest.mark.slow
@pytest.mark.rabbitmq
async def test_users_are_made_and_their_passwords_changed(environment: dict[str, str]):
    own = environment["HELPDESK_TICKETS_RABBITMQ_URL"]
    await set_users(environment)
    changed = own.replace("of%20tickets", "another")
    await set_users(environment | {"HELPDESK_TICKETS_RABBITMQ_URL": changed})
    with pytest.raises(aio_pika.exceptions.ProbableAuthenticationError):
        await aio_pika.connect(own)
    async with await aio_pika.connect(changed) as connection:
        channel = await connection.channel(publisher_confirms=True)
        exchange = await channel.get_exchange(EXCHANGE, ensure=False)
        with pytest.raises(ChannelAccessRefused):
            await exchange.publish(aio_pika.Message(b"{}"), "agent.changed.v1")


@pytest.mark.slow
@pytest.mark.rabbitmq
async def test_a_door_that_refuses_us_is_one_line(environment: dict[str, str]):
    wrong = environment["HELPDESK_RABBITMQ_URL"].replace("helpdesk:", "helpdesk:no")
    with pytest.raises(CannotStart, match="correct HELPDESK_RABBITMQ_MANAGEMENT_URL"):
        await set_users(environment | {"HELPDESK_RABBITMQ_URL": wrong})


async def test_definitions_are_printed_for_who_imports_them_by_hand():
    ended = await command(
        "broker-users", HELPDESK_WIDGET_RABBITMQ_URL="amqp://widget:secret@mq/desks", **ADMINISTRATOR
    )
    told = json.loads(ended.out)
    assert [user["name"] for user in told["users"]] == ["widget"]
    assert "secret" not in ended.out
    assert told["permissions"] == [
        {
            "user": "widget",
            "vhost": "desks",
            "configure": "^$",
            "write": r"^(helpdesk\.events|widget\.own)$",
            "read": r"^widget\.",
        }
    ]


async def test_without_addresses_of_their_own_there_is_nothing_to_print():
    assert "HELPDESK_TICKETS_RABBITMQ_URL" in (await command("broker-users", **ADMINISTRATOR)).line


def test_one_address_for_all_stays_enough():
    assert users(ADMINISTRATOR) == {}


@pytest.mark.parametrize("name", ["boss", "widget"])
def test_two_who_would_share_a_name_are_refused(name: str):
    own = {
        "HELPDESK_TICKETS_RABBITMQ_URL": f"amqp://{name}:x@mq/",
        "HELPDESK_WIDGET_RABBITMQ_URL": "amqp://widget:x@mq/",
    }
    with pytest.raises(CannotStart, match="HELPDESK_TICKETS_RABBITMQ_URL is wrong"):
        users(ADMINISTRATOR | own)


def test_queues_are_declared_by_the_administrator_not_by_a_service(tmp_path: Path):
    needed = new_keys() | {"HELPDESK_DATABASE_URL": "postgresql://x@mq/x", "HELPDESK_DATA_DIR": str(tmp_path)}
    own = {"HELPDESK_TICKETS_RABBITMQ_URL": "amqp://tickets:x@mq/"}
    assert administrator_url(needed | own | ADMINISTRATOR) == "amqp://boss:secret@mq/"
    assert administrator_url(needed) is None
    with pytest.raises(CannotStart, match="HELPDESK_RABBITMQ_URL is missing"):
        administrator_url(needed | own)


def test_a_process_of_the_cluster_gets_its_own_address_only():
    all_of_them = ADMINISTRATOR | {f"HELPDESK_{name.upper()}_RABBITMQ_URL": name for name in SERVICES}
    assert without_others(all_of_them, "widget") == {"HELPDESK_WIDGET_RABBITMQ_URL": "widget"}
    assert without_others(ADMINISTRATOR, "widget") == ADMINISTRATOR
