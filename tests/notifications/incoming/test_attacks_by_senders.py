"""A15: a mail whose writer two programs read differently speaks for nobody. All through the LMTP door."""

import pytest

from shared.contracts.notifications import MailCommentRequested
from tests.notifications.conftest import Mail
from tests.notifications.incoming.conftest import Mails
from tests.notifications.incoming.door import handed_on
from tests.notifications.incoming.story import SUPPORT, Story, story

__all__ = ["story"]
pytestmark = [pytest.mark.usefixtures("hears", "loops"), pytest.mark.attack("A15")]
EVIL, RITA = b"mallory@evil.example", b"rita@example.com"

READ_DIFFERENTLY = {
    "two addresses": b"From: %b, %b" % (RITA, EVIL),
    "two headers": b"From: %b\r\nFrom: %b" % (RITA, EVIL),
    "two headers, the second in capitals": b"From: %b\r\nFROM: %b" % (RITA, EVIL),
    "a blank before the colon": b"From : %b\r\nFrom: %b" % (EVIL, RITA),
    "a NUL behind the name": b"From\0: %b\r\nFrom: %b" % (EVIL, RITA),
    "an empty one before": b"From: \r\nFrom: %b" % RITA,
    "a NUL in the domain": b"From: <rita@example\0.com>",
    "a backspace": b"From: <rita@\x08example.com>",
    "an escape of ISO 2022": b"From: <rita@\x1b(Bexample.com>",
    "a route": b"From: <@evil.example,@x.example:%b>" % RITA,
    "a group": b"From: Friends:%b;" % RITA,
    "two in brackets and a colon": b"From: <%b>:<%b>" % (EVIL, RITA),
    "an address for a group's name": b"From: %b:%b;" % (EVIL, RITA),
    "a comment with an address": b"From: <rita@example.com(@evil.example)>",
    "a parenthesis that nobody opened": b"From: rita@example.com)%b" % EVIL,
    "a quoted local part": b'From: <"rita"@example.com>',
    "an encoded word for the local part": b"From: =?utf-8?q?rita?=@example.com",
    "an encoded word for all of it": b"From: =?utf-8?q?Rita_=3Crita=40example=2Ecom=3E?=",
    "a fullwidth letter": "From: rita@ｅxample.com".encode(),
    "an ideographic full stop": "From: rita@example。com".encode(),
    "a soft hyphen": "From: rita@exam\u00adple.com".encode(),
    "a long s": "From: \u017fita@example.com, rita@example.com".encode(),
    "no From but a Sender": b"Sender: %b" % RITA,
}
OTHERS = {
    "another letter of another alphabet": "From: rita@ex\u0430mple.com".encode(),
    "a domain within another": b"From: rita@example.com.evil.example",
    "the address for a name": b'From: "rita@example.com" <%b>' % EVIL,
    "an encoded address for a name": b"From: =?utf-8?q?rita=40example.com=3E?= <%b>" % EVIL,
    "a path of names": b"From: <rita%%example.com@evil.example>",
    "sent again by her": b"Resent-From: %b\r\nFrom: %b" % (RITA, EVIL),
}


def mail_from(head: bytes, to: str) -> bytes:
    rest = f"To: {to}\r\nSubject: Re\r\nMessage-ID: <1@client.example>\r\n\r\nPay here\r\n"
    return head + b"\r\n" + rest.encode()


@pytest.mark.parametrize("how", READ_DIFFERENTLY)
async def test_a15_who_is_read_differently_is_nobody(story: Story, how: str):
    to = story.reply_to
    assert await story.comes(mail_from(READ_DIFFERENTLY[how], to), to) == [("Pay here", False)]
    assert [each.author.email for each in await story.mail.said(MailCommentRequested)] == [None]


@pytest.mark.parametrize("how", OTHERS)
async def test_a15_who_only_looks_like_the_requester_is_somebody_else(story: Story, how: str):
    to = story.reply_to
    assert await story.comes(mail_from(OTHERS[how], to), to) == [("Pay here", False)]
    assert [each.author.email for each in await story.mail.said(MailCommentRequested)] != ["rita@example.com"]


@pytest.mark.parametrize("how", ["two addresses", "a route", "a fullwidth letter"])
async def test_a15_a_stranger_nobody_can_name_opens_nothing(
    lmtp_port: int, mail: Mail, arrived: Mails, how: str
):
    assert await handed_on(lmtp_port, mail_from(READ_DIFFERENTLY[how], SUPPORT), SUPPORT) == {}
    (kept,) = await arrived(1)
    assert (kept["state"], kept["reason"]) == ("unlinked", "sender_unclear")
