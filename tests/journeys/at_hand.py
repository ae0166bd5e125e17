"""A helpdesk inside the test's own process: its bus and its clock are the test's, its databases and doors are real."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx

from services.all_in_one import OneAddress, build_all
from services.commands.migrate import migrate_databases
from services.local.postgres import Postgres
from shared.bus import bus_at
from shared.clock import move_clock
from shared.keys import make_keys
from shared.routes import SERVICES
from shared.service import Service, running
from tests.system import EMAIL, PASSWORD, WITHOUT_LIMITS, made

URL = "http://helpdesk.test"


@dataclass
class AtHand:
    """Running services, and their first owner."""

    services: list[Service]
    owner: httpx.AsyncClient

    def live(self, later: timedelta) -> None:
        """Let it be `later` than now; while nothing is under way, since every lease ends at once."""
        for service in self.services:
            service.database.offset = service.work.offset = later
        move_clock(later)


@asynccontextmanager
async def at_hand(postgres: Postgres, name: str, folder: Path, **more: str) -> AsyncIterator[AtHand]:
    """All services on databases called after `name`."""
    environment = {
        **make_keys(folder),
        **{f"HELPDESK_{each.upper()}_DATABASE_URL": postgres.url(f"{name}_{each}") for each in SERVICES},
        "HELPDESK_DATA_DIR": str(folder),
        "HELPDESK_PUBLIC_URL": URL,
        "HELPDESK_ADMIN_EMAIL": EMAIL,
        "HELPDESK_ADMIN_PASSWORD": PASSWORD,
        **WITHOUT_LIMITS,
        **more,
    }
    await migrate_databases(environment)
    services = build_all(environment)
    async with AsyncExitStack() as stack:
        stack.callback(move_clock, timedelta())
        await stack.enter_async_context(running(services, bus_at(None)))
        yield AtHand(services, await stack.enter_async_context(_owner(services)))


@asynccontextmanager
async def _owner(services: list[Service]) -> AsyncIterator[httpx.AsyncClient]:
    door = httpx.ASGITransport(OneAddress(services))
    async with httpx.AsyncClient(transport=door, base_url=URL, headers={"Origin": URL}) as client:
        signed_in = await client.post("/auth/sign-in", json={"email": EMAIL, "password": PASSWORD})
        assert signed_in.status_code == 200, signed_in.text
        token = (await made(client, "/api/tokens", {"name": "test"}))["token"]
        client.headers["authorization"] = f"Bearer {token}"
        client.cookies.clear()
        yield client
