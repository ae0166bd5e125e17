"""The team is told by mail and answers by mail: LMTP in, SMTP out, the whole system in both its shapes."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from services.local.ports import free_port
from tests.journeys.conftest import in_shape
from tests.journeys.test_life_of_a_ticket import CANARY
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_lmtp import handed_on
from tests.sink import Sink, text_of
from tests.system import System, got, made, mailbox, put
from tests.waiting import until

LMTP = free_port()
SUPPORT, RITA, BEA = "support@desk.example", "rita@customer.example", "bea@team.example"


@pytest.fixture(scope="module", params=["up", "cluster"])
async def system(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    """The whole helpdesk with a door for mail servers that hand mail on."""
    async with in_shape(request.param, tmp_path_factory, HELPDESK_LMTP_PORT=str(LMTP)) as running:
        yield running


class Talk:
    """A ticket that Rita opened by mail, and what is said on it."""

    def __init__(self, owner: httpx.AsyncClient, sink: Sink) -> None:
        self.owner, self.sink, self.begun = owner, sink, len(sink.mails)
        self.path, self.bea = "", ""

    async def begin(self) -> None:
        desk = await made(self.owner, "/api/desks", {"name": "Talk", "number_pattern": "N-{{nr:3}}"})
        await put(self.owner, f"/api/mail/desks/{desk['id']}/mailbox", dict(mailbox(self.sink.port)))
        bea = {"name": "Bea", "email": BEA, "role": "agent"}
        self.bea = (await made(self.owner, "/api/people", bea))["id"]
        await self.comes(a_mail("Printer on fire", sender=f"Rita <{RITA}>"), SUPPORT)

        async def opened() -> list[dict[str, Any]]:
            found = (await got(self.owner, "/api/tickets", desk_id=desk["id"]))["items"]
            return [each for each in found if each["number"]]

        self.path = f"/api/tickets/{(await until(opened, 30))[0]['id']}"

    async def comes(self, content: bytes, to: str) -> None:
        assert await handed_on(LMTP, content, to) == {}

    async def answers(self, name: str, told: EmailMessage, words: str) -> None:
        """Answer a mail of ours as mail programs do."""
        quoted = "".join(f"> {line}\r\n" for line in text_of(told).splitlines())
        body = f"{words}\r\n\r\nOn Sun, Nov 29, 2026, Support <{SUPPORT}> wrote:\r\n{quoted}"
        sender = {"Bea": f"Bea <{BEA}>", "Rita": f"Rita <{RITA}>"}[name]
        to, thread = str(told["Reply-To"]), {"In_Reply_To": str(told["Message-ID"])}
        await self.comes(a_mail(f"Re: {told['Subject']}", body, sender, to, **thread), to)

    async def mail_to(self, address: str, says: str) -> EmailMessage:
        async def found() -> list[EmailMessage]:
            mine = [each for each in self.sink.to(address) if each in self.sink.mails[self.begun :]]
            return [each for each in mine if says in text_of(each).partition("\n>")[0]]

        return (await until(found, 30))[-1]

    async def said(self, kind: str, body: str) -> str:
        """Who said it, once it is there."""

        async def found() -> list[str]:
            page = await got(self.owner, f"{self.path}/timeline")
            return [
                each["actor"]["name"]
                for each in page["items"]
                if each["kind"] == kind and each["body"].strip() == body
            ]

        (author,) = await until(found, 30)
        return author


async def test_agents_are_told_and_answer_by_mail(system: System, sink: Sink, stack: AsyncExitStack):
    talk = Talk(await stack.enter_async_context(system.owner()), sink)
    await talk.begin()
    await put(talk.owner, f"{talk.path}/assignee", {"kind": "agent", "id": talk.bea})
    told = await talk.mail_to(BEA, "made you responsible")
    assert "It burns." in text_of(told)
    await talk.answers("Bea", told, "Use the extinguisher.")
    answer = await talk.mail_to(RITA, "Use the extinguisher.")
    assert await talk.said("comment", "Use the extinguisher.") == "Bea"

    await made(talk.owner, f"{talk.path}/notes", {"body": f"Careful: {CANARY}"})
    told = await talk.mail_to(BEA, CANARY)
    await talk.answers("Bea", told, f"I know, {CANARY} indeed.")
    assert await talk.said("note", f"I know, {CANARY} indeed.") == "Bea"

    await talk.answers("Rita", answer, "It still burns.")
    assert "It still burns." in text_of(await talk.mail_to(BEA, "Rita answered"))
    await made(talk.owner, f"{talk.path}/comments", {"body": "We come over."})
    await talk.mail_to(RITA, "We come over.")
    to_rita = sink.to(RITA)
    assert not [each for each in to_rita if CANARY in each.as_string()]
    assert all(rcpt in ([RITA], [BEA]) for rcpt in sink.recipients)
