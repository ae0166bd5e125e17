"""Notices by mail: to a colleague's own address, in their language, in a thread, and not too many."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from sqlalchemy.dialects.postgresql import insert

from services.notifications.tables import notice_choices
from shared.contracts.notifications import DeliveryFailed, DeliverySent
from shared.contracts.organization import AgentChanged
from shared.contracts.parts import Attachment, DeskState
from tests.builders import ANNA
from tests.notifications.conftest import UNREAD, Mail, given_mailbox, heard_desk, heard_person
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.notifications.notices.news import CANARY, assigned, heard_group, log, note_added, replied
from tests.notifications.sink import Sink


@pytest.fixture
async def hears(http: httpx.AsyncClient, desk: DeskState, sink: Sink) -> dict[str, Any]:
    """A mailbox that hears answers."""
    return await given_mailbox(http, desk.id, sink.port, imap=UNREAD)


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return part.get_content().replace("\r\n", "\n")


@pytest.mark.usefixtures("hears")
async def test_a_note_is_mailed_with_its_words_a_link_and_what_an_answer_does(
    mail: Mail, desk, sink: Sink, bea
):
    ticket = a_ticket_state(desk.id)
    file = Attachment(id=ticket.id, object_key="k", name="log.txt", size=3, content_type="text/plain")
    body = f"Careful, **{CANARY}** & <b>"
    html = f"<p>Careful, <strong>{CANARY}</strong> &amp; &lt;b&gt;</p>"
    note = note_added(ticket, body=body, body_html=html, attachments=(file,))
    await mail.hear(assigned(ticket, bea), note)
    await mail.send()
    first, second = sink.mails
    assert [to for _, to in sink.envelopes] == [["bea@example.com"]] * 2
    assert second["Subject"] == "[SUP-001] Printer on fire"
    assert (second["Auto-Submitted"], second["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert (second["In-Reply-To"], second["References"]) == (first["Message-ID"],) * 2
    assert first["References"] is None
    text = text_of(second)
    assert text.startswith(f"Anna wrote an internal note\n\n{body}\n\nFiles: log.txt\n")
    assert f"http://test/panel/tickets/{ticket.id}" in text
    assert "becomes an internal note. The customer does not see it." in text
    assert "An answer to this mail goes to the customer" in text_of(first)
    assert f"<strong>{CANARY}</strong>" in text_of(second, "html")
    assert "tok-en" not in text + text_of(second, "html")


@pytest.mark.usefixtures("hears")
async def test_each_mail_has_a_reply_address_of_its_own(mail: Mail, desk, sink: Sink, bea):
    group = await heard_group(mail, bea, await heard_person(mail, "Cleo"))
    ticket = a_ticket_state(desk.id)
    await mail.hear(assigned(ticket, group), note_added(ticket), replied(ticket))
    await mail.send()
    addresses = {str(each["Reply-To"]) for each in sink.mails}
    assert len(addresses) == 6
    assert all(each.startswith("support+") for each in addresses)


async def test_what_cannot_be_answered_says_so(mail: Mail, desk, sink: Sink, bea, mailbox):
    await mail.hear(assigned(a_ticket_state(desk.id), bea))
    await mail.send()
    assert sink.mails[0]["Reply-To"] == "support@example.com"
    assert "Please do not answer this mail" in text_of(sink.mails[0])


@pytest.mark.usefixtures("hears")
async def test_whoever_is_given_a_ticket_reads_what_was_said_last(mail: Mail, desk, sink: Sink, bea):
    created = ticket_created(a_ticket_state(desk.id))
    await mail.hear(created, replied(created.ticket, body="Are you there?", assigned_in=0))
    await mail.hear(note_added(created.ticket, assigned_in=0), assigned(created.ticket, bea))
    await mail.send()
    (told,) = [each for each in sink.mails if each["To"] == "bea@example.com"]
    assert "> Are you there?" in text_of(told)
    assert CANARY not in told.as_string()


@pytest.mark.usefixtures("hears")
async def test_each_is_told_in_their_own_language(mail: Mail, desk, sink: Sink):
    ola = await heard_person(mail, "Ola", language="pl")
    await mail.hear(assigned(a_ticket_state(desk.id), await heard_group(mail, ola)))
    await mail.send()
    text = text_of(sink.mails[0])
    assert text.startswith("Anna przypisuje to zgłoszenie grupie Second level")
    assert "trafi do klienta" in text
    assert 'lang="pl"' in text_of(sink.mails[0], "html")


@pytest.mark.usefixtures("mailbox")
async def test_why_it_is_in_the_panel_alone_stands_in_the_log(mail: Mail, http, desk, sink: Sink, bea):
    unaddressed = await heard_person(mail, "Nobody", email="nobody at all")
    ourselves = await heard_person(mail, "Robot", email="Support+x@EXAMPLE.com")
    muted = await heard_person(mail, "Muted")
    async with mail.service.database.session() as session, session.begin():
        chosen = {"person_id": muted.id, "kind": "assigned", "mail": False}
        await session.execute(insert(notice_choices).values(chosen))
    group = await heard_group(mail, bea, unaddressed, ourselves, muted)
    await mail.hear(assigned(a_ticket_state(desk.id), group))
    bare = await heard_desk(mail, name="Bare")
    await mail.hear(assigned(a_ticket_state(bare.id), bea))
    reasons = [(row.person_id, row.desk_id, row.not_mailed) for row in await log(mail)]
    assert set(reasons) == {
        (bea.id, desk.id, ""),
        (unaddressed.id, desk.id, "no_address"),
        (ourselves.id, desk.id, "our_own_mailbox"),
        (muted.id, desk.id, "muted"),
        (bea.id, bare.id, "no_mailbox_and_no_system_mail"),
    }
    assert [row.recipient for row in await mail.deliveries()] == ["bea@example.com"]


@pytest.mark.usefixtures("mailbox")
async def test_twenty_mails_an_hour_about_one_ticket_are_enough(mail: Mail, desk, bea):
    ticket = a_ticket_state(desk.id)
    await mail.hear(assigned(ticket, bea), *[note_added(ticket) for _ in range(21)])
    assert [row.not_mailed for row in await log(mail)] == [""] * 20 + ["too_many"] * 2
    other = a_ticket_state(desk.id)
    mail.service.work.offset = timedelta(minutes=61)
    await mail.hear(assigned(other, bea), note_added(ticket))
    assert [row.not_mailed for row in await log(mail)][-2:] == ["", ""]


@pytest.mark.usefixtures("mailbox")
async def test_what_becomes_of_a_notice_is_no_news_of_the_ticket(mail: Mail, desk, sink: Sink, bea):
    ticket = a_ticket_state(desk.id)
    await mail.hear(assigned(ticket, bea))
    sink.mode = "550"
    await mail.send()
    assert await mail.states() == ["failed"]
    sink.mode = ""
    await mail.hear(note_added(ticket))
    await mail.send()
    assert await mail.states() == ["failed", "sent"]
    assert await mail.said(DeliveryFailed, DeliverySent) == []


@pytest.mark.usefixtures("hears")
@pytest.mark.attack("A9", "A7")
async def test_a9_no_mail_to_a_requester_has_anything_of_a_note_in_it(
    mail: Mail, http, desk, sink: Sink, bea
):
    await given_mailbox(http, desk.id, sink.port, imap=UNREAD, history="all")
    created = ticket_created(a_ticket_state(desk.id))
    ticket = created.ticket
    await mail.hear(created, assigned(ticket, bea), note_added(ticket))
    await mail.hear(replied(ticket), comment_added(ticket, ANNA))
    await mail.send()
    notices = [each for each in sink.mails if each["To"] == bea.email]
    others = [each for each in sink.mails if each["To"] != bea.email]
    assert (len(notices), {str(each["To"]) for each in others}) == (3, {"rita@example.com"})
    assert [str(CANARY in each.as_string()) for each in notices].count("True") == 1
    for each in others:
        assert CANARY not in each.as_string()
        assert not {str(one["Message-ID"]) for one in notices} & set(str(each["References"]).split())
    shown = (await http.get("/api/mail/deliveries")).json()["items"]
    assert {each["recipient"] for each in shown} == {"rita@example.com"}


@pytest.mark.usefixtures("mailbox")
async def test_a_new_address_is_where_the_next_notice_goes(mail: Mail, desk, bea):
    ticket = a_ticket_state(desk.id)
    await mail.hear(assigned(ticket, bea))
    moved = bea.model_copy(update={"email": "beatrice@example.com", "version": 2})
    await mail.hear(AgentChanged(person=moved), note_added(ticket))
    assert [row.recipient for row in await mail.deliveries()] == ["bea@example.com", "beatrice@example.com"]


@pytest.mark.usefixtures("mailbox")
async def test_who_has_left_is_sent_nothing_that_still_waits(mail: Mail, desk, sink: Sink, bea):
    ticket = a_ticket_state(desk.id)
    await mail.hear(assigned(ticket, bea), note_added(ticket))
    gone = bea.model_copy(update={"active": False, "version": 2})
    await mail.hear(AgentChanged(person=gone))
    await mail.send()
    assert sink.raw == []
    assert {(row.state, row.reason) for row in await mail.deliveries()} == {
        ("queued", "whoever it is for is not at work any more")
    }
