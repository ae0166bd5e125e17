"""The notifications service alone, on an emptied database, beside a real SMTP server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from services.notifications.app import build
from services.notifications.mail_servers.connecting import Limits
from services.notifications.settings import NotificationsSettings
from services.notifications.tables import deliveries
from shared.contracts.organization import AgentChanged
from shared.contracts.parts import DeskState, PersonState
from shared.contracts.tickets import DeskCreated
from tests.builders import ANNA
from tests.conftest import MakeDatabase
from tests.notifications.events import a_ticket_state, ticket_created
from tests.notifications.sink import Sink
from tests.opening import opened
from tests.service_fixtures import Alone, a_person, settings_for

UNREAD = {"host": "127.0.0.1", "port": 1, "tls": "none", "username": "u", "password": "p"}
"""An incoming server for a mailbox that hears answers, though nobody reads it here."""

QUICK = Limits(step=0.8, opening=2.0, data=0.8)


class Mail(Alone):
    """The service, and its sender a step at a time."""

    async def send(self, later: timedelta = timedelta()) -> None:
        """Send all that is due, `later` than now, to its end."""
        self.service.work.offset = later
        sending = self.service.web.state.sending
        while await sending.send_due():
            await sending.until_idle()

    async def tidy(self, later: timedelta) -> None:
        """Look after lost mails, `later` than now."""
        self.service.work.offset = later
        await self.service.web.state.sending.tidy()

    async def deliveries(self) -> list[Any]:
        """Every row there is, in order, its words opened."""
        async with self.service.database.session() as session:
            rows = (await session.execute(select(deliveries).order_by(deliveries.c.id))).mappings()
            opened = self.service.web.state.sealer.open_text
            return [
                SimpleNamespace(**{**row, "text": opened(row["text"]), "html": opened(row["html"])})
                for row in rows
            ]

    async def states(self) -> list[str]:
        """The state of every delivery."""
        return [row.state for row in await self.deliveries()]


@asynccontextmanager
async def mailing(url: str, folder: Path, limits: Limits = QUICK, /, **said: str) -> AsyncIterator[Mail]:
    """The service on the database at `url`, with more settings."""
    service = build(settings_for(NotificationsSettings, "notifications", url, folder, **said), limits)
    yield Mail(service)
    await service.web.state.connections.close_idle(older_than=0)
    await service.close()


def system_mail_by(sink: Sink) -> dict[str, str]:
    """Settings that let the installation itself mail by `sink`."""
    return {"HELPDESK_SMTP_URL": f"smtp://127.0.0.1:{sink.port}", "HELPDESK_SMTP_FROM": "it@example.com"}


@pytest.fixture
def limits() -> Limits:
    """How long servers are waited for."""
    return QUICK


@pytest.fixture
async def mail(database: MakeDatabase, tmp_path: Path, limits: Limits) -> AsyncIterator[Mail]:
    async with mailing((await database("notifications")).url, tmp_path, limits) as service:
        yield service


sink = opened(Sink)


@pytest.fixture
async def http(mail: Mail, owner: PersonState) -> AsyncIterator[httpx.AsyncClient]:
    async with mail.client(owner) as client:
        yield client


@pytest.fixture
async def desk(mail: Mail) -> DeskState:
    """A desk called Support, without members and without a mailbox."""
    return await heard_desk(mail)


@pytest.fixture
async def mailbox(http: httpx.AsyncClient, desk: DeskState, sink: Sink) -> dict[str, Any]:
    """The desk's mailbox, at the sink."""
    return await given_mailbox(http, desk.id, sink.port)


@pytest.fixture
async def bea(mail: Mail) -> PersonState:
    """An agent whom the service knows."""
    return await heard_person(mail)


async def heard_person(mail: Mail, name: str = "Bea", role: str = "agent", **more: Any) -> PersonState:
    person = a_person(role, name, **more)
    await mail.hear(AgentChanged(person=person))
    return person


async def heard_desk(mail: Mail, **fields: Any) -> DeskState:
    given = {"id": uuid7(), "name": "Support", "number_pattern": "{{nr:3}}", "version": 1, "color": "plum"}
    state = DeskState.model_validate(given | fields)
    await mail.hear(DeskCreated(desk=state, actor=ANNA))
    return state


def a_mailbox(port: int, **fields: Any) -> dict[str, Any]:
    smtp = {"host": "127.0.0.1", "port": port, "tls": "none"} | fields.pop("smtp", {})
    return {"address": "support@example.com", "name": "Kontora", "smtp": smtp, **fields}


async def given_mailbox(http: httpx.AsyncClient, desk_id: UUID, port: int, **fields: Any) -> dict[str, Any]:
    answer = await http.put(f"/api/mail/desks/{desk_id}/mailbox", json=a_mailbox(port, **fields))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def queued(mail: Mail, desk, count: int = 1, **fields) -> None:
    """Several new tickets of the desk, each with its mail queued."""
    for _ in range(count):
        await mail.hear(ticket_created(a_ticket_state(desk.id, **fields)))
