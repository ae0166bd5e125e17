"""Mail that servers hand on, over a real LMTP session."""

import asyncio
from typing import Any

import httpx
import pytest

from shared.contracts.notifications import MailTicketRequested
from shared.contracts.parts import DeskState
from shared.contracts.tickets import DeskChanged
from tests.builders import ANNA
from tests.notifications.conftest import Mail
from tests.notifications.incoming.door import Mails, handed_on
from tests.notifications.incoming.letters import a_mail
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("opens", "loops")


async def test_a_mail_becomes_a_wish_for_a_ticket_with_its_words_files_and_sender(
    mail: Mail, lmtp_port: int, arrived: Mails
):
    assert await handed_on(lmtp_port, a_mail(body="Es brennt: żółw 日本"), "support@example.com") == {}
    (kept,) = await arrived()
    assert (kept["state"], kept["sender"], kept["subject"]) == (
        "linked",
        "rita@example.com",
        "Printer on fire",
    )
    (wish,) = await mail.said(MailTicketRequested)
    assert (wish.title, wish.body.strip()) == ("Printer on fire", "Es brennt: żółw 日本")
    assert (wish.requester.email, wish.requester.name) == ("rita@example.com", "Rita")
    assert str(wish.ticket_id) == kept["ticket_id"]


PACKED = (
    "--R\r\nContent-Type: text/plain\r\n\r\nSee the files\r\n"
    "--R\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=none.txt\r\n\r\n\r\n"
    "--R\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\na\r\n--R--"
)


@pytest.mark.parametrize(("language", "why"), [("en", "The file is empty"), ("pl", "Plik jest pusty")])
async def test_an_empty_file_of_a_mail_leaves_a_line_below_the_words(
    mail: Mail,
    desk: DeskState,
    http: httpx.AsyncClient,
    lmtp_port: int,
    arrived: Mails,
    language: str,
    why: str,
):
    spoken = desk.model_copy(update={"language": language, "version": desk.version + 1})
    await mail.hear(DeskChanged(desk=spoken, actor=ANNA))
    packed = a_mail(body=PACKED, Content_Type="multipart/mixed; boundary=R")
    assert await handed_on(lmtp_port, packed, "support@example.com") == {}
    (kept,) = await arrived()
    (wish,) = await mail.said(MailTicketRequested)
    assert wish.body == f"See the files\n\n[none.txt: {why}]"
    assert [file.name for file in wish.attachments] == ["a.txt"]
    shown = (await http.get(f"/api/mail/emails/{kept['id']}")).json()["attachments"]
    assert [(each["name"], each["size"], "url" in each) for each in shown] == [
        ("none.txt", 0, False),
        ("a.txt", 1, True),
    ]


async def test_whoever_is_no_mailbox_here_is_refused_and_the_others_get_it(lmtp_port: int, arrived: Mails):
    refused = await handed_on(lmtp_port, a_mail(), "nobody@example.com", "SUPPORT+tag@Example.com")
    assert {address: code for address, (code, _) in refused.items()} == {"nobody@example.com": 550}
    assert len(await arrived()) == 1


async def test_the_same_mail_by_another_way_is_one_mail(lmtp_port: int, arrived: Mails):
    mail = a_mail(message_id="<one@client.example>")
    for way in (b"Received: from a\r\n", b"Received: from b\r\nX-Spam: no\r\n", b""):
        assert await handed_on(lmtp_port, way + mail, "support@example.com") == {}
    other = a_mail(message_id="<one@client.example>", body="Something else.")
    assert await handed_on(lmtp_port, other, "support@example.com") == {}
    assert len(await arrived(2)) == 2


LARGE = a_mail(body=("y" * 990 + "\r\n") * 32_000)


async def test_what_is_announced_too_large_is_refused_before_it_is_sent(lmtp_port: int, arrived: Mails):
    assert await handed_on(lmtp_port, LARGE, "support@example.com") == {"": (552, b"")}
    assert await arrived(0) == []


async def raw_session(port: int, *lines: bytes) -> list[bytes]:
    """Say lines; answers all that the server said."""

    async def connect() -> Any:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return None

    reader, writer = await until(connect)
    for line in lines:
        writer.write(line)
    said = (await asyncio.wait_for(reader.read(), 10)).splitlines()
    writer.close()
    return said


OPENING = (b"LHLO x\r\n", b"MAIL FROM:<>\r\n", b"RCPT TO:<support@example.com>\r\n")


@pytest.mark.parametrize("end", [b"\n.\n", b"\r\n.\n", b"\n.\r\n", b"\r.\r"])
@pytest.mark.attack("A16")
async def test_a_bare_end_of_line_ends_no_mail(lmtp_port: int, arrived: Mails, end: bytes):
    smuggled = b"MAIL FROM:<a@b.c>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n" + a_mail() + b"\r\n.\r\n"
    said = await raw_session(
        lmtp_port, *OPENING, b"DATA\r\n", a_mail() + end + smuggled, b"\r\n.\r\n", b"QUIT\r\n"
    )
    answers = [line for line in said if line.startswith((b"250 2.0.0", b"550 5.6.0"))]
    assert answers == [b"550 5.6.0 A line ends with CR and LF, nothing else"]
    assert await arrived(0) == []


def to_two(data: bytes) -> tuple[bytes, ...]:
    """A session with one mail for two recipients."""
    second = b"RCPT TO:<support+two@example.com>\r\n"
    return (*OPENING, second, b"DATA\r\n", data, b"QUIT\r\n")


async def test_every_recipient_is_answered_apart(lmtp_port: int):
    said = await raw_session(lmtp_port, *to_two(a_mail() + b".\r\n"))
    assert said.count(b"250 2.0.0 Kept") == 2


async def test_what_turns_out_too_large_is_refused_for_each_recipient(lmtp_port: int, arrived: Mails):
    twice = (*OPENING, b"RCPT TO:<support+two@example.com>\r\n", b"DATA\r\n", LARGE + b".\r\n", b"QUIT\r\n")
    said = await raw_session(lmtp_port, *twice)
    assert [line[:3] for line in said if line.startswith(b"552")] == [b"552"] * 2
    assert await arrived(0) == []
