"""Mails that pretend: guessed reply addresses, names of others, ends of lines in values. All through the LMTP door."""

import pytest

from shared.contracts.notifications import MailCommentRequested, MailTicketRequested
from shared.contracts.parts import DeskState
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.notifications.incoming.door import handed_on
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.story import MALLORY, RITA, SUPPORT, Story, story

__all__ = ["story"]
pytestmark = pytest.mark.usefixtures("hears", "loops")
EXPECTED = {
    "from", "to", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted",
    "x-auto-response-suppress", "mime-version", "content-type",
}  # fmt: skip


def altered(address: str, change: str) -> str:
    """A reply address whose token is not the one that was given out."""
    local, _, domain = address.partition("@")
    name, _, token = local.partition("+")
    other = {
        "guessed": "0123456789abcdef" * 2,
        "last sign": token[:-1] + ("0" if token[-1] != "0" else "1"),
        "cut": token[:-1],
        "longer": f"{token}0",
        "reversed": token[::-1],
    }[change]
    return f"{name}+{other}@{domain}"


@pytest.mark.parametrize("change", ["guessed", "last sign", "cut", "longer", "reversed"])
@pytest.mark.attack("A13")
async def test_a13_a_token_that_was_not_given_out_leads_to_no_ticket(story: Story, change: str):
    to = altered(story.reply_to, change)
    assert await story.comes(a_mail("let me in", sender=MALLORY, to=to), to) == []
    assert await story.opened() == [("let me in", "")]


async def test_a13_a_token_counts_whatever_servers_made_of_its_letters(story: Story):
    to = story.reply_to.upper()
    assert await story.comes(a_mail("Re", "Thanks", to=to), to) == [("Thanks", True)]


async def test_a13_a_token_counts_though_the_envelope_alone_names_it(story: Story):
    assert await story.comes(a_mail("Re", "Thanks", to=SUPPORT), story.reply_to) == [("Thanks", True)]


@pytest.mark.parametrize("sender", ["Anna <anna@example.com>", "Anna <boss@example.com>", MALLORY])
@pytest.mark.parametrize("sign", ["thread", "token"])
@pytest.mark.attack("A9", "A10")
async def test_a9_a10_who_is_not_the_requester_writes_to_the_team_alone(story: Story, sender: str, sign: str):
    thread = {"In_Reply_To": story.answer["Message-ID"]} if sign == "thread" else {}
    to = story.reply_to if sign == "token" else SUPPORT
    assert await story.comes(a_mail("Re", "Pay here", sender=sender, to=to, **thread), to) == [
        ("Pay here", False)
    ]
    assert await story.mailed(2) == [["rita@example.com"]] * 2


@pytest.mark.parametrize(
    "sender", [f"Support <{SUPPORT}>", "Rita <support+x@example.com>", "SUPPORT@EXAMPLE.COM"]
)
@pytest.mark.attack("A10")
async def test_a10_our_own_address_in_from_says_nothing(story: Story, sender: str):
    mail = a_mail("Re", "Pay here", sender=sender, In_Reply_To=story.answer["Message-ID"])
    assert await story.comes(mail) == []
    assert await story.opened() == []


@pytest.mark.parametrize("header", ["Cc", "Reply_To", "Sender"])
@pytest.mark.attack("A11")
async def test_a11_whoever_a_mail_names_beside_its_sender_never_gets_mail(story: Story, header: str):
    named = {header: MALLORY}
    mail = a_mail("Re", "Please tell us", sender=RITA, In_Reply_To=story.answer["Message-ID"], **named)
    await story.comes(mail)
    await story.mail.hear(comment_added(story.created.ticket, body="Here is all"))
    assert await story.mailed(3) == [["rita@example.com"]] * 3
    named_here = {str(each["To"]) + str(each["Cc"] or "") for each in story.sink.mails}
    assert named_here == {"rita@example.com"}


@pytest.mark.parametrize("sign", ["token", "thread", "number"])
@pytest.mark.parametrize("verdict", ["dmarc=fail", "spf=pass; dkim=fail; DMARC=FAIL (p=reject)"])
@pytest.mark.attack("A11")
async def test_a11_a_forged_requester_says_nothing_in_public(story: Story, sign: str, verdict: str):
    thread = {"In_Reply_To": story.answer["Message-ID"]} if sign == "thread" else {}
    to = story.reply_to if sign == "token" else SUPPORT
    subject = "Re: SUP-001" if sign == "number" else "Re"
    judged = {"Authentication_Results": f"mx.example.com; {verdict}"}
    ((body, public),) = await story.comes(a_mail(subject, "Send me all", RITA, to, **judged, **thread), to)
    assert not public
    assert body.startswith("(The server that took this mail in says that its sender's address is forged")
    assert body.endswith("Send me all")
    (kept,) = await story.arrived(1)
    assert kept["reason"] == "forged"


@pytest.mark.attack("A11")
async def test_a11_a_verdict_that_came_with_the_mail_counts_nothing(story: Story):
    first = b"Authentication-Results: mx.example.com; dmarc=pass\r\n"
    thread = {"In_Reply_To": story.answer["Message-ID"]}
    below = a_mail("Re", "It is me", Authentication_Results="other; dmarc=fail", **thread)
    assert await story.comes(first + below) == [("It is me", True)]


INJECTED = "=?utf-8?q?{}=0D=0ABcc:_mallory=40evil.example?="


@pytest.mark.parametrize(
    "given",
    [
        {"subject": INJECTED.format("Help")},
        {"subject": "=?utf-8?b?SGVscA0KQmNjOiBtYWxsb3J5QGV2aWwuZXhhbXBsZQ==?="},
        {"subject": "Help\r\n Bcc: mallory@evil.example"},
        {"sender": f"{INJECTED.format('Rita')} <rita2@example.com>"},
        {"sender": "Rita <rita2@example.com>", "message_id": "<a\r\n\tBcc:mallory@evil.example>"},
    ],
)
@pytest.mark.attack("A14")
async def test_a14_an_end_of_line_in_a_value_is_no_header_of_ours(
    story: Story, desk: DeskState, given: dict[str, str]
):
    await story.comes(a_mail(**({"sender": "R <rita2@example.com>"} | given)))
    (wish,) = await story.mail.said(MailTicketRequested)
    requester = {"email": wish.requester.email, "name": wish.requester.name, "verified": False}
    state = a_ticket_state(desk.id, id=wish.ticket_id, title=wish.title, requester=requester)
    await story.mail.hear(ticket_created(state, channel="email"))
    assert (await story.mailed(3))[-1] == ["rita2@example.com"]
    assert {name.lower() for name in story.sink.mails[-1]} <= EXPECTED
    assert b"\nBcc" not in story.sink.raw[-1]


@pytest.mark.parametrize(
    ("mark", "envelope", "is_machine"),
    [
        ({"Precedence": "bulk"}, "rita@example.com", True),
        ({"Precedence": "junk"}, "rita@example.com", True),
        # Servers that forward mail write an empty sender over people's answers, too.
        ({}, "", False),
    ],
)
async def test_an_answer_that_only_bulk_marks_moves_nothing(
    story: Story, mark: dict[str, str], envelope: str, is_machine: bool
):
    away = a_mail("Re: hello", "I am away.", In_Reply_To=story.answer["Message-ID"], **mark)
    assert await handed_on(story.port, away, SUPPORT, sender=envelope) == {}
    await story.arrived(1)
    (said,) = await story.mail.said(MailCommentRequested)
    assert (said.public, bool(said.automatic)) == (not is_machine, is_machine)
