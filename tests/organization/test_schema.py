from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from services.organization.tables import metadata
from shared.database import Database


def difference(connection: Connection) -> list:
    def is_ours(thing, name, kind, reflected, compared_to):
        return kind != "table" or name in metadata.tables

    options = {"compare_type": True, "include_object": is_ours}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


async def test_the_migrated_database_is_what_the_tables_say(organization_database: Database):
    async with organization_database.engine.connect() as connection:
        assert await connection.run_sync(difference) == []
