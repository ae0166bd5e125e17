import asyncio
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiosmtplib import SMTP, SMTPException

from services.notifications.app import build
from services.notifications.settings import NotificationsSettings
from tests.conftest import MakeDatabase
from tests.notifications.conftest import QUICK, Mail, given_mailbox, heard_desk
from tests.notifications.events import a_ticket_state, ticket_created
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
        assert (await http.get("/dev/mail/messages", params={"to": "x"})).status_code == 422
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
    assert not hasattr(service.web.state, "catcher")
    await service.close()


def nested(depth: int) -> bytes:
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth)
    )
    return b"Subject: deep\r\nFrom: a@b.pl\r\n" + head + b"Content-Type: text/plain\r\n\r\nend\r\n"


BOMBS = {
    "nested": nested(1000),
    "less nested": nested(300),
    "many parts": b'Subject: many\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b"--b\r\n\r\n" * 100_000,
    "parameters": b"Subject: p\r\nContent-Type: text/plain"
    + b"".join(b";\r\n a*%d=x" % n for n in range(3000))
    + b"\r\n\r\nx",
    "parentheses": b"Subject: s\r\nFrom: " + (b"(" * 500 + b"\r\n ") * 3 + b"\r\n\r\nx",
    "unknown charset": b"Subject: c\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe",
    "no mail": b"\x00\xff" * 100,
    "empty": b"",
}


@pytest.mark.parametrize("bomb", BOMBS)
async def test_a_mail_made_to_break_its_reader_is_caught_and_the_next_one_too(catching, owner, bomb):
    port = catching.service.web.state.settings.smtp_catcher_port
    began = time.monotonic()
    for content in (BOMBS[bomb], b"Subject: next\r\n\r\nfine\r\n"):
        smtp = SMTP(hostname="127.0.0.1", port=port, timeout=20)
        await asyncio.wait_for(connected(smtp), 5)
        await smtp.sendmail("a@example.com", ["b@example.com"], content)
        await smtp.quit()
    assert time.monotonic() - began < 5
    async with catching.client(owner) as http:
        items = (await http.get("/dev/mail/messages")).json()["items"]
        assert [len(items), items[0]["subject"]] == [2, "next"]
        assert (await http.get(f"/dev/mail/{items[1]['id']}")).status_code == 200
        assert (await http.get("/dev/mail")).status_code == 200


async def connected(smtp: SMTP) -> None:
    while True:
        try:
            await smtp.connect()
        except SMTPException:
            await asyncio.sleep(0.05)
        else:
            return
