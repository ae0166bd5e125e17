"""`helpdesk dead-letters`: a message that nobody can read is seen, mended, sent again, forgotten."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import aio_pika
import pytest
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from shared.contracts.organization import AgentChanged
from shared.database import Database
from shared.tables import dead_letters, known_people
from tests.commands.conftest import Servers
from tests.commands.console import Ended, command, service_process
from tests.service_fixtures import a_person
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.rabbitmq]
QUEUE = "tickets.know_people"


@pytest.fixture(scope="module", autouse=True)
async def worker(servers: Servers) -> AsyncIterator[None]:
    async with service_process("tickets", "worker", servers.folder, servers.environment) as process:
        await process.wait_for_url(f"{process.url}/health/ready", 60)
        yield


def an_event() -> AgentChanged:
    return AgentChanged(person=a_person("agent", "Mended"))


async def plant(servers: Servers, database: Database, event: AgentChanged, body: bytes) -> UUID:
    """A message with `body` in the queue; the id of the dead letter it becomes."""
    message = aio_pika.Message(body, message_id=f"{event.event_id}", type=event.name)
    async with await aio_pika.connect(servers.rabbitmq.url) as connection:
        channel = await connection.channel(publisher_confirms=True)
        await channel.default_exchange.publish(message, QUEUE)

    async def buried() -> UUID | None:
        async with database.session() as session:
            of_this = dead_letters.c.event_id == event.event_id
            return await session.scalar(select(dead_letters.c.id).where(of_this))

    found = await until(buried)
    assert found
    return found


async def letters(servers: Servers, *words: str) -> Ended:
    return await command("dead-letters", *words, **servers.environment)


async def test_a_malformed_message_is_listed_shown_mended_and_handled(
    servers: Servers, tickets_database: Database, tmp_path: Path
):
    event, broken = an_event(), b'{"person": [bold]'
    letter = str(await plant(servers, tickets_database, event, broken))
    listed = await letters(servers, "list")
    row = next(line for line in listed.out.splitlines() if letter in line)
    assert all(part in row for part in ("tickets", QUEUE, event.name, "malformed_body"))
    shown = await letters(servers, "show", letter)
    assert broken.decode() in shown.out.splitlines()
    mended = tmp_path / "mended.json"
    mended.write_bytes(event.to_wire())
    assert (await letters(servers, "replay", letter, "--body", str(mended))).code == 0
    await until(lambda: is_known(tickets_database, event))
    assert "No dead letters." in (await letters(servers, "list")).out
    again = await letters(servers, "replay", letter)
    assert again.code == 1
    assert letter in again.line


async def is_known(database: Database, event: AgentChanged) -> bool:
    """Whether the handler did its work."""
    async with database.session() as session:
        of_this = known_people.c.id == event.person.id
        return bool(await session.scalar(select(func.count()).select_from(known_people).where(of_this)))


async def test_a_discarded_one_is_forgotten(servers: Servers, tickets_database: Database):
    letter = str(await plant(servers, tickets_database, an_event(), b"\xff\x1b[31m nothing"))
    assert (await letters(servers, "discard", letter)).code == 0
    gone = await letters(servers, "show", letter)
    assert gone.code == 1
    assert letter in gone.line


async def test_an_unknown_id_is_one_line(servers: Servers):
    ended = await letters(servers, "discard", str(uuid7()))
    assert ended.code == 1
    assert "helpdesk dead-letters list" in ended.line


async def test_many_are_listed_a_page_at_a_time(servers: Servers, tickets_database: Database):
    planted = [str(await plant(servers, tickets_database, an_event(), b"nothing")) for _ in range(3)]
    first = await letters(servers, "list", "--limit", "2")
    assert [each for each in planted if each in first.out.splitlines()[-1]] == [planted[1]]
    assert planted[2] not in first.out
    rest = await letters(servers, "list", "--after", planted[1])
    assert planted[2] in rest.out
    assert "There are more" not in rest.out
