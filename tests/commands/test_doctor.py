"""`helpdesk doctor`: silent advice when all is well, else what to do."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import insert, text
from uuid_utils.compat import uuid7

from services.local.ports import free_port
from shared.clock import utc_now
from shared.database import Database
from shared.tables import dead_letters
from tests.commands.conftest import Servers
from tests.commands.console import command

pytestmark = [pytest.mark.slow, pytest.mark.rabbitmq]


def finding(out: str, what: str) -> str:
    """The table's row about something."""
    return next(line for line in out.splitlines() if line.startswith(f"│ {what} "))


def a_letter() -> dict[str, Any]:
    return {
        "id": uuid7(), "queue": "tickets.know_people", "event_id": uuid7(), "name": "organization.x",
        "body": b"{", "headers": {}, "occurred_at": utc_now(), "reason": "malformed_body", "detail": "",
    }  # fmt: skip


@pytest.fixture
async def old_scheduler(servers: Servers) -> AsyncIterator[None]:
    """Its database knows no migration."""
    database = servers.database("scheduler")
    for old, new in (("alembic_version", "kept"), ("kept", "alembic_version")):
        async with database.session() as session, session.begin():
            await session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
        if new == "kept":
            yield
    await database.close()


@pytest.mark.usefixtures("tickets_database")
async def test_all_is_well(servers: Servers):
    ended = await command("doctor", **servers.environment)
    assert ended.code == 0, ended.out
    assert "queues" in finding(ended.out, "RabbitMQ")
    assert "0 dead letters" in finding(ended.out, "tickets")


@pytest.mark.usefixtures("old_scheduler")
async def test_each_finding_says_what_to_do(servers: Servers, tickets_database: Database):
    async with tickets_database.session() as session, session.begin():
        await session.execute(insert(dead_letters).values(a_letter()))
    away = {
        "HELPDESK_RABBITMQ_URL": f"amqp://nobody@127.0.0.1:{free_port()}",
        "HELPDESK_WIDGET_DATABASE_URL": f"postgresql://nobody@127.0.0.1:{free_port()}/widget",
        "HELPDESK_ORGANIZATION_DATABASE_URL": servers.postgres.url("not_made_yet"),
    }
    ended = await command("doctor", **servers.environment | away)
    assert (ended.code, ended.err) == (1, "")
    assert "helpdesk dead-letters list" in finding(ended.out, "tickets")
    assert "helpdesk migrate" in finding(ended.out, "scheduler")
    assert "helpdesk migrate" in finding(ended.out, "organization")
    assert "correct HELPDESK_WIDGET_DATABASE_URL" in finding(ended.out, "widget")
    assert "correct HELPDESK_RABBITMQ_URL" in finding(ended.out, "RabbitMQ")


async def test_without_addresses_and_without_a_helpdesk_it_is_one_line(tmp_path):
    ended = await command("doctor", HELPDESK_DATA_DIR=str(tmp_path))
    assert ended.code == 1
    assert "No helpdesk runs on this data directory" in ended.line
