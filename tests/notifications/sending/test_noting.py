"""That mails were taken is noted by one statement; it says what the rule says, and of nothing that is held no longer."""

import asyncio
from typing import Any

from sqlalchemy import update

from services.notifications.sending import outcomes
from services.notifications.sending.claims import Claims
from services.notifications.sending.outcomes import Outcome
from services.notifications.tables import deliveries
from shared.contracts.notifications import DeliverySent
from shared.contracts.parts import DeskState
from tests.notifications.conftest import Mail, queued
from tests.notifications.events import a_ticket_state, ticket_created
from tests.notifications.notices.news import assigned
from tests.waiting import until

SAME = ("state", "reason", "attempts", "version", "lease", "leased_until")


async def taken(mail: Mail, count: int) -> list[Outcome]:
    """Mails that the server has taken, of which nothing is noted yet."""
    held = await Claims(mail.service.work, mail.service.web.state.sealer).claim(count, {})
    for each in held:
        assert await outcomes.begin(mail.service.work, each, 1.0)
    return [Outcome(each, "250 taken", 250, headers={"correlation_id": str(each.id)}) for each in held]


async def noted(mail: Mail, told: list[Outcome]) -> list[Outcome]:
    return await outcomes.note_sent(mail.service.work, told)


async def test_one_statement_and_the_rule_note_the_same(mail: Mail, desk: DeskState, mailbox):
    await queued(mail, desk, 2)
    (by_rule,), (by_statement,) = await taken(mail, 1), await taken(mail, 1)
    async with mail.service.web.state.sending._sender.uow() as uow:
        await outcomes.conclude(uow, [by_rule])
    assert await noted(mail, [by_statement]) == []
    one, two = await mail.deliveries()
    assert [getattr(one, name) for name in SAME] == [getattr(two, name) for name in SAME]
    assert (one.state, one.sent_at, two.sent_at) == ("sent", one.changed_at, two.changed_at)
    first, second = await mail.said(DeliverySent)
    for event, row in ((first, one), (second, two)):
        told = (event.delivery_id, event.ticket_id, event.comment_id, event.recipient, event.occurred_at)
        assert told == (row.id, row.ticket_id, row.comment_id, row.recipient, row.sent_at)


async def test_what_somebody_else_took_or_the_server_refused_is_left(mail: Mail, desk: DeskState, mailbox):
    await queued(mail, desk, 2)
    (lost,), (refused,) = await taken(mail, 1), await taken(mail, 1)
    async with mail.service.database.session() as session, session.begin():
        theirs = deliveries.c.id == lost.claimed.id
        await session.execute(update(deliveries).where(theirs).values(lease=desk.id))
    told: list[Any] = [lost, Outcome(refused.claimed, "550 no", 550)]
    assert await noted(mail, told) == told
    assert await mail.states() == ["sending", "sending"]
    assert await mail.said(DeliverySent) == []


async def test_of_a_notice_that_was_taken_no_ticket_hears(mail: Mail, desk: DeskState, bea, mailbox, sink):
    ticket = a_ticket_state(desk.id)
    await mail.hear(ticket_created(ticket), assigned(ticket, bea))
    await mail.send()
    assert await mail.states() == ["sent", "sent"]
    assert [event.recipient for event in await mail.said(DeliverySent)] == ["rita@example.com"]


async def test_where_nothing_is_left_the_end_of_a_mail_asks_for_no_more(
    mail: Mail, desk: DeskState, mailbox, sink, monkeypatch
):
    await queued(mail, desk)
    await mail.send()
    asked: list[int] = []
    claim = Claims.claim

    async def counted(self: Claims, places: int, *given: Any) -> Any:
        found = await claim(self, places, *given)
        asked.append(len(found))
        return found

    monkeypatch.setattr(Claims, "claim", counted)
    await queued(mail, desk, 5)
    running = asyncio.create_task(mail.service.loops[0]())

    async def all_sent() -> bool:
        return await mail.states() == ["sent"] * 6

    await until(all_sent)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert asked[0] == 5
    # What is looked for besides is what others may have queued, twice in a second.
    assert len(asked) < 4
