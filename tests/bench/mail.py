"""Mail through one worker: sent to a local server, taken in by LMTP and from a mailbox; and what reading one costs."""

import asyncio
import smtplib
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from services.local.ports import accepts, free_port
from services.notifications.app import build
from services.notifications.parsing.reading import parse
from services.notifications.settings import NotificationsSettings
from services.notifications.tables import emails
from tests.bench.figures import Figure, at_least, at_most
from tests.bench.machine import Machine
from tests.dovecot import Dovecot
from tests.notifications.conftest import Mail, given_mailbox, heard_desk
from tests.notifications.dying import a_worker
from tests.notifications.events import a_ticket_state, ticket_created
from tests.notifications.incoming.conftest import running
from tests.notifications.incoming.letters import a_mail
from tests.service_fixtures import a_person, settings_for
from tests.sink import Sink, smtp_sink
from tests.waiting import until

MAILS = 1000
LINES = 8
"""Connections of a mail server that hands mail on."""

OUT, IN, COST = 200, 50, 5
"""What a worker must do: mails a second, and milliseconds a mail."""

WORDS = "It burns, and the paper is gone.\r\n" * 20


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """One worker at a time, alone with the server it talks to."""
    yield _reading()
    for row in (_out, _in_by_lmtp, _in_by_imap):
        async with _mail(machine, row.__name__) as mail:
            yield await row(mail, machine.folder / row.__name__)


def _reading() -> Figure:
    mails = _letters("read")
    ours, theirs = _seconds(parse, mails), _seconds(_by_standard_library, mails)
    told = f"the standard library, which cleans no HTML and finds no reply: {theirs * 1000:.2f} ms"
    return at_most("reading a mail", ours * 1000, "ms", COST, told)


def _seconds(read: Any, mails: Sequence[bytes]) -> float:
    begun = time.perf_counter()
    for each in mails:
        read(each)
    return (time.perf_counter() - begun) / len(mails)


def _by_standard_library(content: bytes) -> Any:
    found = message_from_bytes(content, policy=policy.default)
    body = found.get_body(("plain",))
    return [found[name] for name in ("From", "To", "Subject", "Date")], body and body.get_content()


def _letters(name: str) -> list[bytes]:
    """Mails of as many people, who get an acknowledgement each."""
    return [a_mail(f"{name} {n}", WORDS, f"Rita <r{n}@example.com>") for n in range(MAILS)]


@asynccontextmanager
async def _mail(machine: Machine, name: str) -> AsyncIterator[Mail]:
    url = await machine.database("notifications", name)
    service = build(settings_for(NotificationsSettings, "notifications", url, machine.folder / name))
    yield Mail(service)
    await service.close()


async def _desk(mail: Mail, port: int, **more: Any) -> Any:
    desk = await heard_desk(mail)
    async with mail.client(a_person("owner")) as http:
        await given_mailbox(http, desk.id, port, open_tickets=True, **more)
    return desk


async def _out(mail: Mail, folder: Path) -> Figure:
    async with smtp_sink() as sink:
        desk = await _desk(mail, sink.port)
        created = [
            ticket_created(a_ticket_state(desk.id, requester={"email": f"r{n}@example.com"}))
            for n in range(MAILS)
        ]
        await mail.hear(*created)
        async with a_worker(mail.service.database.url, folder):
            rate = await _rate(lambda: _count(sink))
        bare = await _handed(sink.port, "x@example.com", _letters("bare"), smtplib.SMTP)
    return at_least(
        "mails out, a worker", rate, "mails/s", OUT, f"bare clients on {LINES} lines: {bare:,.0f}/s"
    )


async def _in_by_lmtp(mail: Mail, folder: Path) -> Figure:
    port = free_port()
    await _desk(mail, free_port())
    listening: Any = {"HELPDESK_LMTP_PORT": str(port)}
    async with a_worker(mail.service.database.url, folder, **listening):
        await until(lambda: accepts(port), seconds=30)
        handing = asyncio.create_task(_handed(port, "support@example.com", _letters("lmtp"), smtplib.LMTP))
        rate = await _rate(lambda: _decided(mail))
        taken = await handing
    return at_least("mails in by LMTP, a worker", rate, "mails/s", IN, f"kept and answered {taken:,.0f}/s")


async def _in_by_imap(mail: Mail, folder: Path) -> Figure:
    async with Dovecot.own() as dovecot:
        desk = await _desk(mail, free_port(), imap=dovecot.imap("bench"))

        async def looked_at() -> bool:
            async with mail.client(a_person("owner")) as http:
                found = (await http.get(f"/api/mail/desks/{desk.id}/mailbox")).json()
            return bool(found["incoming"] and found["incoming"]["looked_at"])

        async with running(mail):
            await until(looked_at)
        begun = time.perf_counter()
        await dovecot.put("bench", *_letters("imap"))
        put = MAILS / (time.perf_counter() - begun)
        async with a_worker(mail.service.database.url, folder):
            rate = await _rate(lambda: _decided(mail))
    return at_least("mails in by IMAP, a worker", rate, "mails/s", IN, f"Dovecot took them at {put:,.0f}/s")


async def _rate(count: Any) -> float:
    """Mails a second, from the first that is done to the last."""

    async def some() -> int:
        return await count()

    async def all_done() -> bool:
        return await count() >= MAILS

    first = await until(some, seconds=60)
    begun = time.perf_counter()
    await until(all_done, seconds=120)
    return (MAILS - first) / (time.perf_counter() - begun)


async def _count(sink: Sink) -> int:
    return len(sink.mails)


async def _decided(mail: Mail) -> int:
    async with mail.service.database.session() as session:
        return await session.scalar(select(func.count()).where(emails.c.state == "linked")) or 0


async def _handed(port: int, to: str, mails: Sequence[bytes], kind: type[smtplib.SMTP]) -> float:
    """Hand mails on over some lines at once; answers how many a second."""

    def one_line(some: Sequence[bytes]) -> None:
        with kind("127.0.0.1", port, timeout=60) as server:
            for each in some:
                server.sendmail("rita@example.com", [to], each)

    begun = time.perf_counter()
    await asyncio.gather(*[asyncio.to_thread(one_line, mails[line::LINES]) for line in range(LINES)])
    return len(mails) / (time.perf_counter() - begun)
