"""Files of mails: those that come in are held, those that go out go when they were looked at, or are named."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.notifications.sending import mail_files
from shared.contracts.notifications import FileChecked, MailFileStored
from shared.contracts.parts import Attachment
from shared.storage import in_chunks
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_answers import taken_in
from tests.notifications.panel.conftest import newest

LEFT_OUT = "Left out of this mail, because the check for viruses is not done or found something: a.txt"


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    """Nobody looks at a file within the seconds for which a mail waits on the spot."""
    monkeypatch.setattr(mail_files, "AT_ONCE", 0.0)
    monkeypatch.setattr(mail_files, "LOOKS", 2)


async def answered(mail, desk, content: bytes = b"fine") -> Attachment:
    """An answer with a file; the mail about the ticket itself is on its way already."""
    key = mail.service.storage.new_key()
    await mail.service.storage.put(key, in_chunks(content))
    file = Attachment(id=uuid4(), object_key=key, name="a.txt", size=4, content_type="text/plain")
    ticket = a_ticket_state(desk.id)
    await mail.hear(ticket_created(ticket), comment_added(ticket, body="See.", attachments=(file,)))
    return file


async def test_a_mail_waits_for_its_file(mail, desk, mailbox, sink):
    file = await answered(mail, desk)
    await mail.send()
    assert await mail.states() == ["sent", "queued"]
    await mail.hear(FileChecked(object_key=file.object_key, verdict="clean"))
    await mail.send(timedelta(minutes=2))
    assert [part.get_filename() for part in sink.mails[1].iter_attachments()] == ["a.txt"]
    assert "Left out" not in sink.mails[1].as_string()


async def test_a_mail_does_not_wait_for_ever_and_says_what_is_missing(mail, desk, mailbox, sink, monkeypatch):
    await answered(mail, desk)
    monkeypatch.setattr(mail_files, "AT_LAST", timedelta())
    await mail.send()
    assert await mail.states() == ["sent", "sent"]
    got = sink.mails[1]
    assert list(got.iter_attachments()) == []
    for kind in ("plain", "html"):
        assert LEFT_OUT in " ".join(got.get_body((kind,)).get_content().split())


@pytest.mark.parametrize("verdict", ["infected", "unchecked"])
async def test_what_was_found_bad_goes_with_no_mail(mail, desk, mailbox, sink, verdict):
    file = await answered(mail, desk)
    await mail.hear(FileChecked(object_key=file.object_key, verdict=verdict, reason="Some.Name"))
    await mail.send()
    got = sink.mails[1]
    assert list(got.iter_attachments()) == []
    assert LEFT_OUT in " ".join(got.get_body(("plain",)).get_content().split())
    assert "Some.Name" not in got.as_string()


async def test_a_file_of_another_time_needs_no_verdict(mail, desk, mailbox, sink):
    key = f"old{uuid4().hex}"
    await mail.service.storage.put(key, in_chunks(b"fine"))
    file = Attachment(id=uuid4(), object_key=key, name="a.txt", size=4, content_type="text/plain")
    ticket = a_ticket_state(desk.id)
    await mail.hear(ticket_created(ticket), comment_added(ticket, body="See.", attachments=(file,)))
    await mail.send()
    assert [part.get_filename() for part in sink.mails[1].iter_attachments()] == ["a.txt"]


WITH_A_FILE = a_mail(
    body="--R\r\nContent-Type: text/plain\r\n\r\nSee.\r\n--R\r\nContent-Type: text/plain\r\n"
    "Content-Disposition: attachment; filename=log.txt\r\n\r\nsome lines\r\n--R--",
    Content_Type="multipart/mixed; boundary=R",
)


async def test_a_file_that_comes_by_mail_is_held(mail, http, desk, mailbox):
    await taken_in(mail, desk.id, WITH_A_FILE)
    (told,) = await mail.said(MailFileStored)
    assert told.size == len("some lines")
    page = await newest(http)
    (shown,) = (await http.get(page.replace("/panel", "/api"))).json()["attachments"]
    assert shown["state"] == "being_checked"
    assert (await http.get(shown["url"])).status_code == 423
    assert "being checked for viruses" in (await http.get(page)).text
    original = page.replace("/panel", "/api") + "/raw"
    assert (await http.get(original)).status_code == 423
    await mail.hear(FileChecked(object_key=told.object_key, verdict="clean"))
    assert (await http.get(shown["url"])).text == "some lines"
    assert (await http.get(original)).status_code == 200
    assert "being checked" not in (await http.get(page)).text
