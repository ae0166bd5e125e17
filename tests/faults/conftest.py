"""A cluster on a PostgreSQL and a RabbitMQ that tests can stop, kill and start."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from services.local.postgres import Postgres
from services.local.rabbitmq import RabbitMQ
from tests.faults.traffic import Desk, a_desk
from tests.journeys.conftest import has_servers
from tests.sink import Sink, smtp_sink
from tests.system import WITHOUT_LIMITS, System, helpdesk


@dataclass
class Cluster:
    """The system, what it stands on, and a desk with a mailbox on it."""

    system: System
    postgres: Postgres
    rabbitmq: RabbitMQ
    sink: Sink
    desk: Desk


@pytest.fixture(scope="package")
async def cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    if not has_servers():
        pytest.skip("RabbitMQ and nginx are not installed: run `make test`")
    folder = tmp_path_factory.mktemp("faults")
    async with AsyncExitStack() as stack:
        postgres = await stack.enter_async_context(Postgres(folder / "postgres"))
        rabbitmq = await stack.enter_async_context(RabbitMQ(folder / "rabbitmq"))
        sink = await stack.enter_async_context(smtp_sink())
        addresses = {"HELPDESK_DATABASE_URL": postgres.url(), **rabbitmq.addresses}
        addresses |= WITHOUT_LIMITS
        system = await stack.enter_async_context(helpdesk("cluster", folder / "data", **addresses))
        # A queue declared just before a kill can come back without its log; one clean restart writes it down.
        await rabbitmq.restart()
        owner = await stack.enter_async_context(system.owner())
        yield Cluster(system, postgres, rabbitmq, sink, await a_desk(owner, sink))
    shutil.rmtree(folder, ignore_errors=True)
