"""A14, A16: an end of line where none belongs, in what comes in and in what goes out; read as raw bytes."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from shared.contracts.notifications import MailTicketRequested
from shared.contracts.parts import DeskState
from tests.builders import ANNA
from tests.notifications.conftest import Mail
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.notifications.incoming.conftest import Mails
from tests.notifications.incoming.door import handed_on
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.story import MALLORY, Story, story
from tests.notifications.incoming.test_attacks import EXPECTED
from tests.notifications.incoming.test_lmtp import OPENING, raw_session, to_two
from tests.notifications.sink import Sink
from tests.waiting import until

__all__ = ["story"]
pytestmark = pytest.mark.usefixtures("hears", "loops")
ENDS = ["\r\n", "\n", "\r", "\v", "\x1e"]


def head_of(raw: bytes) -> list[bytes]:
    """The names of the headers of a mail, as they stand on the wire."""
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert b"\r" not in head.replace(b"\r\n", b"")
    # As programs part lines that take other signs for their ends, too.
    lines = head.decode("utf-8").splitlines()
    return [line.partition(":")[0].lower().encode() for line in lines if not line.startswith((" ", "\t"))]


def is_as_expected(raw: bytes) -> bool:
    names = [name.decode("ascii") for name in head_of(raw)]
    return set(names) <= EXPECTED and len(names) == len(set(names))


@pytest.mark.attack("A14")
@pytest.mark.parametrize("end", ENDS, ids=repr)
async def test_a14_no_word_of_a_ticket_ends_a_line_of_a_mails_head(
    mail: Mail, sink: Sink, desk: DeskState, end: str
):
    evil = f"Hello{end}Bcc: mallory@evil.example{end}{end}Hidden"
    created = ticket_created(a_ticket_state(desk.id, title=evil, number=evil, requester={"name": evil}))
    actor = ANNA.model_copy(update={"name": evil})
    await mail.hear(created, comment_added(created.ticket, actor=actor, body=evil))

    async def both() -> bool:
        return len(sink.raw) == 2

    await until(both)
    assert all(is_as_expected(raw) for raw in sink.raw)
    assert [to for _, to in sink.envelopes] == [["rita@example.com"]] * 2


@pytest.mark.attack("A14")
@pytest.mark.parametrize(
    "message_id",
    [
        "<a@b>\r\n\tBcc: mallory@evil.example",
        "<a\x0bBcc:mallory@evil.example>",
        "<a\x00@b>",
        "<=?utf-8?q?a=0D=0ABcc=3A_m=40evil=2Eexample?=@b>",
        "<żółw@b>",
    ],
)
async def test_a14_the_id_of_a_mail_that_is_answered_is_an_id_or_left_out(
    story: Story, desk: DeskState, message_id: str
):
    await story.comes(a_mail(sender=MALLORY, message_id=message_id))
    (wish,) = await story.mail.said(MailTicketRequested)
    requester = {"email": wish.requester.email, "verified": False}
    state = a_ticket_state(desk.id, id=wish.ticket_id, title=wish.title, requester=requester)
    await story.mail.hear(ticket_created(state, channel="email"), comment_added(state))
    await story.mailed(4)
    for raw in story.sink.raw[2:]:
        assert is_as_expected(raw)
        found = re.findall(rb"(?m)^(?:In-Reply-To|References): (.*)\r$", raw)
        assert all(re.fullmatch(rb"(?:<[!-;=?-~]+@[!-;=?-~]+> ?)+", each) for each in found)


@pytest.mark.attack("A14")
@pytest.mark.parametrize(
    "name", ["a.txt\r\nBcc: m@evil.example", 'a".txt\r\n\r\n<script>', "=?utf-8?q?a=0D=0ABcc=3A_x?=.txt"]
)
async def test_a14_no_name_of_a_file_ends_a_line(mail: Mail, sink: Sink, desk: DeskState, name: str):
    created = ticket_created(a_ticket_state(desk.id))
    file = {"id": created.ticket.id, "object_key": "k", "name": name, "size": 1, "content_type": "text/plain"}
    await mail.service.storage.put("k", one_byte())
    await mail.hear(created, comment_added(created.ticket, attachments=[file]))

    async def both() -> bool:
        return len(sink.raw) == 2

    await until(both)
    raw = sink.raw[-1]
    assert is_as_expected(raw)
    disposition = raw.partition(b"Content-Disposition: ")[2].partition(b"\r\n\r\n")[0]
    assert not re.search(rb"\r\n(?![ \t])", disposition)
    assert b"=?" not in disposition


async def one_byte() -> AsyncIterator[bytes]:
    yield b"x"


@pytest.mark.attack("A14", "A16")
@pytest.mark.parametrize(
    "address",
    [
        b'"a\rFrom: rita@example.com"@b.example',
        b'"a\rAuthentication-Results: x; dmarc=pass"@b.example',
        b'"a\r\rThe mail begins here"@b.example',
    ],
)
async def test_a14_an_envelopes_sender_begins_no_header(
    story: Story, http: httpx.AsyncClient, address: bytes
):
    thread = {"In_Reply_To": str(story.answer["Message-ID"])}
    lines = (b"LHLO x\r\n", b"MAIL FROM:<" + address + b">\r\n", *OPENING[2:], b"DATA\r\n")
    said = await raw_session(
        story.port, *lines, a_mail("Re", "Hi", MALLORY, **thread) + b".\r\n", b"QUIT\r\n"
    )
    if b"250 2.0.0 Kept" in said:
        (kept,) = await story.arrived(1)
        assert kept["sender"] == "mallory@evil.example"
        raw = (await http.get(f"/api/mail/emails/{kept['id']}/raw")).content
        assert b"\r" not in raw.replace(b"\r\n", b"")
        assert head_of(raw)[:2] == [b"return-path", b"from"]


@pytest.mark.attack("A16")
@pytest.mark.parametrize(
    "end",
    [
        b"\n.\n",
        b"\r\n.\n",
        b"\n.\r\n",
        b"\r.\r",
        b"\r\n.\r",
        b"\r.\r\n",
        b"\n\x00.\r\n",
        b"\r\n\x00.\r\n",
        b"\n..\n",
    ],
)
async def test_a16_no_end_but_one_ends_a_mail_that_comes_in(lmtp_port: int, arrived: Mails, end: bytes):
    envelope = b"MAIL FROM:<a@b.c>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n"
    both = a_mail("outer") + end + envelope + a_mail("smuggled")
    await raw_session(lmtp_port, *OPENING, b"DATA\r\n", both, b"\r\n.\r\n", b"QUIT\r\n")
    assert await handed_on(lmtp_port, a_mail("afterwards"), "support@example.com") == {}
    subjects = [each["subject"] for each in await arrived(1)]
    assert "afterwards" in subjects
    assert "smuggled" not in subjects


@pytest.mark.attack("A16")
@pytest.mark.parametrize(
    "end",
    ["\r\n.\r\n", "\n.\n", "\r.\r", "\r\n.\n", "\n.\r\n", "\r\n.\r", "\n..\n.", "\r\n\x00.\r\n"],
    ids=repr,
)
async def test_a16_no_words_of_an_agent_end_a_mail_that_goes_out(
    mail: Mail, sink: Sink, desk: DeskState, end: str
):
    smuggled = (
        f"Hello{end}MAIL FROM:<evil@example.com>{end}RCPT TO:<victim@example.net>{end}DATA{end}Subject: x"
    )
    created = ticket_created(a_ticket_state(desk.id))
    await mail.hear(created, comment_added(created.ticket, body=smuggled))

    async def both() -> bool:
        return len(sink.raw) >= 2

    await until(both)
    await mail.send()
    assert [to for _, to in sink.envelopes] == [["rita@example.com"]] * 2
    raw = sink.raw[-1]
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")


@pytest.mark.attack("A16")
async def test_a16_a_mail_with_bare_ends_is_refused_for_every_recipient(lmtp_port: int, arrived: Mails):
    refused = await handed_on(lmtp_port, a_mail("smuggled"), "support@example.com")
    assert refused == {}
    said = await raw_session(lmtp_port, *to_two(a_mail() + b"a\rb\r\n.\r\n"))
    assert [line[:9] for line in said].count(b"550 5.6.0") == 2
    assert len(await arrived(1)) == 1
