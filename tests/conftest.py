"""Servers and databases that many drawers use: started once, emptied for each test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.local.postgres import Postgres
from services.local.rabbitmq import RabbitMQ
from shared.contracts.parts import PersonState
from shared.database import Database
from shared.schema import create_database, migrate
from shared.telemetry import start_logging, start_tracing
from tests.opening import opened
from tests.service_fixtures import a_person

start_logging("error", as_json=False)
start_tracing(None)

MakeDatabase = Callable[[str], Awaitable[Database]]


@pytest.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Postgres]:
    """A real PostgreSQL for the whole run."""
    async with Postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="session")
async def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RabbitMQ]:
    """A real RabbitMQ node for the whole run."""
    async with RabbitMQ(tmp_path_factory.mktemp("rabbitmq")) as node:
        yield node


@pytest.fixture(scope="session")
async def migrated(postgres: Postgres) -> Callable[[str], Awaitable[str]]:
    """Makes a service's database once; answers its address."""
    urls: dict[str, str] = {}

    async def make(service: str) -> str:
        if service not in urls:
            url = postgres.url(f"test_{service}")
            await create_database(url)
            await migrate(url, service)
            urls[service] = url
        return urls[service]

    return make


@pytest.fixture
async def database(migrated: Callable[[str], Awaitable[str]]) -> AsyncIterator[MakeDatabase]:
    """Opens a service's database, emptied."""
    opened: list[Database] = []

    async def open_empty(service: str) -> Database:
        made = Database(await migrated(service), 5)
        await empty(made.engine)
        opened.append(made)
        return made

    yield open_empty
    for each in opened:
        await each.close()


async def empty(engine: AsyncEngine) -> None:
    """Delete every row there is."""
    async with engine.begin() as connection:
        names = await connection.scalars(
            text(
                "SELECT quote_ident(tablename) FROM pg_tables"
                " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            )
        )
        await connection.execute(text(f"TRUNCATE {', '.join(names)}"))


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A place for files."""
    return f"file://{tmp_path}/files"


@pytest.fixture
def owner() -> PersonState:
    """Olga, who may do everything."""
    return a_person("owner", "Olga")


stack = opened(AsyncExitStack)
"""Closes what a test opens."""
