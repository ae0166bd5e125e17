"""Servers and services as the bench needs them: each service in a process of its own."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from uuid_utils.compat import uuid7

from services.local.ports import accepts, free_port
from services.local.postgres import Postgres
from services.local.processes import ChildProcess
from shared.auth import TokenMaker
from shared.contracts.parts import PersonState
from shared.database import Database
from shared.doorbell import dsn
from shared.keys import new_keys, signing_key
from shared.people import remember_person
from shared.schema import create_database, migrate
from shared.uow import UnitOfWork
from tests.system import WITHOUT_LIMITS


@dataclass
class Machine:
    """One PostgreSQL, one set of keys, one folder."""

    folder: Path
    postgres: Postgres
    keys: dict[str, str]
    pids: dict[str, int] = field(default_factory=dict)
    """Of the processes that run, by name."""

    async def database(self, service: str, bench: str = "") -> str:
        """A migrated database of a service; `bench` names one of several."""
        url = self.postgres.url(f"bench_{service}{bench}")
        await create_database(url)
        await migrate(url, service)
        return url

    async def owner(self, url: str) -> str:
        """An hour's token of an owner whom the service with this database has heard of."""
        person = PersonState(id=uuid7(), name="Bench", email="bench@example.com", role="owner", version=1)
        database = Database(url, 1)
        async with UnitOfWork(database) as uow:
            await remember_person(uow, person)
        await database.close()
        return self.token(person)

    def token(self, person: PersonState) -> str:
        """An hour's token of somebody."""
        key = signing_key(self.keys["HELPDESK_AUTH_PRIVATE_KEY"])
        return TokenMaker(key).issue(person, timedelta(hours=1))

    def environment(self, service: str, url: str, port: int) -> dict[str, str]:
        """A service's environment."""
        own = {
            "HELPDESK_DATABASE_URL": self.postgres.url(),
            f"HELPDESK_{service.upper()}_DATABASE_URL": url,
            "HELPDESK_DATA_DIR": str(self.folder),
            "HELPDESK_HTTP_PORT": str(port),
            "HELPDESK_LOG_LEVEL": "error",
            **WITHOUT_LIMITS,
        }
        return {**os.environ, **self.keys, **own}

    @asynccontextmanager
    async def process(
        self, name: str, port: int, environment: dict[str, str], *command: str
    ) -> AsyncIterator[int]:
        """A Python process that listens on `port`."""
        log = self.folder / f"{name}.log"
        child = ChildProcess(name, [sys.executable, *command], log=log, env=environment)
        await child.start()
        self.pids[name] = child.pid
        try:
            await child.wait_until(lambda: accepts(port), 30)
            yield port
        finally:
            await child.stop()

    @asynccontextmanager
    async def service(
        self, service: str, url: str, role: str = "web", more: dict[str, str] | None = None
    ) -> AsyncIterator[int]:
        """One service; answers its port."""
        port = free_port()
        command = ("-m", "services", "run", service, role)
        environment = self.environment(service, url, port) | (more or {})
        async with self.process(service, port, environment, *command):
            yield port

    @asynccontextmanager
    async def bare(self, url: str) -> AsyncIterator[int]:
        """The bare endpoints on the same database."""
        port = free_port()
        command = ("-m", "tests.bench.bare", str(port), dsn(url))
        async with self.process("bare", port, dict(os.environ), *command):
            yield port


@asynccontextmanager
async def machine(folder: Path) -> AsyncIterator[Machine]:
    """Started, and stopped at the end."""
    async with Postgres(folder / "postgres") as postgres:
        yield Machine(folder, postgres, new_keys())
