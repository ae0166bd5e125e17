from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import update

from services.notifications.tables import deliveries
from shared.contracts.notifications import DeliverySent
from shared.tables import outbox
from tests.notifications.conftest import given_mailbox, queued
from tests.notifications.events import a_ticket_state, comment_added, ticket_created

LATER = timedelta(minutes=2)


async def test_a_mail_arrives_with_both_bodies_and_exactly_its_headers(mail, desk, mailbox, sink):
    ticket = a_ticket_state(desk.id, title="Żółw – 100 € “quoted”")
    await mail.hear(ticket_created(ticket))
    await mail.send()
    (got,), (row,) = sink.mails, await mail.deliveries()
    assert sink.envelopes == [("support@example.com", ["rita@example.com"])]
    assert set(got.keys()) == {
        "Content-Type", "MIME-Version", "From", "To", "Reply-To", "Subject", "Date", "Message-ID",
        "Auto-Submitted", "X-Auto-Response-Suppress",
    }  # fmt: skip
    assert (got["from"], got["to"]) == ("Kontora <support@example.com>", "rita@example.com")
    assert (got["subject"], got["message-id"]) == (row.subject, row.message_id)
    assert (got["auto-submitted"], got["x-auto-response-suppress"]) == ("auto-generated", "All")
    assert words(got, "plain") == row.text.rstrip()
    assert words(got, "html") == row.html.rstrip()
    assert (row.state, row.attempts, row.reason) == ("sent", 1, "")
    assert row.sent_at is not None


async def test_a_comments_mail_continues_the_thread_and_is_no_automatic_one(mail, desk, mailbox, sink):
    ticket = a_ticket_state(desk.id)
    await mail.hear(ticket_created(ticket), comment_added(ticket))
    await mail.send()
    first, second = sink.mails
    assert (second["in-reply-to"], second["references"]) == (first["message-id"], first["message-id"])
    assert second["auto-submitted"] is None


@pytest.mark.attack("A16")
async def test_only_crlf_ends_lines_and_dots_stay(mail, desk, mailbox, sink):
    ticket = a_ticket_state(desk.id)
    body = "one\n.\ntwo\r\n..three\rfour\n.\r\nMAIL FROM:<eve@example.com>"
    await mail.hear(ticket_created(ticket), comment_added(ticket, body=body))
    await mail.send()
    raw = sink.raw[1]
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert "one\n.\ntwo\n..three\nfour\n.\nMAIL FROM:<eve@example.com>" in words(sink.mails[1], "plain")
    assert len(sink.raw) == 2


@pytest.mark.parametrize(
    "evil",
    [
        "x\r\nBcc: eve@example.com",
        "x\nBcc: eve@example.com\n\nbody",
        "x\u2028Bcc: eve@example.com",
        "=?utf-8?q?=0D=0ABcc:_eve@example.com?=",
    ],
)
@pytest.mark.attack("A14")
async def test_no_text_adds_a_header(mail, http, desk, sink, evil):
    await given_mailbox(http, desk.id, sink.port, name=evil)
    await queued(mail, desk, title=evil)
    await mail.send()
    (got,) = sink.mails
    assert got["bcc"] is None
    assert sink.envelopes[0][1] == ["rita@example.com"]
    head = sink.raw[0].partition(b"\r\n\r\n")[0].lower()
    assert b"\nbcc" not in head


async def test_what_was_sent_is_told_in_the_trace_of_its_cause(mail, desk, mailbox):
    await queued(mail, desk)
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    async with mail.service.database.session() as session, session.begin():
        headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01", "correlation_id": "corr-1234"}
        await session.execute(update(deliveries).values(headers=headers))
    await mail.send()
    (sent,) = await mail.said(DeliverySent)
    (row,) = await mail.deliveries()
    assert (sent.delivery_id, sent.ticket_id, sent.recipient) == (row.id, row.ticket_id, row.recipient)
    async with mail.service.database.session() as session:
        told = (await session.execute(outbox.select().where(outbox.c.name == DeliverySent.name))).one()
    assert told.headers["traceparent"].split("-")[1] == trace
    assert told.headers["correlation_id"] == "corr-1234"


def words(got: EmailMessage, subtype: str) -> str:
    part = got.get_body((subtype,))
    assert part is not None
    return part.get_content().replace("\r\n", "\n").rstrip()
