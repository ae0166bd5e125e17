"""A service's database as its version before left it, and back again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from alembic import command
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from uuid_utils.compat import uuid7

from services.local.postgres import Postgres
from shared.schema import alembic_config, create_database


@asynccontextmanager
async def left_by(postgres: Postgres, revision: str) -> AsyncIterator[tuple[str, AsyncEngine]]:
    """A database's address, and connections to it: brought to `revision`, which begins with the service's name."""
    url = postgres.url(f"test_{uuid7().hex}")
    await create_database(url)
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(_bring_to, revision)
    yield url, engine
    await engine.dispose()


def back_to(connection: Connection, revision: str) -> None:
    """Undo what came after `revision`."""
    config = alembic_config(_service(revision))
    config.attributes["connection"] = connection
    command.downgrade(config, revision)


def _bring_to(connection: Connection, revision: str) -> None:
    config = alembic_config(_service(revision))
    config.attributes["connection"] = connection
    for each in ("shared@head", revision):
        command.upgrade(config, each)


def _service(revision: str) -> str:
    return revision.rpartition("_")[0]
