"""Comments that come together are mailed by one transaction, each as if it had come alone."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from shared.contracts.event import Event
from shared.contracts.parts import DeskState
from shared.message import Message
from shared.tables import parked
from tests.builders import NOW
from tests.notifications.conftest import Mail, given_mailbox
from tests.notifications.events import a_ticket_state, again, comment_added, ticket_created

QUEUE = "notifications.mail_about_comment"


async def hear_together(mail: Mail, *events: Event, queue: str = QUEUE) -> None:
    """Hand events to one queue at the same moment, as a batch."""
    receiver, subscription = mail.service.receiver, mail.service.handlers[queue]
    messages = [Message(each.event_id, each.name, each.to_wire(), each.occurred_at, {}) for each in events]
    await asyncio.gather(*(receiver.receive(subscription, each) for each in messages))


async def waiting(mail: Mail) -> int:
    """How many messages wait."""
    async with mail.service.database.session() as session:
        return await session.scalar(select(func.count()).select_from(parked)) or 0


async def test_comments_on_one_ticket_follow_each_other_in_its_thread(mail: Mail, desk: DeskState, mailbox):
    ticket, other = a_ticket_state(desk.id), a_ticket_state(desk.id, number="SUP-002")
    await mail.hear(ticket_created(ticket), ticket_created(other))
    first, second, third = [comment_added(ticket) for _ in range(3)]
    beside = comment_added(other)
    await hear_together(mail, third, beside, first, again(first), second)
    begun, begun_beside, *told = await mail.deliveries()
    by_comment = {row.comment_id: row for row in told}
    assert len(told) == 4
    ids = [begun.message_id]
    for event in (first, second, third):
        row = by_comment[event.comment_id]
        assert (row.in_reply_to, row.references) == (ids[-1], " ".join(ids))
        ids.append(row.message_id)
    assert by_comment[beside.comment_id].references == begun_beside.message_id


async def test_a_comment_whose_thread_is_not_known_keeps_no_other_waiting(
    mail: Mail, desk: DeskState, mailbox
):
    known, unknown = a_ticket_state(desk.id), a_ticket_state(desk.id)
    await mail.hear(ticket_created(known))
    comment = comment_added(known)
    await hear_together(mail, comment_added(unknown), comment, comment_added(known, link_renewed_in=7))
    assert [row.comment_id for row in await mail.deliveries()] == [None, comment.comment_id]
    assert await waiting(mail) == 2


async def test_each_mail_has_the_link_and_the_quotes_of_its_own_ticket(mail: Mail, http, desk, sink):
    await given_mailbox(http, desk.id, sink.port, history="all")
    names = ["rita", "otto", "mia"]
    tickets = [a_ticket_state(desk.id, requester={"email": f"{name}@example.com"}) for name in names]
    for name, ticket in zip(names, tickets, strict=True):
        await mail.hear(ticket_created(ticket, body=f"{name} asks", public_token=f"link-of-{name}"))
    later = NOW + timedelta(minutes=1)
    of_two = comment_added(tickets[0], also_for=(tickets[1].id,), created_at=later)
    await hear_together(mail, of_two, comment_added(tickets[2], created_at=later))
    told = {row.recipient: row.text for row in (await mail.deliveries())[3:]}
    assert len(told) == 3
    for name in names:
        said = told[f"{name}@example.com"]
        assert [each for each in names if f"{each} asks" in said or f"link-of-{each}" in said] == [name]
        assert f"{name} asks" in said
        assert f"link-of-{name}" in said


async def test_a_merged_ticket_not_known_makes_only_its_own_comment_wait(
    mail: Mail, desk: DeskState, mailbox
):
    ticket = a_ticket_state(desk.id)
    await mail.hear(ticket_created(ticket))
    comment = comment_added(ticket)
    await hear_together(mail, comment_added(ticket, also_for=(uuid7(),)), comment)
    assert [row.comment_id for row in await mail.deliveries()] == [None, comment.comment_id]
    assert await waiting(mail) == 1
