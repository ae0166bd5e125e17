"""Databases and their migrations: the shared tables' versions and the service's own, side by side."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, make_url, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from shared.clock import utc_now
from shared.database import sqlstate
from shared.doorbell import dsn
from shared.partitions import make_partitions

# Alembic keeps what it is doing in globals.
_one_at_a_time = asyncio.Lock()
SHARED = Path(__file__).parent / "migrations"
SERVICES = Path(__file__).parent.parent / "services"
MIGRATING = 4_357_001
"""The advisory lock of migrations; each service has a database of its own."""

LOCK_TIMEOUT = "2s"
LOCK_NOT_AVAILABLE = "55P03"
ATTEMPTS, LET_OTHERS_PASS = 30, 1.0
"""How often a migration tries to have its locks, and the seconds in between."""


async def create_database(url: str) -> bool:
    """Make the database `url` names, if it is missing; answers whether it was."""
    target = make_url(url)
    connection = await asyncpg.connect(
        dsn(target.set(database="postgres").render_as_string(False)), timeout=10
    )
    try:
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", target.database):
            return False
        try:
            await connection.execute(f'CREATE DATABASE "{target.database}"')
        except asyncpg.DuplicateDatabaseError:
            return False
        return True
    finally:
        await connection.close()


async def migrate(url: str, service: str) -> bool:
    """Bring a service's database up to date; answers whether anything was due.

    Whoever comes second waits for the first. What the service needs in the meantime is never waited for
    long: a migration that cannot have its lock soon lets go, and tries again.
    """
    config = alembic_config(service)
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with _one_at_a_time:
            due = await _patiently(lambda: _migrate(engine, config))
        if due:
            await make_partitions(engine, utc_now())
        return due
    finally:
        await engine.dispose()


async def _migrate(engine: AsyncEngine, config: Config) -> bool:
    async with engine.connect() as connection:
        if await connection.run_sync(_is_current, config):
            return False
        # Of the session: each migration is a transaction of its own, so that it holds no lock of one before it, in whose
        # order nobody else would take them.
        await connection.execute(select(func.pg_advisory_lock(MIGRATING)))
        is_current = await connection.run_sync(_is_current, config)
        await connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        await connection.commit()
        if not is_current:
            await connection.run_sync(_upgrade, config)
        await connection.execute(select(func.pg_advisory_unlock(MIGRATING)))
    return not is_current


async def _patiently(work: Callable[[], Awaitable[bool]]) -> bool:
    for attempt in count(1):
        try:
            return await work()
        except DBAPIError as error:
            if sqlstate(error) != LOCK_NOT_AVAILABLE or attempt == ATTEMPTS:
                raise
        await asyncio.sleep(LET_OTHERS_PASS)
    raise AssertionError("unreachable")


async def is_current(url: str, service: str) -> bool:
    """Whether no migration is due."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_is_current, alembic_config(service))
    finally:
        await engine.dispose()


def alembic_config(service: str) -> Config:
    """Alembic's settings for one service: two lines of versions in one database."""
    config = Config()
    config.set_main_option("script_location", str(SHARED))
    config.set_main_option("path_separator", "os")
    places = [SHARED / "versions", SERVICES / service / "migrations"]
    found = [str(place) for place in places if place.is_dir()]
    config.set_main_option("version_locations", os.pathsep.join(found))
    return config


def _is_current(connection: Connection, config: Config) -> bool:
    present = MigrationContext.configure(connection).get_current_heads()
    return set(present) == set(ScriptDirectory.from_config(config).get_heads())


def _upgrade(connection: Connection, config: Config) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, "heads")
