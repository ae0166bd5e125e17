"""What is thought of a mail as a whole: by whom it was written, of what it tells, and what servers on the way say."""

import pytest

from tests.notifications.parsing.builders import mail, mail_of, multipart, part, read, text

STATUS = b"Final-Recipient: rfc822; jan@example.net\r\nAction: failed\r\nStatus: 5.1.1"
REPORT = multipart("report", text("It failed."), part(STATUS, b"Content-Type: message/delivery-status"))


@pytest.mark.parametrize("value", [b"auto-replied", b"auto-generated", b"Auto-Replied (vacation)"])
def test_a_machines_mail_says_why_it_is_taken_for_one(value: bytes):
    judged = read(mail(b"I am away.", b"Auto-Submitted: " + value)).judged
    assert str(judged.shown["auto_reply"]).startswith("auto-submitted: auto-")


@pytest.mark.parametrize("headers", [(), (b"Auto-Submitted: no",), (b"X-Auto-Response-Suppress: All",)])
def test_a_persons_mail_is_none(headers: tuple[bytes, ...]):
    assert read(mail(b"Hello", *headers)).judged.shown["auto_reply"] is None


def test_a_bounce_is_no_automatic_reply_though_it_says_who_wrote_it():
    judged = read(b"Auto-Submitted: auto-replied\r\n" + mail_of(REPORT)).judged
    assert judged.bounce
    assert judged.automatic
    assert judged.shown["auto_reply"] is None


def test_whom_it_was_delivered_to_is_told_by_servers_on_the_way():
    noted = (b"Delivered-To: support+tag@example.com", b"X-Original-To: <help@example.com>")
    assert read(mail(b"Hello", *noted)).judged.delivered_to == ["support+tag@example.com", "help@example.com"]


FAIL = b"Authentication-Results: mx.example.com; spf=fail smtp.mailfrom=a@b.c; dmarc=fail header.from=b.c"
PASS = b"Authentication-Results: mx.example.com; dkim=pass; dmarc=pass header.from=b.c"


@pytest.mark.parametrize(
    ("headers", "is_forged"),
    [((FAIL,), True), ((PASS,), False), ((PASS, FAIL), False), ((FAIL, PASS), True), ((), False)],
)
def test_only_what_the_last_server_found_counts(headers: tuple[bytes, ...], is_forged: bool):
    # The topmost field is the one that was added last.
    assert read(b"\r\n".join([*headers, mail()])).judged.is_forged is is_forged
