"""Tickets that begin as mails and are talked about by mail: a real IMAP server, the whole system in both its shapes."""

import asyncio
from contextlib import AsyncExitStack
from email.message import EmailMessage
from typing import Any

import httpx

from tests.dovecot import Dovecot
from tests.journeys.test_life_of_a_ticket import CANARY
from tests.notifications.incoming.letters import a_mail
from tests.opening import opened
from tests.sink import Sink, text_of
from tests.system import System, got, made, mailbox, put
from tests.waiting import until

dovecot = opened(Dovecot.own, scope="module")


class Desk:
    """A desk whose mailbox is read by IMAP, and what customers and agents do."""

    def __init__(self, owner: httpx.AsyncClient, sink: Sink, dovecot: Dovecot, name: str) -> None:
        self.owner, self.sink, self.dovecot = owner, sink, dovecot
        self.user = name
        self.id = ""

    async def begin(self, opens: bool = True) -> None:
        desk = await made(self.owner, "/api/desks", {"name": self.user, "number_pattern": "M-{{nr:3}}"})
        self.id = desk["id"]
        settings = {"address": f"{self.user}@desk.example", "imap": self.dovecot.imap(self.user)}
        path = f"/api/mail/desks/{self.id}/mailbox"
        await put(self.owner, path, {**mailbox(self.sink.port), **settings, "open_tickets": opens})

        async def is_read() -> bool:
            reading = (await got(self.owner, path))["incoming"]
            return bool(reading and reading["looked_at"])

        await until(is_read)

    async def tickets(self, count: int = 1, seconds: float = 30) -> list[dict[str, Any]]:
        """All of its tickets, once there are so many with a number."""

        async def enough() -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = []
            cursor: dict[str, str] = {}
            while True:
                page = await got(self.owner, "/api/tickets", desk_id=self.id, limit=100, **cursor)
                found += page["items"]
                if not page["next_cursor"]:
                    return found if len(found) >= count and all(each["number"] for each in found) else []
                cursor = {"cursor": page["next_cursor"]}

        return await until(enough, seconds, every=0.1)

    async def mails(self, address: str, count: int) -> list[EmailMessage]:
        async def enough() -> bool:
            return len(self.sink.to(address)) >= count

        await until(enough, seconds=30)
        return self.sink.to(address)

    async def said(self, ticket_id: str, kind: str) -> list[str]:
        page = await got(self.owner, f"/api/tickets/{ticket_id}/timeline")
        return [entry["body"].strip() for entry in page["items"] if entry["kind"] == kind]

    async def until_said(self, ticket_id: str, kind: str, body: str, seconds: float = 15) -> None:
        async def is_there() -> bool:
            return body in await self.said(ticket_id, kind)

        await until(is_there, seconds)

    async def until_status(self, ticket_id: str, status: str) -> None:
        async def has_it() -> bool:
            return (await got(self.owner, f"/api/tickets/{ticket_id}"))["status"] == status

        await until(has_it)

    async def emails(self, state: str, count: int) -> list[dict[str, Any]]:
        async def enough() -> list[dict[str, Any]]:
            found = (await got(self.owner, "/api/mail/emails", desk_id=self.id, state=state))["items"]
            return found if len(found) >= count else []

        return await until(enough)


async def a_desk(
    system: System, sink: Sink, dovecot: Dovecot, stack: AsyncExitStack, name: str, opens: bool = True
) -> Desk:
    owner = await stack.enter_async_context(system.owner())
    desk = Desk(owner, sink, dovecot, f"{name}{system.process.pid}")
    await desk.begin(opens)
    return desk


async def test_a_talk_by_mail(system: System, sink: Sink, dovecot: Dovecot, stack: AsyncExitStack):
    desk = await a_desk(system, sink, dovecot, stack, "talk")
    rita = f"rita@{desk.user}.example"
    first = f"<first@{desk.user}.example>"
    await desk.dovecot.put(desk.user, a_mail("Printer on fire", sender=f"Rita <{rita}>", message_id=first))
    [ticket] = await desk.tickets()
    assert (ticket["number"], ticket["title"]) == ("M-001", "Printer on fire")
    [greeted] = await desk.mails(rita, 1)
    assert (greeted["In-Reply-To"], greeted["Auto-Submitted"]) == (first, "auto-generated")

    path = f"/api/tickets/{ticket['id']}"
    await made(desk.owner, f"{path}/notes", {"body": CANARY})
    await made(desk.owner, f"{path}/comments", {"body": "Use the *extinguisher*.", "then": "wait"})
    answered = (await desk.mails(rita, 2))[1]
    assert "extinguisher" in text_of(answered)
    assert first in answered["References"]
    assert answered["In-Reply-To"] in (first, greeted["Message-ID"])
    await answers_open_it_again(desk, ticket["id"], rita, answered)
    assert not [each for each in sink.mails if CANARY in each.as_string()]
    assert len(sink.to(rita)) == 2


async def answers_open_it_again(desk: Desk, ticket_id: str, rita: str, answered: EmailMessage) -> None:
    """On Waiting by the reply address, on Resolved by the thread alone."""
    path = f"/api/tickets/{ticket_id}/status"
    quoted = "\r\n\r\nOn Sun, Nov 29, 2026, Support wrote:\r\n> Use the extinguisher."
    for status, words in (("waiting", "Which one?"), ("resolved", "It burns again")):
        await put(desk.owner, path, {"status": status})
        to = str(answered["Reply-To"]) if status == "waiting" else f"{desk.user}@desk.example"
        thread = {"In_Reply_To": str(answered["Message-ID"])}
        await desk.dovecot.put(
            desk.user, a_mail("Re: Printer on fire", words + quoted, f"Rita <{rita}>", to, **thread)
        )
        await desk.until_status(ticket_id, "open")
        assert words in await desk.said(ticket_id, "comment")


async def test_the_same_mail_three_times_is_one_ticket(
    system: System, sink: Sink, dovecot: Dovecot, stack: AsyncExitStack
):
    desk = await a_desk(system, sink, dovecot, stack, "thrice")
    one = a_mail("Once", sender="o@thrice.example")
    await asyncio.gather(
        *[dovecot.put(desk.user, b"Received: from way%d\r\n" % way + one) for way in range(3)]
    )
    await dovecot.put(desk.user, a_mail("Last", sender="l@thrice.example"))
    assert sorted(each["title"] for each in await desk.tickets(2)) == ["Last", "Once"]
    assert len(await desk.emails("linked", 2)) == 2


async def test_s3_mails_of_the_inbox_become_a_ticket_a_comment_and_a_note_by_hand(
    system: System, sink: Sink, dovecot: Dovecot, stack: AsyncExitStack
):
    desk = await a_desk(system, sink, dovecot, stack, "hand", opens=False)
    rita = "Rita <rita@hand.example>"
    await dovecot.put(desk.user, a_mail("By hand", sender=rita))
    [waiting] = await desk.emails("unlinked", 1)
    become = await made(
        desk.owner, f"/api/mail/emails/{waiting['id']}/ticket", {"title": "Typed"}, status=202
    )
    [ticket] = await desk.tickets()
    assert (ticket["id"], ticket["title"]) == (become["ticket_id"], "Typed")
    for sender, words, kind in ((rita, "From her", "comment"), ("s@else.example", "From another", "note")):
        await dovecot.put(desk.user, a_mail(f"More {kind}", words, sender=sender))
        [more] = await desk.emails("unlinked", 1)
        linked = {"ticket_id": ticket["id"]}
        answer = await desk.owner.put(f"/api/mail/emails/{more['id']}/ticket", json=linked)
        assert answer.status_code == 202, answer.text
        await desk.until_said(ticket["id"], kind, words)


async def test_two_people_whose_tickets_are_merged_talk_on_in_their_own_threads(
    system: System, sink: Sink, dovecot: Dovecot, stack: AsyncExitStack
):
    desk = await a_desk(system, sink, dovecot, stack, "merged")
    rita, otto = (f"{name}@{desk.user}.example" for name in ("rita", "otto"))
    for number, sender in enumerate((rita, otto), 1):
        await dovecot.put(desk.user, a_mail(f"Secret of {sender}", sender=sender))
        await desk.tickets(number)
    one, other = sorted(await desk.tickets(2), key=lambda each: each["number"])
    path = f"/api/tickets/{one['id']}"
    await made(desk.owner, f"{path}/merge", {"into": other["id"]}, status=200)
    await made(desk.owner, f"{path}/comments", {"body": "We mend both."})
    mails = {address: (await desk.mails(address, 2))[1] for address in (rita, otto)}
    for address, stranger in ((rita, otto), (otto, rita)):
        assert "We mend both." in text_of(mails[address])
        assert stranger not in mails[address].as_string()
    await _answer(desk, rita, mails[rita], "It still burns", other["id"])

    # On another desk, and by itself again, each is found by the mails of before.
    elsewhere = await made(desk.owner, "/api/desks", {"name": "Elsewhere"})
    await put(desk.owner, f"/api/tickets/{other['id']}/desk", {"desk_id": elsewhere["id"]})
    await _answer(desk, otto, mails[otto], "Mine is mended", other["id"])
    await made(desk.owner, f"{path}/unmerge", {}, status=200)
    await _answer(desk, rita, mails[rita], "Mine is not", one["id"])
    assert await desk.said(one["id"], "comment") == ["It still burns", "Mine is not"]
    assert await desk.said(other["id"], "comment") == ["We mend both.", "Mine is mended"]


async def _answer(desk: Desk, sender: str, mail: EmailMessage, words: str, ticket_id: str) -> None:
    """Answer a mail, until it is a comment on a ticket."""
    to, thread = str(mail["Reply-To"]), {"In_Reply_To": str(mail["Message-ID"])}
    await desk.dovecot.put(desk.user, a_mail(f"Re: {mail['Subject']}", words, sender, to, **thread))
    await desk.until_said(ticket_id, "comment", words)
