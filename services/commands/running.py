"""The databases of an installation that runs on this data directory, or that the environment names."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from services.all_in_one import settings_of
from services.commands.environment import Environment, data_folder, given, needs_database
from services.commands.reach import needing_database
from services.local.postgres import running_url
from shared.database import Database
from shared.keys import make_keys


@asynccontextmanager
async def session_of(service: str) -> AsyncIterator[AsyncSession]:
    """A session with a service's database; raises CannotStart with one line if it does not let us in."""
    async with database_of(service) as database, database.session() as session:
        yield session


@asynccontextmanager
async def database_of(service: str, connections: int = 1) -> AsyncIterator[Database]:
    """A service's database, under the same condition."""
    environment = running_environment()
    database = Database(settings_of(service, environment).database_url.get_secret_value(), connections)
    try:
        with needing_database(service, database.url, environment):
            yield database
    finally:
        await database.close()


def running_environment() -> Environment:
    """The environment as given, or that of the `up` or `cluster` which runs on this data directory."""
    environment = {**make_keys(data_folder()), **given()}
    if needs_database(environment):
        environment["HELPDESK_DATABASE_URL"] = running_url(data_folder() / "postgres")
    return environment
