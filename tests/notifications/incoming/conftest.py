"""A desk whose mailbox is read from a real Dovecot, and the loops of one process, started for a test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest

from services.local.ports import free_port
from services.notifications.mail_servers.connecting import Limits
from shared.contracts.parts import DeskState
from tests.conftest import MakeDatabase
from tests.dovecot import Dovecot
from tests.notifications.conftest import UNREAD, Mail, given_mailbox, mailing
from tests.notifications.incoming.door import Door, Mails
from tests.notifications.sink import Sink
from tests.opening import opened
from tests.waiting import until

LIMITS = Limits(step=5.0, opening=10.0, data=5.0)


dovecot = opened(Dovecot.own, scope="session")


@pytest.fixture
def lmtp_port() -> int:
    return free_port()


@pytest.fixture
async def mail(database: MakeDatabase, tmp_path, lmtp_port: int) -> AsyncIterator[Mail]:
    url = (await database("notifications")).url
    more = {"HELPDESK_LMTP_PORT": str(lmtp_port)}
    async with mailing(url, tmp_path, LIMITS, **more) as service:
        yield service


@pytest.fixture
async def second(mail: Mail, tmp_path) -> AsyncIterator[Mail]:
    """Another process's service, on the same database and storage."""
    async with mailing(mail.service.database.url, tmp_path, LIMITS) as service:
        yield service


@asynccontextmanager
async def running(mail: Mail) -> AsyncIterator[None]:
    """The loops of one process."""
    tasks = [asyncio.create_task(loop()) for loop in mail.service.loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


@pytest.fixture
async def loops(mail: Mail) -> AsyncIterator[None]:
    async with running(mail):
        yield


@pytest.fixture
def user(desk: DeskState) -> str:
    """A user of the server whom no other test knows."""
    return f"u{desk.id.hex}"


@pytest.fixture
async def opens(http: httpx.AsyncClient, desk: DeskState, sink: Sink) -> dict[str, Any]:
    """The desk's mailbox: it sends to the sink, and a mail that comes in becomes a ticket."""
    return await given_mailbox(http, desk.id, sink.port, open_tickets=True)


@pytest.fixture
async def hears(http: httpx.AsyncClient, desk: DeskState, sink: Sink) -> dict[str, Any]:
    """The same, and its mails have addresses for answers."""
    return await given_mailbox(http, desk.id, sink.port, open_tickets=True, imap=UNREAD)


@pytest.fixture
def arrived(http: httpx.AsyncClient) -> Mails:
    """All mails, the oldest first, once there are so many of which none waits to be read."""

    async def wait(count: int = 1, seconds: float = 20) -> list[dict[str, Any]]:
        async def look() -> list[dict[str, Any]]:
            found = (await http.get("/api/mail/emails")).json()["items"][::-1]
            settled = len(found) >= count and all(each["state"] != "received" for each in found)
            return found if settled else []

        return await until(look, seconds) if count else await look()

    return wait


@pytest.fixture
def door(mail: Mail, sink: Sink, lmtp_port: int, arrived: Mails) -> Door:
    return Door(mail=mail, sink=sink, port=lmtp_port, arrived=arrived)
