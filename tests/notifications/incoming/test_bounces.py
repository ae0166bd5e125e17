"""A mail of ours comes back: its delivery and its ticket hear of it; a bounce is never a comment nor a ticket."""

import pytest

from shared.contracts.notifications import DeliveryFailed, MailCommentRequested, MailTicketRequested
from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail
from tests.notifications.incoming.door import Mails
from tests.notifications.incoming.test_answers import taken_in, written_to
from tests.notifications.sink import Sink

pytestmark = pytest.mark.usefixtures("opens")

REPORT = """\
From: MAILER-DAEMON@mx.example.net
To: support@example.com
Subject: {subject}
Date: Sun, 29 Nov 2026 10:00:00 +0100
Message-ID: <bounce@mx.example.net>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B
Content-Type: text/plain

Your mail has a problem.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} no such person

--B
Content-Type: text/rfc822-headers

From: support@example.com
To: {recipient}
Subject: hello
{original}
--B--
"""


def a_report(action: str = "failed", original: str = "", recipient: str = "rita@example.com") -> bytes:
    status = "5.1.1" if action == "failed" else "4.4.1"
    named = f"Message-ID: {original}\n" if original else ""
    told = {
        "action": action,
        "status": status,
        "recipient": recipient,
        "subject": "Undelivered",
        "original": named,
    }
    return REPORT.format(**told).replace("\n", "\r\n").encode()


@pytest.mark.parametrize("names_mail", [True, False])
async def test_a_mail_that_comes_back_fails_the_delivery_it_is_about(
    mail: Mail, sink: Sink, desk: DeskState, arrived: Mails, names_mail: bool
):
    created, sent = await written_to(mail, sink, desk)
    assert await mail.states() == ["sent", "sent"]
    original = str(sent["Message-ID"]) if names_mail else ""
    await taken_in(mail, desk.id, a_report(original=original))
    assert sorted(await mail.states()) == ["failed", "sent"]
    (failed,) = await mail.said(DeliveryFailed)
    assert (failed.ticket_id, failed.recipient) == (created.ticket.id, "rita@example.com")
    assert failed.comment_id is not None
    assert "5.1.1" in failed.reason
    (kept,) = await arrived(1)
    assert (kept["state"], kept["reason"], kept["ticket_id"]) == ("linked", "bounce", str(created.ticket.id))
    assert await mail.said(MailCommentRequested) == []
    assert await mail.said(MailTicketRequested) == []


async def test_a_second_report_of_the_same_mail_changes_nothing(mail: Mail, sink: Sink, desk: DeskState):
    _, sent = await written_to(mail, sink, desk)
    first = a_report(original=str(sent["Message-ID"]))
    await taken_in(mail, desk.id, first)
    await taken_in(mail, desk.id, first.replace(b"<bounce@", b"<again@"))
    assert len(await mail.said(DeliveryFailed)) == 1


async def test_a_late_mail_is_not_a_failed_one(mail: Mail, sink: Sink, desk: DeskState, arrived: Mails):
    _, sent = await written_to(mail, sink, desk)
    await taken_in(mail, desk.id, a_report("delayed", str(sent["Message-ID"])))
    assert await mail.states() == ["sent", "sent"]
    assert [(each["state"], each["reason"]) for each in await arrived(1)] == [("discarded", "bounce")]


@pytest.mark.parametrize("more", [{"original": "<unknown@x>"}, {"recipient": "stranger@example.org"}])
async def test_a_report_about_nothing_of_ours_waits_for_people(
    mail: Mail, desk: DeskState, arrived: Mails, more
):
    await taken_in(mail, desk.id, a_report(**more))
    assert [(each["state"], each["reason"]) for each in await arrived(1)] == [("unlinked", "bounce")]
    assert await mail.said(MailTicketRequested) == []
