"""Migrations and table definitions say the same, for every service."""

from importlib import import_module

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from services.local.postgres import Postgres
from shared.routes import SERVICES
from shared.schema import alembic_config, create_database, migrate
from shared.tables import metadata as shared_metadata


def both(service: str) -> MetaData:
    together = MetaData()
    for metadata in (shared_metadata, import_module(f"services.{service}.tables").metadata):
        for table in metadata.tables.values():
            table.to_metadata(together)
    return together


def ours(thing, name: str | None, kind: str, reflected: bool) -> bool:
    is_partition = kind == "table" and reflected and (name or "").startswith(("inbox_", "events_"))
    of_partition = (
        kind == "index"
        and getattr(thing, "table", None) is not None
        and thing.table.name in ("inbox", "events")
    )
    return not (is_partition or of_partition or name == "alembic_version")


def retired(service: str) -> frozenset[str]:
    """What only the version before still uses, as the service says."""
    return getattr(import_module(f"services.{service}.tables"), "RETIRED", frozenset())


def full_name(thing, kind: str) -> str:
    return f"{thing.table.name}.{thing.name}" if kind == "column" else thing.name


@pytest.mark.parametrize("service", SERVICES)
async def test_what_is_retired_is_there_until_a_migration_drops_it(service: str, migrated):
    engine = create_async_engine(await migrated(service))
    async with engine.connect() as connection:
        present = MetaData()
        await connection.run_sync(present.reflect)
    await engine.dispose()
    columns = {f"{table}.{column.name}" for table, each in present.tables.items() for column in each.c}
    assert retired(service) <= columns | set(present.tables)
    assert not retired(service) & set(both(service).tables)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_migrated_database_is_what_the_tables_say(service: str, migrated):
    engine = create_async_engine(await migrated(service))

    def stays(thing, name: str | None, kind: str, reflected: bool, compare_to) -> bool:
        return ours(thing, name, kind, reflected) and not (
            reflected and full_name(thing, kind) in retired(service)
        )

    def compare(connection):
        options = {"include_object": stays, "compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), both(service))

    async with engine.connect() as connection:
        differences = await connection.run_sync(compare)
    await engine.dispose()
    assert differences == []


@pytest.mark.parametrize("service", SERVICES)
async def test_all_migrations_go_back_again(service: str, postgres: Postgres):
    url = postgres.url(f"test_back_{service}")
    await create_database(url)
    await migrate(url, service)
    config = alembic_config(service)

    def go_back(connection: Connection) -> set[str]:
        config.attributes["connection"] = connection
        for line in (service, "shared"):
            command.downgrade(config, f"{line}@base")
        return set(inspect(connection).get_table_names())

    engine = create_async_engine(url)
    async with engine.begin() as connection:
        left = await connection.run_sync(go_back)
    await engine.dispose()
    assert left == {"alembic_version"}
