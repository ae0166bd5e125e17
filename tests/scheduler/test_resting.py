"""The clock at rest: it sleeps until the next promise, and looks again at once when a new one comes."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import event

from services.scheduler import use_cases
from services.scheduler.ticker import tick
from services.scheduler.uow import SchedulerUow
from shared.contracts.scheduler import TimerDue
from shared.looping import LONGEST_REST, Bell
from tests.scheduler.test_promises import scheduler, snoozed
from tests.service_fixtures import Alone
from tests.waiting import until

__all__ = ["scheduler"]


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


async def pause(scheduler: Alone) -> float:
    async with SchedulerUow(scheduler.service.work) as uow:
        return await uow.until_next(LONGEST_REST)


async def test_it_rests_until_the_next_promise_and_never_for_longer_than_allowed(scheduler: Alone):
    assert await pause(scheduler) == LONGEST_REST
    await scheduler.hear(snoozed(soon(3600)))
    assert await pause(scheduler) == LONGEST_REST
    await scheduler.hear(snoozed(soon(3)))
    assert 1.0 < await pause(scheduler) <= 3.0


async def test_a_promise_made_during_a_rest_is_kept_at_its_instant(scheduler: Alone):
    bell, work = Bell(), scheduler.service.work
    looks: list[str] = []
    event.listen(work.engine.sync_engine, "begin", lambda _: looks.append("look"))
    task = asyncio.create_task(tick(work, bell))

    async def has_looked() -> bool:
        return bool(looks)

    async def is_told() -> bool:
        return bool(await scheduler.said(TimerDue))

    await until(has_looked)
    promised = snoozed(soon(0.3))
    await scheduler.hear(promised)
    bell.ring()
    await until(is_told, seconds=LONGEST_REST / 2)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    [told] = await scheduler.said(TimerDue)
    assert told.timer_id == promised.snooze_id


async def test_a_new_promise_rings(scheduler: Alone):
    rung: list[int] = []
    told = snoozed(soon(60))
    for _ in range(2):
        async with SchedulerUow(scheduler.service.work, lambda: rung.append(1)) as uow:
            await use_cases.set_timer(uow, told.snooze_id, told.ticket.id, told.until)
    assert rung == [1]
