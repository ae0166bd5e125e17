"""A toy service on either bus."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI

from services.local.rabbitmq import RabbitMQ
from shared.bus import bus_at
from shared.bus.topology import declare
from shared.database import Database
from shared.service import Service, running
from shared.storage import Storage
from shared.uow import UnitOfWork
from tests.conftest import MakeDatabase
from tests.shared.toy import Toy, make_tables


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
async def toy_database(database: MakeDatabase) -> Database:
    made = await database("toy")
    await make_tables(made)
    return made


@pytest.fixture(params=["in_process", "rabbitmq"])
def bus_url(request: pytest.FixtureRequest) -> str | None:
    if request.param == "in_process":
        return None
    node: RabbitMQ = request.getfixturevalue("rabbitmq")
    return node.url


@pytest.fixture
async def carried(bus_url: str | None, toy: Toy, toy_database: Database, store: str):
    """Starts the toy service on one of the two buses; `async with carried():` as often as wanted."""
    if bus_url:
        await declare(bus_url, [toy.on])

    @asynccontextmanager
    async def run() -> AsyncIterator[None]:
        database, work = Database(toy_database.url, 3), Database(toy_database.url, 5)
        service = Service("toy", FastAPI(), toy.on, database, work, UnitOfWork, Storage(store))
        bus = bus_at(bus_url)
        async with running([service], bus):
            await bus.until_ready()
            yield

    return run
