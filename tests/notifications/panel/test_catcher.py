import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.notifications.app import build
from services.notifications.settings import NotificationsSettings
from tests.conftest import MakeDatabase
from tests.notifications.conftest import (
    QUICK,
    Mail,
    a_ticket_state,
    given_mailbox,
    heard_desk,
    ticket_created,
)
from tests.service_fixtures import settings_for
from tests.waiting import until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
async def catching(database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Mail]:
    """The service with its mail catcher."""
    url, more = (await database("notifications")).url, {"HELPDESK_SMTP_CATCHER": "1"}
    more["HELPDESK_SMTP_CATCHER_PORT"] = str(free_port())
    settings = settings_for(NotificationsSettings, "notifications", url, tmp_path, **more)
    service = build(settings, QUICK)
    running = [asyncio.create_task(loop()) for loop in service.loops]
    yield Mail(service)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await service.close()


async def test_what_is_mailed_is_caught_and_shown(catching, owner):
    port = catching.service.web.state.settings.smtp_catcher_port
    async with catching.client(owner) as http:
        desk = await heard_desk(catching)
        await given_mailbox(http, desk.id, port, smtp={"username": "anybody", "password": "at all"})
        await catching.hear(ticket_created(a_ticket_state(desk.id, title="<i>Żółw</i>")))

        async def caught() -> list[dict]:
            return (await http.get("/dev/mail/messages")).json()["items"]

        (got,) = await until(caught)
        assert got["from"] == "Kontora <support@example.com>"
        assert got["to"] == ["rita@example.com"]
        assert got["subject"] == "[SUP-001] <i>Żółw</i>"
        assert "http://test/helpdesk/ticket/tok-en" in got["text"]
        assert got["headers"]["Auto-Submitted"] == "auto-generated"
        listed, shown = await http.get("/dev/mail"), await http.get(f"/dev/mail/{got['id']}")
        for page in (listed, shown):
            assert "&lt;i&gt;Żółw&lt;/i&gt;" in page.text
        framed = await http.get(f"/dev/mail/{got['id']}/html")
        assert framed.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert framed.text.strip() == got["html"].strip()
        assert (await http.delete("/dev/mail/messages")).status_code == 204
        assert await caught() == []


async def test_only_the_newest_thousand_are_kept(catching):
    catcher = catching.service.web.state.catcher
    assert catcher._mails.maxlen == 1000


@pytest.mark.parametrize("more", [{}, {"HELPDESK_SMTP_CATCHER": "1", "HELPDESK_ENV": "production"}])
async def test_without_the_flag_and_in_production_there_is_none(database, tmp_path, more):
    url = (await database("notifications")).url
    service = build(settings_for(NotificationsSettings, "notifications", url, tmp_path, **more))
    async with Mail(service).client() as http:
        for address in ("/dev/mail", "/dev/mail/messages"):
            assert (await http.get(address)).status_code == 404
    assert len(service.loops) == 1
    await service.close()
