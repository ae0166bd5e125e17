"""Copies of foreign facts can be emptied and filled again, and nobody gets a mail of it."""

from datetime import timedelta

from sqlalchemy import delete, select

from services.notifications.handlers import on
from services.notifications.tables import known_assignments, known_desks, known_messages, known_tickets
from shared.contracts.organization import AgentChanged
from shared.contracts.parts import AssigneeState
from shared.contracts.tickets import DeskCreated, TicketAssigned, TicketPublicChanged
from shared.inbox import Receiver
from shared.message import Message
from shared.tables import known_people
from tests.builders import ANNA, NOW
from tests.notifications.conftest import given_mailbox
from tests.notifications.events import a_ticket_state, again, comment_added, ticket_created
from tests.service_fixtures import a_person


async def rows(mail, table) -> list:
    async with mail.service.database.session() as session:
        return [dict(row) for row in (await session.execute(select(table))).mappings()]


async def emptied(mail, *tables) -> None:
    async with mail.service.database.session() as session, session.begin():
        for table in tables:
            await session.execute(delete(table))


async def replay(mail, *events) -> None:
    """Hand events once more to the queues that only keep copies."""
    receiver = Receiver(mail.service.handlers, mail.service.work, mail.service.open_uow)
    for event in map(again, events):
        message = Message(event.event_id, event.name, event.to_wire(), event.occurred_at, {})
        for subscription in mail.service.handlers.reading(event.name):
            if subscription.rebuildable:
                await receiver.receive(subscription, message)


def opened(mail, tables: list) -> list:
    """The rows with their sealed words open: the same words are never sealed to the same letters twice."""
    open_text = mail.service.web.state.sealer.open_text
    return [
        [
            row | ({"sealed_body": open_text(row["sealed_body"])} if "sealed_body" in row else {})
            for row in rows
        ]
        for rows in tables
    ]


def test_what_mails_is_not_rebuildable_and_what_keeps_copies_is():
    assert {each.queue for each in on if each.rebuildable} == {
        "notifications.follow_assignments",
        "notifications.follow_conversations",
        "notifications.follow_desks",
        "notifications.follow_tickets",
        "notifications.know_files",
        "notifications.know_people",
    }


async def test_emptied_copies_are_filled_again_and_nobody_is_told(mail, desk, mailbox):
    ticket, bea = a_ticket_state(desk.id), a_person(name="Bea")
    changed = ticket.model_copy(update={"title": "Put out", "version": 2})
    events = [
        DeskCreated(desk=desk, actor=ANNA),
        AgentChanged(person=bea),
        ticket_created(ticket),
        comment_added(ticket),
        TicketPublicChanged(ticket=changed, actor=ANNA),
        TicketAssigned(ticket=changed, actor=ANNA, assignee=AssigneeState(kind="agent", id=bea.id)),
    ]
    await mail.hear(*events)
    copies = (known_desks, known_people, known_tickets, known_messages, known_assignments)
    before, mails, said = (
        [await rows(mail, each) for each in copies],
        await mail.deliveries(),
        await mail.said(),
    )
    assert all(before)
    await emptied(mail, *copies)
    await replay(mail, *events)
    after = [await rows(mail, each) for each in copies]
    assert opened(mail, after) == opened(mail, before)
    assert (await mail.deliveries(), await mail.said()) == (mails, said)


async def test_a_comment_is_mailed_and_quotes_after_the_copies_were_made_again(mail, http, desk):
    await given_mailbox(http, desk.id, 25, history="all")
    ticket = a_ticket_state(desk.id)
    events = [DeskCreated(desk=desk, actor=ANNA), ticket_created(ticket)]
    await mail.hear(*events)
    await emptied(mail, known_tickets, known_messages)
    await replay(mail, *events)
    await mail.hear(comment_added(ticket, created_at=NOW + timedelta(minutes=1)))
    first, second = await mail.deliveries()
    assert "http://test/helpdesk/ticket/tok-en" in second.text
    assert "It burns." in second.text
    assert second.in_reply_to == first.message_id
