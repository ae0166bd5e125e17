"""Two helpdesks, six kinds of autoresponders, and the post that carries mails between them."""

import asyncio
import smtplib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from services.local.ports import free_port
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_bounces import a_report
from tests.sink import Sink
from tests.system import WITHOUT_LIMITS, got, helpdesk, made, put
from tests.waiting import until

OURS, THEIRS = "support@ours.example", "support@theirs.example"
AWAY = "I am away until Monday."


def answer_to(mail: EmailMessage, sender: str, **marks: str) -> bytes:
    to = str(mail["Reply-To"])
    return a_mail(f"Re: {mail['Subject']}", AWAY, sender, to, In_Reply_To=str(mail["Message-ID"]), **marks)


RESPONDERS: dict[str, Callable[[EmailMessage, str], bytes]] = {
    "marked": lambda mail, me: answer_to(mail, me, Auto_Submitted="auto-replied"),
    "autoreply": lambda mail, me: answer_to(mail, me, X_Autoreply="yes"),
    "bulk": lambda mail, me: answer_to(mail, me, Precedence="bulk"),
    "outofoffice": lambda mail, me: a_mail("Out of office: hello", AWAY, me, str(mail["Reply-To"])),
    "bouncing": lambda mail, me: a_report(original=str(mail["Message-ID"]), recipient=me),
    "unmarked": lambda mail, me: a_mail(f"About {uuid4()}", AWAY, me, OURS),
}
"""What answers each mail at an address `<kind>@away.example`; the last one cannot be told from a person."""


@dataclass
class Post:
    """Carries what both helpdesks send to whom it is for: the other one, or a responder whose answer it carries back."""

    sink: Sink
    doors: dict[str, int]
    carried: int = 0

    @asynccontextmanager
    async def carrying(self) -> AsyncIterator[None]:
        """Carry on while the block runs."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            [ended] = await asyncio.gather(task, return_exceptions=True)
            assert isinstance(ended, asyncio.CancelledError), ended

    async def _run(self) -> None:
        while True:
            while self.carried < len(self.sink.mails):
                mail, [recipient] = self.sink.mails[self.carried], self.sink.recipients[self.carried]
                await self._carry(mail, recipient)
                self.carried += 1
            await asyncio.sleep(0.02)

    async def _carry(self, mail: EmailMessage, recipient: str) -> None:
        kind = recipient.partition("@")[0]
        if recipient in self.doors:
            content = mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))
            await self.hand_on(content, recipient, mail["From"].addresses[0].addr_spec)
        elif kind in RESPONDERS:
            await self.hand_on(RESPONDERS[kind](mail, recipient), OURS, recipient)

    async def hand_on(self, content: bytes, desk: str, sender: str) -> None:
        def send() -> None:
            with smtplib.LMTP("127.0.0.1", self.doors[desk], timeout=30) as server:
                assert server.sendmail(sender, [desk], content) == {}

        await asyncio.to_thread(send)

    def automatic(self, since: int = 0) -> Counter[str]:
        """Mails that no person wrote, by the pair they went between; without the first `since` mails of all."""
        told = (each for each in self.sink.mails[since:] if each["Auto-Submitted"])
        return Counter(f"{each['From'].addresses[0].addr_spec} to {each['To']}" for each in told)


@dataclass
class Desk:
    """A helpdesk with one desk, and its owner."""

    owner: httpx.AsyncClient
    id: str

    async def opens(self, requester: str) -> str:
        """An agent makes a ticket for somebody; answers its id."""
        given = {"desk_id": self.id, "title": "hello", "requester": {"email": requester}}
        return (await made(self.owner, "/api/tickets", given))["id"]

    async def writes(self, ticket_id: str) -> None:
        body = {"body": "How is it?", "then": "wait"}
        await made(self.owner, f"/api/tickets/{ticket_id}/comments", body)

    async def status(self, ticket_id: str) -> str:
        return (await got(self.owner, f"/api/tickets/{ticket_id}"))["status"]

    async def tickets(self, title: str = "") -> list[dict[str, Any]]:
        """All tickets, or those with a title."""
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = await got(self.owner, "/api/tickets", desk_id=self.id, limit=100, **cursor)
            found += [each for each in page["items"] if title in ("", each["title"])]
            if not page["next_cursor"]:
                return found
            cursor = {"cursor": page["next_cursor"]}

    async def is_quiet(self) -> bool:
        """No mail waits to be sent or decided about, and no news for whoever reads them."""
        for state in ("queued", "sending"):
            if (await got(self.owner, "/api/mail/deliveries", state=state))["items"]:
                return False
        if (await got(self.owner, "/api/mail/emails", state="received"))["items"]:
            return False
        for service in ("notifications", "tickets"):
            told = await got(self.owner, f"/api/operations/{service}")
            # A comment that overtook its ticket is parked until the ticket is known.
            if told["outbox"] or told["parked"]:
                return False
        return True


@asynccontextmanager
async def a_helpdesk(folder: Path, address: str, sink: Sink, doors: dict[str, int]) -> AsyncIterator[Desk]:
    doors[address] = free_port()
    more = WITHOUT_LIMITS | {"HELPDESK_LMTP_PORT": str(doors[address])}
    async with helpdesk("up", folder, **more) as system, system.owner() as owner:
        yield await a_desk(owner, address, sink)


async def a_desk(owner: httpx.AsyncClient, address: str, sink: Sink) -> Desk:
    desk = await made(owner, "/api/desks", {"name": "Support", "number_pattern": "S-{{nr}}"})
    smtp = {"host": "127.0.0.1", "port": sink.port, "tls": "none"}
    settings = {"address": address, "name": "Support", "smtp": smtp, "open_tickets": True}
    await put(owner, f"/api/mail/desks/{desk['id']}/mailbox", settings)
    return Desk(owner, desk["id"])


async def until_quiet(post: Post, *desks: Desk) -> None:
    """Every mail was carried and decided about, and there is no mail more at several looks one after the other."""
    quiet = 0

    async def stays_quiet() -> bool:
        nonlocal quiet
        settled = all([await each.is_quiet() for each in desks]) and post.carried == len(post.sink.mails)
        quiet = quiet + 1 if settled else 0
        return quiet >= 3

    await until(stays_quiet, seconds=60, every=0.05)
