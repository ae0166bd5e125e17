import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from uuid_utils.compat import uuid7

from services.notifications.tables import known_tickets, threads
from shared.contracts.notifications import DeliveryFailed
from shared.contracts.parts import Channel, DeskState
from shared.contracts.tickets import DeskChanged, TicketPublicChanged
from shared.tables import dead_letters, parked
from tests.builders import ANNA, RITA
from tests.notifications.conftest import Mail, given_mailbox, heard_desk
from tests.notifications.events import a_ticket_state, again, comment_added, ticket_created


async def count(mail: Mail, table) -> int:
    async with mail.service.database.session() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_new_ticket_queues_one_mail_in_the_words_of_its_desk(mail, desk, mailbox):
    ticket = a_ticket_state(desk.id)
    await mail.hear(ticket_created(ticket))
    (row,) = await mail.deliveries()
    assert (row.kind, row.recipient, row.state) == ("ticket_created", "rita@example.com", "queued")
    assert row.subject == "[SUP-001] Printer on fire"
    assert "http://test/helpdesk/ticket/tok-en" in row.text
    assert "Support" in row.html
    assert row.message_id.endswith("@example.com>")
    assert (row.in_reply_to, row.references) == ("", "")


async def test_an_agents_comment_is_mailed_once_however_often_it_is_told(mail, desk, mailbox):
    ticket = a_ticket_state(desk.id)
    created, comment = ticket_created(ticket), comment_added(ticket)
    await mail.hear(created, created, again(created), comment, comment, again(comment))
    first, second = await mail.deliveries()
    assert (second.kind, second.comment_id) == ("comment_added", comment.comment_id)
    assert "Have you tried water?" in second.text
    assert "Anna" in second.text
    assert (second.in_reply_to, second.references) == (first.message_id, first.message_id)


async def test_a_requesters_own_comment_is_mailed_to_nobody(mail, desk, mailbox):
    ticket = a_ticket_state(desk.id)
    await mail.hear(comment_added(ticket, RITA))
    assert await mail.deliveries() == []
    assert await count(mail, parked) == 0


async def test_a_comment_that_overtook_its_ticket_waits_for_it(mail, desk, mailbox):
    await mail.hear(comment_added(a_ticket_state(desk.id)))
    assert await mail.deliveries() == []
    assert (await count(mail, parked), await count(mail, dead_letters)) == (1, 0)


async def test_a_ticket_of_a_desk_not_heard_of_waits_for_it(mail):
    await mail.hear(ticket_created(a_ticket_state(uuid7())))
    assert await count(mail, parked) == 1


async def test_one_unknown_desk_keeps_no_other_ticket_of_the_batch_waiting(mail, desk, mailbox):
    events = [ticket_created(a_ticket_state(desk.id)), ticket_created(a_ticket_state(uuid7()))]
    await asyncio.gather(*(mail.hear(event) for event in events))
    assert len(await mail.deliveries()) == 1


async def test_a_desk_without_a_mailbox_makes_no_delivery_and_nothing_else_suffers(mail, desk):
    ticket = a_ticket_state(desk.id)
    await mail.hear(ticket_created(ticket), comment_added(ticket))
    assert await mail.deliveries() == []
    assert await count(mail, known_tickets) == 1
    assert await count(mail, parked) == 0


@pytest.mark.parametrize(
    "address",
    ["support@example.com", "Support+x@Example.com", "sales@example.com", "rita@", "żółw@example.com"],
)
async def test_what_cannot_be_mailed_is_shown_with_its_reason(mail, http, desk, mailbox, address):
    other = await heard_desk(mail, name="Sales")
    await given_mailbox(http, other.id, 25, address="sales@example.com")
    ticket = a_ticket_state(desk.id, requester={"email": address})
    event = ticket_created(ticket)
    await mail.hear(event, again(event), comment_added(ticket))
    first, second = await mail.deliveries()
    assert (first.state, second.state, first.kind, second.kind) == (
        "failed", "failed", "ticket_created", "comment_added",
    )  # fmt: skip
    assert first.reason == second.reason != ""
    told = await mail.said(DeliveryFailed)
    assert [(each.delivery_id, each.reason) for each in told] == [
        (first.id, first.reason), (second.id, second.reason),
    ]  # fmt: skip
    await mail.send(timedelta(days=1))
    assert await mail.states() == ["failed", "failed"]


async def test_without_an_address_there_is_nobody_to_tell(mail, desk, mailbox):
    ticket = a_ticket_state(desk.id, requester={"email": None})
    await mail.hear(ticket_created(ticket), comment_added(ticket))
    assert await mail.deliveries() == []


@pytest.mark.parametrize(
    ("given", "mailed"),
    [
        (" rita@ŻÓŁW.pl", "rita@xn--w-uga1v8h.pl"),
        ("x@firma.local", "x@firma.local"),
        ("y@Nas.home.arpa", "y@nas.home.arpa"),
    ],
)
async def test_what_a_door_takes_is_mailed(mail, desk, mailbox, sink, given, mailed):
    await mail.hear(ticket_created(a_ticket_state(desk.id, requester={"email": given})))
    await mail.send()
    assert (await mail.states(), sink.envelopes[0][1]) == (["sent"], [mailed])


@pytest.mark.attack("A28")
async def test_an_unproven_address_gets_one_neutral_mail_a_day_from_all_desks(mail, http, desk, mailbox):
    other = await heard_desk(mail, name="Sales")
    await given_mailbox(http, other.id, 25, address="sales@example.com")
    spellings = ["rita@example.com", "Rita+a@example.com", "rita+b@EXAMPLE.com", "RITA@example.com"]

    def events(number: int):
        for place, email in enumerate(spellings):
            about = {"verified": False, "email": email, "name": "Buy pills"}
            ticket = a_ticket_state([desk, other][place % 2].id, requester=about, title=f"Buy pills {number}")
            yield ticket_created(ticket, body="https://pills.example")

    one_by_one = list(events(1))
    for event in one_by_one:
        await mail.hear(event, again(event))
    await asyncio.gather(*(mail.hear(event) for event in events(2)))
    rows = await mail.deliveries()
    assert [row.state for row in rows] == ["queued"] + ["failed"] * 7
    assert {row.reason for row in rows[1:]} == {
        "not sent: limit of one mail a day to an address that nobody has proved"
    }
    assert not any("pills" in row.subject + row.text + row.html for row in rows)
    assert len(await mail.said(DeliveryFailed)) == 7
    mail.service.work.offset = timedelta(days=1, minutes=1)
    await mail.hear(*list(events(3))[:2])
    assert [row.state for row in await mail.deliveries()][8:] == ["queued", "failed"]


async def test_an_answer_of_the_team_is_mailed_to_whomever_it_answers(mail, desk, mailbox):
    tickets = [a_ticket_state(desk.id, requester={"verified": False}) for _ in range(2)]
    for ticket in tickets:
        await mail.hear(ticket_created(ticket), comment_added(ticket), comment_added(ticket))
    assert await mail.states() == ["queued"] * 3 + ["failed"] + ["queued"] * 2


async def test_a_proven_address_and_an_agents_own_ticket_always_use_the_desks_words(mail, desk, mailbox):
    for channel, verified in ((Channel.WIDGET, True), (Channel.PANEL, False)):
        for _ in range(2):
            ticket = a_ticket_state(desk.id, requester={"verified": verified})
            await mail.hear(ticket_created(ticket, channel=channel, actor=ANNA))
    assert all("Printer on fire" in row.text for row in await mail.deliveries())


async def test_the_desks_own_template_and_language_are_used(mail, http, mailbox, desk):
    await mail.hear(DeskChanged(desk=desk.model_copy(update={"language": "pl", "version": 2}), actor=ANNA))
    await mail.hear(ticket_created(a_ticket_state(desk.id)))
    assert "otrzymaliśmy" in (await mail.deliveries())[0].text
    own = {"subject": "Hi {{requester_name}}", "body": "About {{ticket_title}}"}
    address = f"/api/mail/desks/{desk.id}/templates/ticket_created"
    assert (await http.put(address, json=own)).status_code == 200
    await mail.hear(ticket_created(a_ticket_state(desk.id)))
    row = (await mail.deliveries())[1]
    assert (row.subject, row.text) == ("Hi Rita", "About Printer on fire")


async def test_what_a_visitor_wrote_is_never_a_template_or_html(mail, desk, mailbox):
    evil = "{{ticket_url}} <script>alert(1)</script>\r\nBcc: eve@example.com"
    await mail.hear(ticket_created(a_ticket_state(desk.id, title=evil)))
    (row,) = await mail.deliveries()
    assert "\n" not in row.subject
    assert row.subject.startswith("[SUP-001] {{ticket_url}} <script>")
    assert "<script>" not in row.html


async def test_the_newest_state_of_a_ticket_stays_and_its_link_too(mail, desk):
    ticket = a_ticket_state(desk.id, version=1)
    newest = ticket.model_copy(update={"title": "Newest", "version": 3})
    older = ticket.model_copy(update={"title": "Older", "version": 2})
    await mail.hear(TicketPublicChanged(ticket=newest, actor=ANNA), ticket_created(ticket))
    await mail.hear(TicketPublicChanged(ticket=older, actor=ANNA))
    async with mail.service.database.session() as session:
        row = (await session.execute(select(known_tickets))).one()
        sealed = await session.scalar(select(threads.c.sealed_token))
    assert (row.title, row.version) == ("Newest", 3)
    assert mail.service.web.state.sealer.open(sealed) == "tok-en"


async def test_desks_in_any_order_end_at_the_newest(mail, desk: DeskState, http):
    await mail.hear(DeskChanged(desk=desk.model_copy(update={"name": "Third", "version": 3}), actor=ANNA))
    await mail.hear(DeskChanged(desk=desk.model_copy(update={"name": "Second", "version": 2}), actor=ANNA))
    page = await http.get(f"/panel/mail/desks/{desk.id}")
    assert "Third" in page.text


async def test_each_unique_index_is_there(mail):
    query = text("SELECT indexdef FROM pg_indexes WHERE indexname = 'deliveries_once'")
    async with mail.service.database.session() as session:
        assert "COALESCE(comment_id, ticket_id), kind, recipient" in str(await session.scalar(query))
