"""The whole helpdesk as a user starts it: `helpdesk up` or `helpdesk cluster`, in a folder of its own."""

import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from services.local.ports import free_port
from services.local.processes import ChildProcess

MANY = "1e9, 1e9"
WITHOUT_LIMITS = {
    "HELPDESK_REQUESTS_PER_PERSON_PER_SECOND": "1e9",
    "HELPDESK_WIDGET_INQUIRIES_PER_ADDRESS": MANY,
    "HELPDESK_WIDGET_INQUIRIES_PER_DESK": MANY,
    "HELPDESK_NOTIFICATIONS_STRANGERS_MAILS_PER_DOMAIN": MANY,
    "HELPDESK_NOTIFICATIONS_STRANGERS_MAILS_PER_DESK": MANY,
    "HELPDESK_NOTIFICATIONS_STRANGERS_MAILS_IN_ALL": MANY,
    "HELPDESK_WIDGET_COMMENTS_PER_LINK": MANY,
    "HELPDESK_WIDGET_COMMENTS_PER_ADDRESS": MANY,
    "HELPDESK_WIDGET_WAITS_BEGUN_PER_ADDRESS": MANY,
    "HELPDESK_WIDGET_WAITS_PER_ADDRESS": "1000000",
}
"""For load from one machine that stands for thousands of people: what keeps one of them from too much is lifted."""

EMAIL, PASSWORD = "owner@example.com", "correct-horse-battery"


@dataclass
class System:
    """A running helpdesk."""

    url: str
    folder: Path
    process: ChildProcess

    def pids(self) -> dict[str, int]:
        """The process of each service (`cluster` only)."""
        return json.loads((self.folder / "processes.json").read_text())

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[httpx.AsyncClient]:
        """Somebody without an account."""
        async with httpx.AsyncClient(base_url=self.url, timeout=30) as client:
            yield client

    @asynccontextmanager
    async def owner(self) -> AsyncIterator[httpx.AsyncClient]:
        """The first owner, with an API token."""
        async with httpx.AsyncClient(base_url=self.url, timeout=30, headers={"Origin": self.url}) as client:
            signed_in = await client.post("/auth/sign-in", json={"email": EMAIL, "password": PASSWORD})
            assert signed_in.status_code == 200, signed_in.text
            made = await client.post("/api/tokens", json={"name": "test"})
            assert made.status_code == 201, made.text
            client.headers["authorization"] = f"Bearer {made.json()['token']}"
            client.cookies.clear()
            yield client


@asynccontextmanager
async def helpdesk(command: str, folder: Path, **more: str) -> AsyncIterator[System]:
    """`helpdesk <command>` on an empty data directory, without demo data, until it says it is ready."""
    port = free_port()
    environment = {
        "HELPDESK_DATA_DIR": str(folder),
        "HELPDESK_HTTP_PORT": str(port),
        "HELPDESK_SMTP_CATCHER_PORT": str(free_port()),
        "HELPDESK_ADMIN_EMAIL": EMAIL,
        "HELPDESK_ADMIN_PASSWORD": PASSWORD,
        "HELPDESK_DEMO": "0",
        "HELPDESK_LOG_LEVEL": "warning",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HELPDESK_")}
    process = ChildProcess(
        f"helpdesk {command}",
        [sys.executable, "-m", "services", command],
        log=folder / "console.log",
        env=clean | environment | more,
    )
    await process.start()
    try:
        await process.wait_for_line("ready", 120)
        yield System(f"http://127.0.0.1:{port}", folder, process)
    finally:
        await process.stop(seconds=60)


async def made(
    client: httpx.AsyncClient, path: str, body: dict[str, Any], status: int = 201
) -> dict[str, Any]:
    """What a POST made."""
    answer = await client.post(path, json=body)
    assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text}"
    return answer.json()


async def put(client: httpx.AsyncClient, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a PUT answered."""
    answer = await client.put(path, json=body)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
    return answer.json()


async def got(client: httpx.AsyncClient, path: str, **params: Any) -> dict[str, Any]:
    """What a GET answered."""
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
    return answer.json()


def mailbox(port: int) -> Mapping[str, Any]:
    """A desk's mailbox on a local sink."""
    return {
        "address": "support@desk.example",
        "name": "Support",
        "smtp": {"host": "127.0.0.1", "port": port, "tls": "none"},
        "open_tickets": True,
    }
