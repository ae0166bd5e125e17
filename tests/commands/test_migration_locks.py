"""Migrations of several starts at once, and beside a service that is at work."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from uuid_utils.compat import uuid7

from services.local.postgres import Postgres
from shared import schema
from shared.schema import alembic_config, create_database, migrate


@pytest.fixture
async def url(postgres: Postgres) -> str:
    """An empty database."""
    made = postgres.url(f"test_{uuid7().hex}")
    await create_database(made)
    return made


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    made = create_async_engine(url, poolclass=NullPool)
    yield made
    await made.dispose()


async def test_of_two_that_migrate_at_the_same_time_one_waits_and_finds_nothing_to_do(engine: AsyncEngine):
    config = alembic_config("scheduler")
    done = await asyncio.gather(schema._migrate(engine, config), schema._migrate(engine, config))
    assert sorted(done) == [False, True]


async def writing(engine: AsyncEngine) -> float:
    """Seconds that a short write beside the migration takes."""
    started = time.monotonic()
    async with engine.begin() as other:
        await other.execute(text("INSERT INTO busy VALUES (1)"))
    took = time.monotonic() - started
    await asyncio.sleep(0.1)
    return took


async def test_a_migration_lets_a_service_at_work_pass_and_tries_again(
    url: str, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
):
    def upgrade(connection: Connection, config: Config) -> None:
        connection.execute(text("ALTER TABLE busy ADD COLUMN IF NOT EXISTS more int"))

    monkeypatch.setattr(schema, "_upgrade", upgrade)
    monkeypatch.setattr(schema, "LOCK_TIMEOUT", "200ms")
    monkeypatch.setattr(schema, "LET_OTHERS_PASS", 0.3)

    async def nothing(*_: object) -> None: ...

    monkeypatch.setattr(schema, "make_partitions", nothing)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE busy (id int)"))
    async with engine.begin() as at_work:
        await at_work.execute(text("SELECT 1 FROM busy"))
        migrating = asyncio.create_task(migrate(url, "scheduler"))
        await asyncio.sleep(0.3)
        assert max([await writing(engine) for _ in range(8)]) < 0.6
        assert not migrating.done()
    assert await migrating
