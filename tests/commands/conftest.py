"""One PostgreSQL and one RabbitMQ for the whole drawer, brought up to date by `helpdesk migrate`."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest

from services.local.postgres import Postgres
from services.local.rabbitmq import RabbitMQ
from shared.database import Database
from shared.keys import new_keys
from tests.commands.console import command
from tests.conftest import empty
from tests.journeys.conftest import has_servers
from tests.opening import opened
from tests.system import EMAIL, PASSWORD


@dataclass
class Servers:
    """What an operator provides: two servers and keys."""

    postgres: Postgres
    rabbitmq: RabbitMQ
    folder: Path
    environment: dict[str, str]

    def database(self, service: str) -> Database:
        """One service's own; the caller closes it."""
        return Database(self.postgres.url(f"helpdesk_{service}"), 1)


@pytest.fixture(scope="package")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Servers]:
    if not has_servers():
        pytest.skip("RabbitMQ is not installed: run `make test`")
    folder = tmp_path_factory.mktemp("commands")
    async with Postgres(folder / "postgres") as postgres, RabbitMQ(folder / "rabbitmq") as rabbitmq:
        environment = new_keys() | {
            "HELPDESK_DATABASE_URL": postgres.url(),
            "HELPDESK_RABBITMQ_URL": rabbitmq.url,
            "HELPDESK_DATA_DIR": str(folder / "data"),
            "HELPDESK_ADMIN_EMAIL": EMAIL,
            "HELPDESK_ADMIN_PASSWORD": PASSWORD,
            "HELPDESK_LOG_LEVEL": "warning",
        }
        migrated = await command("migrate", **environment)
        assert migrated.code == 0, migrated.err
        # A queue declared just before a stop can come back without its log; one clean restart writes it down.
        await rabbitmq.restart()
        yield Servers(postgres, rabbitmq, folder, environment)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def tickets_database(servers: Servers) -> AsyncIterator[Database]:
    database = servers.database("tickets")
    yield database
    await empty(database.engine)
    await database.close()


http = opened(partial(httpx.AsyncClient, timeout=15))


@pytest.fixture
def no_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nothing is installed."""
    monkeypatch.setattr("services.local.rabbitmq.PROGRAMS", ())
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
