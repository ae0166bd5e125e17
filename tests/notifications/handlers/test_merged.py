"""A comment on a ticket that another person's was merged into reaches both, each in their own thread."""

import pytest
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from shared.contracts.notifications import MailCommentRequested, MailTicketRequested
from shared.contracts.parts import Actor, DeskState, FormerNumber
from shared.contracts.tickets import TicketPublicChanged
from shared.tables import parked
from tests.builders import ANNA, RITA
from tests.notifications.conftest import Mail, given_mailbox
from tests.notifications.events import a_ticket_state, comment_added, ticket_created
from tests.notifications.incoming.letters import a_mail
from tests.notifications.incoming.test_answers import REPLY, taken_in
from tests.notifications.sink import Sink

OTTO = {
    "requester": {"email": "otto@example.com", "name": "Otto"},
    "number": "SUP-002",
    "title": "Otto's secret",
}


async def test_each_person_gets_one_mail_in_their_own_thread(mail: Mail, desk: DeskState, mailbox):
    target, merged = a_ticket_state(desk.id, **OTTO), a_ticket_state(desk.id)
    await mail.hear(
        ticket_created(target, public_token="link-two"), ticket_created(merged, public_token="link-one")
    )
    await mail.hear(comment_added(target, also_for=(merged.id,)))
    first = {row.recipient: row for row in (await mail.deliveries())[:2]}
    told = {row.recipient: row for row in (await mail.deliveries())[2:]}
    assert set(told) == {"rita@example.com", "otto@example.com"}
    for recipient, row in told.items():
        assert row.in_reply_to == first[recipient].message_id
        assert row.ticket_id == {"rita@example.com": merged.id, "otto@example.com": target.id}[recipient]
    rita = told["rita@example.com"]
    assert "link-one" in rita.text
    assert "[SUP-001] Printer on fire" in rita.subject
    for secret in ("link-two", "Otto", "SUP-002"):
        assert secret not in rita.subject + rita.text + rita.html


async def test_a_merged_ticket_not_heard_of_is_waited_for(mail: Mail, desk: DeskState, mailbox):
    target = a_ticket_state(desk.id, **OTTO)
    await mail.hear(ticket_created(target), comment_added(target, also_for=(uuid7(),)))
    assert len(await mail.deliveries()) == 1
    async with mail.service.database.session() as session:
        assert await session.scalar(select(func.count()).select_from(parked)) == 1


async def test_what_one_person_said_is_quoted_to_no_other(mail: Mail, desk: DeskState, http, sink: Sink):
    await given_mailbox(http, desk.id, sink.port, history="all")
    target, merged = a_ticket_state(desk.id, **OTTO), a_ticket_state(desk.id)
    await mail.hear(
        ticket_created(target, body="Otto asks", actor=Actor(kind="requester", name="Otto")),
        ticket_created(merged, body="Rita asks"),
    )
    await mail.hear(comment_added(target, RITA, body="Rita adds", through=merged.id))
    later = {"created_at": target.created_at.replace(year=target.created_at.year + 1)}
    await mail.hear(comment_added(target, ANNA, also_for=(merged.id,), **later))
    told = {row.recipient: row.text for row in (await mail.deliveries())[2:]}
    assert "Otto asks" in told["otto@example.com"]
    assert "Rita" not in told["otto@example.com"]
    assert "Rita adds" in told["rita@example.com"]
    assert "Otto" not in told["rita@example.com"]


@pytest.mark.parametrize("sender", ["rita@example.com", "stranger@example.com"])
async def test_a_number_of_a_desk_that_the_ticket_has_left_still_finds_it(
    mail: Mail, desk: DeskState, mailbox, sender
):
    born = a_ticket_state(desk.id)
    former = FormerNumber(desk_id=desk.id, number=born.number)
    moved = {"desk_id": uuid7(), "number": "SAL-1", "former_numbers": (former,), "version": 2}
    await mail.hear(
        ticket_created(born), TicketPublicChanged(ticket=born.model_copy(update=moved), actor=ANNA)
    )
    await taken_in(
        mail, desk.id, a_mail(f"Re: about {born.number}", REPLY, to="support@example.com", sender=sender)
    )
    wishes = await mail.said(MailCommentRequested, MailTicketRequested)
    assert [wish.ticket_id == born.id for wish in wishes if isinstance(wish, MailCommentRequested)] == (
        [True] if sender == "rita@example.com" else []
    )
