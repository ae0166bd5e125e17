"""A9, A10: agents answer notices by mail, and nobody else does it for them. All through the LMTP door."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.contracts.notifications import MailTicketRequested
from shared.contracts.organization import AgentChanged
from shared.contracts.parts import DeskState, PersonState, TicketState
from shared.contracts.tickets import DeskChanged
from tests.builders import ANNA
from tests.notifications.conftest import UNREAD, Mail, given_mailbox, heard_person
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.notifications.incoming.conftest import arrived, door, dovecot, lmtp_port, loops, mail
from tests.notifications.incoming.door import Door
from tests.notifications.incoming.letters import a_mail
from tests.notifications.notices.news import CANARY, assigned, log, note_added, replied
from tests.notifications.sink import Sink

__all__ = ["arrived", "door", "dovecot", "lmtp_port", "loops", "mail"]
pytestmark = pytest.mark.usefixtures("loops")
BEA, RITAS, MALLORY = "Bea <bea@example.com>", "Rita <rita@example.com>", "Mallory <mallory@evil.example>"
SUPPORT = "support@example.com"
QUOTED = (
    f"\r\n\r\nOn Sun, Nov 29, 2026, Kontora <{SUPPORT}> wrote:\r\n> Anna wrote an internal note\r\n> {CANARY}"
)


@dataclass(kw_only=True)
class Story(Door):
    """A ticket of Rita's that Bea is responsible for; she was told of it, of an answer and of a note, by mail."""

    ticket: TicketState
    bea: PersonState
    notices: dict[str, EmailMessage]
    answer: EmailMessage

    async def comes(self, content: bytes, to: str, count: int = 1) -> list[tuple[str, bool, UUID | None]]:
        """Hand a mail on and wait until it is taken in; answers the comments there are by then."""
        said = await self.takes(content, to, count)
        return [(each.body.strip(), each.public, each.agent_id) for each in said]

    def reply_to(self, kind: str) -> str:
        return str(self.notices[kind]["Reply-To"])


@pytest.fixture
async def story(door: Door, mail: Mail, http: httpx.AsyncClient, sink: Sink, desk: DeskState) -> Story:
    await given_mailbox(http, desk.id, sink.port, imap=UNREAD, open_tickets=True)
    created, bea = ticket_created(a_ticket_state(desk.id)), await heard_person(mail)
    ticket = created.ticket
    await mail.hear(created, assigned(ticket, bea), comment_added(ticket, ANNA))
    await mail.hear(replied(ticket), note_added(ticket))
    await door.mailed(5)
    to_bea = [each for each in sink.mails if each["To"] == "bea@example.com"]
    signs = {"made you": "assigned", "answered": "customer_replied", "internal note": "note_added"}
    told = {
        kind: each
        for each in to_bea
        for sign, kind in signs.items()
        if sign in str(each.get_body(("plain",))).partition("Open it")[0]
    }
    (answer,) = [each for each in sink.mails if not each["Auto-Submitted"]]
    return Story(**vars(door), ticket=ticket, bea=bea, notices=told, answer=answer)


@pytest.mark.parametrize(
    ("kind", "public"), [("assigned", True), ("customer_replied", True), ("note_added", False)]
)
async def test_an_answer_is_what_the_agent_says_and_as_public_as_the_news(
    story: Story, kind: str, public: bool
):
    to = story.reply_to(kind)
    thread = {"In_Reply_To": str(story.notices[kind]["Message-ID"])}
    answer = a_mail("Re: [SUP-001] Printer on fire", f"Use water.{QUOTED}", BEA, to, **thread)
    assert await story.comes(answer, to) == [("Use water.", public, story.bea.id)]


NOTE_ANSWERS: dict[str, dict[str, str]] = {
    "plain": {},
    "with the requester in Cc": {"Cc": RITAS},
    "to all, the requester first": {"to": f"{RITAS}, {{token}}"},
    "with the requester's own reply address": {"Cc": "{other}"},
    "with the requester's thread": {"In_Reply_To": "{thread}"},
    "forwarded": {"subject": "Fwd: [SUP-001] Printer on fire"},
    "with the reply address of public news": {"Cc": "{public}"},
}


@pytest.mark.parametrize("how", NOTE_ANSWERS)
@pytest.mark.attack("A9")
async def test_a9_an_answer_to_a_note_is_never_public(story: Story, how: str):
    token = story.reply_to("note_added")
    known = {
        "token": token,
        "other": str(story.answer["Reply-To"]),
        "thread": str(story.answer["Message-ID"]),
        "public": story.reply_to("customer_replied"),
    }
    given: dict[str, Any] = {name: each.format(**known) for name, each in NOTE_ANSWERS[how].items()}
    content = a_mail(**({"subject": "Re", "sender": BEA, "to": token, "body": f"He lies.{QUOTED}"} | given))
    assert await story.comes(content, token) == [("He lies.", False, story.bea.id)]


@pytest.mark.parametrize("sender", [RITAS, "Cleo <cleo@example.com>", MALLORY])
@pytest.mark.parametrize("kind", ["note_added", "customer_replied", "assigned"])
@pytest.mark.attack("A9", "A10")
async def test_a9_a10_what_others_send_to_a_notices_address_is_for_the_team(
    story: Story, kind: str, sender: str
):
    to = story.reply_to(kind)
    ((body, public, agent),) = await story.comes(a_mail("Fwd", f"Look.{QUOTED}", sender, to), to)
    assert (public, agent) == (False, None)
    assert CANARY in body


@pytest.mark.parametrize("sign", ["thread", "number", "another's token"])
@pytest.mark.attack("A10")
async def test_a10_whoever_writes_as_an_agent_without_the_token_says_nothing_in_their_name(
    story: Story, sign: str
):
    thread = {"In_Reply_To": str(story.notices["customer_replied"]["Message-ID"])} if sign == "thread" else {}
    to = str(story.answer["Reply-To"]) if sign == "another's token" else SUPPORT
    spoofed = a_mail("Re: SUP-001" if sign == "number" else "Re", "Send money", BEA, to, **thread)
    said = await story.comes(spoofed, to)
    assert said == ([] if sign == "number" else [("Send money", False, None)])
    assert len(await story.mail.said(MailTicketRequested)) == (1 if sign == "number" else 0)


@pytest.mark.parametrize("kind", ["note_added", "customer_replied"])
@pytest.mark.attack("A9")
async def test_a9_a_requester_who_is_a_colleague_answers_a_notice_inside(story: Story, kind: str):
    """Without its reply address, by the thread alone: they were told as a colleague."""
    thread = {"In_Reply_To": str(story.notices[kind]["Message-ID"])}
    mail = a_mail("Re", f"He lies.{QUOTED}", RITAS, SUPPORT, **thread)
    ((_, public, agent),) = await story.comes(mail, SUPPORT)
    assert (public, agent) == (False, None)


@pytest.mark.attack("A10")
async def test_a10_a_forged_agent_says_nothing_in_public(story: Story):
    to = story.reply_to("customer_replied")
    judged = {"Authentication_Results": "mx.example.com; dmarc=fail"}
    ((body, public, agent),) = await story.comes(a_mail("Re", "Send money", BEA, to, **judged), to)
    assert (public, agent) == (False, None)
    assert body.startswith("(The server that took this mail in says that its sender's address is forged")


@pytest.mark.parametrize("change", ["inactive", "guest", "off the desk"])
@pytest.mark.parametrize("kind", ["customer_replied", "note_added"])
@pytest.mark.attack("A10")
async def test_a10_who_has_left_says_nothing_in_public(story: Story, desk: DeskState, kind: str, change: str):
    later = {"inactive": {"active": False}, "guest": {"role": "guest"}}.get(change)
    if later:
        await story.mail.hear(AgentChanged(person=story.bea.model_copy(update={"version": 2, **later})))
    else:
        closed = desk.model_copy(update={"member_ids": (ANNA.id,), "version": 2})
        await story.mail.hear(DeskChanged(desk=closed, actor=ANNA))
    to = story.reply_to(kind)
    ((body, public, agent),) = await story.comes(a_mail("Re", "Send money", BEA, to), to)
    assert (public, agent) == (False, None)
    assert body.startswith("(This answer to a notice was not published")
    (kept,) = await story.arrived(1)
    assert kept["reason"] == "may_not_answer"


@pytest.mark.attack("A10")
async def test_a10_an_address_that_was_changed_speaks_for_nobody(story: Story):
    moved = story.bea.model_copy(update={"email": "beatrice@example.com", "version": 2})
    await story.mail.hear(AgentChanged(person=moved))
    to = story.reply_to("customer_replied")
    assert await story.comes(a_mail("Re", "It is me", BEA, to), to) == [("It is me", False, None)]
    again = await story.comes(a_mail("Re", "It is me now", "B <Beatrice@Example.com>", to), to, 2)
    assert again[1] == ("It is me now", True, story.bea.id)


@pytest.mark.parametrize("kind", ["note_added", "customer_replied"])
@pytest.mark.parametrize("mark", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}])
async def test_an_agents_autoresponder_is_discarded_and_tells_nobody(
    story: Story, kind: str, mark: dict[str, str]
):
    to, before = story.reply_to(kind), len(await log(story.mail))
    assert await story.comes(a_mail("Out of office", "I am away.", BEA, to, **mark), to) == []
    (kept,) = await story.arrived(1)
    assert (kept["state"], kept["reason"]) == ("discarded", "automatic")
    assert len(await log(story.mail)) == before


@pytest.mark.parametrize("how", ["marked", "as a forwarded mail", "below a head that nobody knows"])
async def test_what_repeats_the_notice_stays_inside(story: Story, how: str):
    told = story.notices["customer_replied"].get_body(("plain",))
    assert told
    words = told.get_content()
    body = {
        "marked": "".join(f"> {line}\r\n" for line in words.splitlines()),
        "as a forwarded mail": f"From: {SUPPORT}\r\nSent: Sunday\r\nSubject: x\r\n\r\n{words}",
        "below a head that nobody knows": f"Use water.\r\n\r\nzxcv qwer:\r\n{words}",
    }[how]
    to = story.reply_to("customer_replied")
    ((_, public, agent),) = await story.comes(a_mail("Re", body, BEA, to), to)
    assert (public, agent) == (False, None)
    (kept,) = await story.arrived(1)
    assert kept["reason"] == "nothing_said"


async def test_a_notice_that_comes_back_is_in_the_log_and_no_news_of_the_ticket(story: Story):
    sent = story.notices["note_added"]
    bounce = (
        f"From: MAILER-DAEMON@example.com\r\nTo: {SUPPORT}\r\nSubject: Undelivered\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\n\r\nIt failed.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        "Final-Recipient: rfc822; bea@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "--b\r\nContent-Type: message/rfc822-headers\r\n\r\n"
        f"Message-ID: {sent['Message-ID']}\r\n--b--\r\n"
    )
    await story.comes(bounce.encode(), SUPPORT)
    (kept,) = await story.arrived(1)
    assert (kept["state"], kept["reason"], kept["ticket_id"]) == ("discarded", "bounce", None)
    states = {
        row.kind: row.state for row in await story.mail.deliveries() if row.message_id == sent["Message-ID"]
    }
    assert states == {"notice": "failed"}
    assert [each.name for each in await story.mail.said() if "delivery.failed" in each.name] == []
