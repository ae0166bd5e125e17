"""Databases and their migrations: the shared tables' versions and the service's own, side by side."""

import asyncio
import os
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shared.clock import utc_now
from shared.doorbell import dsn
from shared.partitions import make_partitions

# Alembic keeps what it is doing in globals.
_one_at_a_time = asyncio.Lock()
SHARED = Path(__file__).parent / "migrations"
SERVICES = Path(__file__).parent.parent / "services"


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
    """Bring a service's database up to date; answers whether anything was due."""
    config = alembic_config(service)
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            if await connection.run_sync(_is_current, config):
                return False
            async with _one_at_a_time:
                await connection.run_sync(_upgrade, config)
                await connection.commit()
        await make_partitions(engine, utc_now())
        return True
    finally:
        await engine.dispose()


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
