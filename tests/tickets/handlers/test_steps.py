"""Work without a bound is done in steps, each a transaction of its own, and every step is done once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.tickets.uow import TicketsUow
from services.tickets.use_cases import assigning, tasks
from shared.clock import utc_now
from shared.contracts.organization import AgentChanged, TaskCompleted, TaskCreated, TaskDeleted, TaskReopened
from shared.contracts.parts import SYSTEM, TaskState
from shared.contracts.scheduler import TimerDue
from shared.contracts.tickets import DeskChanged, TicketSnoozed
from tests.service_fixtures import Alone
from tests.tickets.handlers.test_people import assignee, changed, members, opened
from tests.tickets.handlers.test_requests import kinds

MANY = 5


@pytest.fixture(autouse=True)
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    monkeypatch.setattr(assigning, "AT_ONCE", 2)


@pytest.fixture
def sizes(tickets: Alone, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tickets each transaction locked."""
    found: list[int] = []
    real = TicketsUow.tickets

    async def counting(uow, ids, cause=None):
        found.append(len(list(ids)))
        return await real(uow, ids, cause)

    monkeypatch.setattr(TicketsUow, "tickets", counting)
    return found


async def test_all_tickets_tied_to_a_task_hear_of_it_two_at_a_time(http, desk, tickets: Alone, sizes):
    task = TaskState(id=uuid4(), title="Mend it", status="todo", version=1)
    await tickets.hear(TaskCreated(task=task, actor=SYSTEM))
    tied = [await opened(http, desk) for _ in range(MANY)]
    for each in tied:
        assert (await http.put(f"/api/tickets/{each['id']}/tasks/{task.id}")).status_code == 200
    done = task.model_copy(update={"status": "done", "version": 2})
    again = task.model_copy(update={"version": 3})
    for news, change in (
        (TaskCompleted(task=done, actor=SYSTEM), "task_done"),
        (TaskReopened(task=again, actor=SYSTEM), "task_reopened"),
        (TaskDeleted(task=again, actor=SYSTEM), "unlinked_task"),
    ):
        sizes.clear()
        await tickets.hear(news)
        assert sizes == [2, 2, 1]
        assert [(await kinds(http, each["id"])).count(change) for each in tied] == [1] * MANY


async def test_steps_that_newer_news_overtook_tell_what_is_known_now(
    http, desk, tickets: Alone, monkeypatch: pytest.MonkeyPatch
):
    task = TaskState(id=uuid4(), title="Mend it", status="todo", version=1)
    await tickets.hear(TaskCreated(task=task, actor=SYSTEM))
    tied = [await opened(http, desk) for _ in range(MANY)]
    for each in tied:
        await http.put(f"/api/tickets/{each['id']}/tasks/{task.id}")

    async def none_yet() -> None:
        return None

    with monkeypatch.context() as held:
        held.setattr(tickets, "_next_step", none_yet)
        done = task.model_copy(update={"status": "done", "version": 2})
        await tickets.hear(TaskCompleted(task=done, actor=SYSTEM))
    assert [(await kinds(http, each["id"])).count("task_done") for each in tied].count(1) == 2
    await tickets.hear(TaskReopened(task=task.model_copy(update={"version": 3}), actor=SYSTEM))
    heard = [await kinds(http, each["id"]) for each in tied]
    assert [each.count("task_done") for each in heard] == [each.count("task_reopened") for each in heard]
    shown = [(await http.get(f"/api/tickets/{each['id']}")).json() for each in tied]
    assert [each["tell_customer"] for each in shown] == [False] * MANY


async def test_whoever_leaves_gives_everything_back_in_steps(http, desk, tickets: Alone, anna, sizes):
    held = [await opened(http, desk, "agent", anna.id) for _ in range(MANY)]
    sizes.clear()
    await tickets.hear(AgentChanged(person=changed(anna, active=False)))
    assert [size for size in sizes if size] == [2, 2, 1]
    assert [await assignee(http, each) for each in held] == [None] * MANY


async def test_a_desk_takes_back_at_once_what_it_can_and_the_rest_by_its_own_event(
    http,
    desk,
    tickets: Alone,
    anna,
    bea,
):
    held = [await opened(http, desk, "agent", anna.id) for _ in range(MANY)]
    await members(http, desk, bea)
    assert [await assignee(http, each) for each in held].count(None) == 2
    (event,) = await tickets.said(DeskChanged)
    await tickets.hear(event)
    assert [await assignee(http, each) for each in held] == [None] * MANY


async def test_timers_that_are_due_together_wake_in_one_transaction(http, desk, tickets: Alone, sizes):
    until = (utc_now() + timedelta(days=1)).isoformat()
    asleep = [await opened(http, desk) for _ in range(3)]
    for each in asleep:
        answer = await http.put(f"/api/tickets/{each['id']}/snooze", json={"until": until})
        assert answer.status_code == 200, answer.text
    due = [
        TimerDue(timer_id=event.snooze_id, ticket_id=event.ticket.id, due_at=event.until)
        for event in await tickets.said(TicketSnoozed)
    ]
    sizes.clear()
    async with tickets.service.open_uow(tickets.service.work) as uow:
        await tickets.service.handlers["tickets.wake_on_timer"].call(due, uow)
    assert sizes == [3]
    shown = [(await http.get(f"/api/tickets/{UUID(each['id'])}")).json() for each in asleep]
    assert [each["snooze"] for each in shown] == [None] * 3


async def test_an_unknown_ticket_among_timers_holds_up_none_of_the_others(http, desk, tickets: Alone):
    until = (utc_now() + timedelta(days=1)).isoformat()
    made = await opened(http, desk)
    await http.put(f"/api/tickets/{made['id']}/snooze", json={"until": until})
    (event,) = await tickets.said(TicketSnoozed)
    stranger = TimerDue(timer_id=uuid4(), ticket_id=uuid4(), due_at=event.until)
    await tickets.hear(
        stranger, TimerDue(timer_id=event.snooze_id, ticket_id=event.ticket.id, due_at=event.until)
    )
    assert (await http.get(f"/api/tickets/{made['id']}")).json()["snooze"] is None
