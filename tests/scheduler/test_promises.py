"""The scheduler alone: promises set, taken back, kept once; admins look at them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.scheduler import use_cases
from services.scheduler.app import build
from services.scheduler.settings import SchedulerSettings
from services.scheduler.uow import SchedulerUow
from shared.contracts.scheduler import TimerDue
from shared.contracts.tickets import CommentHeld, CommentHoldEnded, TicketSnoozed, TicketWoken
from tests.builders import ANNA, a_ticket
from tests.conftest import MakeDatabase
from tests.service_fixtures import Alone, a_person, settings_for

PAST, FUTURE = datetime.now(UTC) - timedelta(seconds=1), datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
async def scheduler(database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Alone]:
    service = build(settings_for(SchedulerSettings, "scheduler", (await database("scheduler")).url, tmp_path))
    yield Alone(service)
    await service.close()


def snoozed(until: datetime) -> TicketSnoozed:
    return TicketSnoozed(ticket=a_ticket(version=1).public_state, actor=ANNA, snooze_id=uuid4(), until=until)


def woken(event: TicketSnoozed) -> TicketWoken:
    return TicketWoken(ticket=event.ticket, actor=ANNA, snooze_id=event.snooze_id, reason="agent")


async def announce(scheduler: Alone) -> int:
    async with SchedulerUow(scheduler.service.work) as uow:
        return await use_cases.announce_due(uow)


async def test_what_is_due_is_announced_once_and_what_is_not_waits(scheduler: Alone):
    due, later = snoozed(PAST), snoozed(FUTURE)
    await scheduler.hear(due, later)
    assert [await announce(scheduler), await announce(scheduler)] == [1, 0]
    told = await scheduler.said(TimerDue)
    assert [(event.timer_id, event.ticket_id) for event in told] == [(due.snooze_id, due.ticket.id)]


async def test_two_schedulers_share_a_crowd_of_timers_and_announce_each_once(scheduler: Alone):
    events = [snoozed(PAST) for _ in range(40)]
    await scheduler.hear(*events)
    counts = await asyncio.gather(*[announce(scheduler) for _ in range(4)])
    assert sum(counts) == 40
    told = await scheduler.said(TimerDue)
    assert {event.timer_id for event in told} == {event.snooze_id for event in events}
    assert len(told) == 40


async def test_a_promise_taken_back_is_not_kept_in_whatever_order_the_news_came(scheduler: Alone):
    first, second = snoozed(PAST), snoozed(PAST)
    await scheduler.hear(first, woken(first), woken(second), second)
    assert await announce(scheduler) == 0


async def test_setting_and_taking_back_at_the_same_time_end_as_taken_back(scheduler: Alone):
    for _ in range(10):
        event = snoozed(PAST)
        await asyncio.gather(scheduler.hear(event), scheduler.hear(woken(event)))
    await announce(scheduler)
    async with scheduler.client(a_person("admin", "Adam")) as admin:
        pending = await admin.get("/api/timers", params={"state": "pending"})
    assert pending.json()["items"] == []


async def test_admins_see_timers_and_agents_do_not(scheduler: Alone):
    event = snoozed(FUTURE)
    await scheduler.hear(event)
    async with scheduler.client(a_person("admin", "Adam")) as admin, scheduler.client(a_person()) as agent:
        [row] = (await admin.get("/api/timers", params={"ticket_id": str(event.ticket.id)})).json()["items"]
        assert (row["timer_id"], row["state"]) == (str(event.snooze_id), "pending")
        assert (await agent.get("/api/timers")).status_code == 403
        assert (await admin.get("/api/timers", params={"state": "odd"})).json()["code"] == "invalid"
        assert (await admin.get("/api/timers", params={"cursor": "odd"})).status_code == 422


def held(send_at: datetime) -> CommentHeld:
    return CommentHeld(
        ticket=a_ticket(version=1).public_state, actor=ANNA, comment_id=uuid4(), send_at=send_at
    )


async def test_replies_that_wait_have_timers_of_their_own(scheduler: Alone):
    due, sent, later = held(PAST), held(PAST), held(FUTURE)
    ended = CommentHoldEnded(ticket=sent.ticket, actor=ANNA, comment_id=sent.comment_id, reason="sent")
    # The end may overtake what it ends.
    await scheduler.hear(due, ended, sent, later, snooze := snoozed(PAST))
    assert await announce(scheduler) == 2
    assert {event.timer_id for event in await scheduler.said(TimerDue)} == {due.comment_id, snooze.snooze_id}
