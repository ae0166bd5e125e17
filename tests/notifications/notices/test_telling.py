"""The team is told: who, why, once, in whatever order the news come."""

from typing import Any

import pytest
from sqlalchemy import func, update
from uuid_utils.compat import uuid7

from services.notifications.use_cases import telling
from shared.contracts.notifications import DeliveryFailed
from shared.contracts.organization import AgentChanged, GroupChanged
from shared.contracts.parts import DeskState
from shared.contracts.tickets import DeskChanged
from shared.inbox import Receiver
from shared.parked import ParkedRetries
from shared.tables import parked
from tests.builders import ANNA, NOW, RITA
from tests.notifications.conftest import Mail, heard_person
from tests.notifications.events import a_ticket_state, again, comment_added, ticket_created
from tests.notifications.notices.news import (
    CANARY,
    actor,
    assigned,
    at,
    heard_group,
    log,
    note_added,
    replied,
    told,
    woken,
)
from tests.shared.test_delivery import count


async def test_whoever_is_responsible_is_told_and_nobody_of_what_they_did(mail: Mail, desk, bea):
    ticket = a_ticket_state(desk.id)
    await mail.hear(
        assigned(ticket, bea),
        replied(ticket),
        comment_added(ticket, ANNA),
        note_added(ticket),
        note_added(ticket, actor(bea)),
        woken(ticket, "due", ANNA),
    )
    assert await told(mail) == [
        (bea.id, "assigned", ""),
        (bea.id, "customer_replied", ""),
        (bea.id, "note_added", ""),
        (bea.id, "note_added", "own_action"),
        (bea.id, "woken", ""),
    ]


async def test_of_a_group_each_member_is_told_and_the_log_says_why_others_are_not(mail: Mail, desk, bea):
    gone = await heard_person(mail, "Gone", active=False)
    group = await heard_group(mail, bea, gone)
    await mail.hear(assigned(a_ticket_state(desk.id), group))
    rows = {row.person_id: (row.why, row.group_name, row.not_told) for row in await log(mail)}
    assert rows == {
        bea.id: ("member", "Second level", ""),
        gone.id: ("member", "Second level", "inactive"),
    }


async def test_of_what_nobody_is_responsible_for_only_failures_are_told_to_who_manages(mail: Mail, desk, bea):
    boss, ticket = await heard_person(mail, "Boss", "admin"), a_ticket_state(desk.id)
    failed = DeliveryFailed(delivery_id=uuid7(), ticket_id=ticket.id, recipient="r@x.example", reason="550")
    since: dict[str, Any] = {"assigned_in": 0}
    await mail.hear(ticket_created(ticket), replied(ticket, **since), note_added(ticket, **since), failed)
    assert await told(mail) == [(boss.id, "delivery_failed", "")]
    await mail.hear(
        assigned(ticket, bea), assigned(at(ticket, 2), None), note_added(at(ticket, 3), assigned_in=2)
    )
    assert [kind for _, kind, _ in await told(mail)] == ["delivery_failed", "assigned"]


async def test_who_no_longer_sees_the_desk_is_not_told(mail: Mail, desk: DeskState, bea):
    ticket = a_ticket_state(desk.id)
    await mail.hear(assigned(ticket, bea))
    closed = desk.model_copy(update={"member_ids": (ANNA.id,), "version": 2})
    await mail.hear(DeskChanged(desk=closed, actor=ANNA), note_added(ticket))
    assert (await told(mail))[-1] == (bea.id, "note_added", "no_access")


async def retried(mail: Mail) -> None:
    """Hand over at once what waits."""
    async with mail.service.database.session() as session, session.begin():
        await session.execute(update(parked).values(next_attempt_at=func.now()))
    receiver = Receiver(mail.service.handlers, mail.service.work, mail.service.open_uow)
    await ParkedRetries(receiver).run_due()


@pytest.mark.parametrize("kind", ["note", "comment", "woken"])
async def test_news_that_overtake_an_assignment_wait_for_it(mail: Mail, desk, bea, kind: str):
    ticket = a_ticket_state(desk.id, version=7)
    since: dict[str, Any] = {"assigned_in": 6}
    news = {
        "note": lambda: note_added(ticket, **since),
        "comment": lambda: replied(ticket, **since),
        "woken": lambda: woken(ticket, **since),
    }[kind]()
    await mail.hear(assigned(at(ticket, 3), None), news)
    assert await told(mail) == []
    await mail.hear(assigned(at(ticket, 6), bea))
    await retried(mail)
    assert len([each for each in await told(mail) if each[1] != "assigned"]) == 1
    assert await count(mail.service.database, parked) == 0


async def test_news_of_an_older_assignment_change_nothing(mail: Mail, desk, bea):
    ticket, other = a_ticket_state(desk.id), await heard_person(mail, "Other")
    await mail.hear(assigned(at(ticket, 5), bea), assigned(at(ticket, 2), other))
    await mail.hear(note_added(at(ticket, 6), assigned_in=5))
    assert (await told(mail))[-1] == (bea.id, "note_added", "")


@pytest.mark.parametrize("who", ["person", "group"])
async def test_news_wait_for_people_who_are_not_known_yet(mail: Mail, desk, bea, who: str):
    late = bea.model_copy(update={"id": uuid7(), "email": "late@example.com"})
    if who == "person":
        await mail.hear(assigned(a_ticket_state(desk.id), late))
        await mail.hear(AgentChanged(person=late))
    else:
        group = await heard_group(mail, bea, late)
        await mail.hear(assigned(a_ticket_state(desk.id), group))
        assert await told(mail) == []
        await mail.hear(AgentChanged(person=late))
    await retried(mail)
    assert (late.id, "assigned", "") in await told(mail)


async def test_a_fact_that_comes_again_is_told_once(mail, desk, bea, mailbox):
    note = note_added(a_ticket_state(desk.id))
    await mail.hear(assigned(note.ticket, bea), note)
    for _ in range(2):
        async with mail.service.open_uow(mail.service.work) as uow:  # as if the inbox had been emptied
            await telling.tell_team(uow, note)
    assert [row.kind for row in await log(mail)] == ["assigned", "note_added"]
    assert [row.kind for row in await mail.deliveries()] == ["notice", "notice"]
    await mail.hear(again(note))
    assert len(await mail.deliveries()) == 3


async def test_news_that_come_again_later_tell_nobody_who_was_not_thought_of_then(mail, desk, bea):
    ticket, other = a_ticket_state(desk.id), await heard_person(mail, "Other")
    group = await heard_group(mail, bea)
    early = note_added(ticket, assigned_in=0)
    note = note_added(at(ticket, 3), assigned_in=2)
    failed = DeliveryFailed(delivery_id=uuid7(), ticket_id=ticket.id, recipient="r@x.example", reason="550")
    await mail.hear(ticket_created(ticket), early, assigned(at(ticket, 2), group), note, failed)
    joined = group.model_copy(update={"member_ids": (bea.id, other.id), "version": 2})
    await mail.hear(GroupChanged(group=joined), assigned(at(ticket, 4), other))
    before = await told(mail)
    for event in (failed, note, early):
        async with mail.service.open_uow(mail.service.work) as uow:
            await telling.tell_team(uow, event)
    assert await told(mail) == before


async def test_what_nobody_asked_to_be_told_is_no_news(mail: Mail, desk, bea):
    ticket = a_ticket_state(desk.id)
    await mail.hear(
        assigned(ticket, bea, is_news=False),
        note_added(ticket, RITA, automatic="auto-submitted: auto-replied"),
        note_added(ticket, ANNA.model_copy(update={"kind": "system", "id": None})),
        woken(ticket, "reply", RITA),
        woken(ticket, "snoozed_again", ANNA),
    )
    assert await told(mail) == []


async def test_what_is_kept_of_a_note_is_sealed(mail: Mail, desk, bea):
    ticket = a_ticket_state(desk.id)
    await mail.hear(assigned(ticket, bea), note_added(ticket))
    row = (await log(mail))[-1]
    assert CANARY not in repr(row)
    assert CANARY in mail.service.web.state.sealer.open_text(row.sealed_words)


async def test_a_silent_mailbox_is_told_once_to_who_manages_its_desk(mail, desk, bea, mailbox):
    boss = await heard_person(mail, "Boss", "owner")
    async with mail.service.open_uow(mail.service.work) as uow:
        await telling.tell_of_silent_mailbox(uow, desk.id, "support@example.com", NOW)
    (row,) = await log(mail)
    assert (row.person_id, row.kind, row.why, row.ticket_id) == (boss.id, "mailbox_silent", "manages", None)
    (delivery,) = await mail.deliveries()
    assert (delivery.ticket_id, delivery.recipient) == (None, "boss@example.com")
