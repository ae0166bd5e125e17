"""News of tasks in any order, once or many times, end the same."""

import random
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import delete

from shared.contracts import organization as told
from shared.contracts.event import Event
from shared.contracts.notifications import DeliveryFailed
from shared.contracts.parts import SYSTEM, Actor, TaskState
from shared.contracts.widget import CommentRequested
from shared.tables import dead_letters, inbox, parked
from tests.service_fixtures import Alone, a_person
from tests.shared.test_delivery import count
from tests.tickets.handlers.test_requests import a_wish, kinds


def at(task: TaskState, version: int, status: str = "todo", title: str = "Mend it") -> TaskState:
    return task.model_copy(update={"version": version, "status": status, "title": title})


@pytest.fixture
async def task() -> TaskState:
    return TaskState(id=uuid4(), title="Mend it", status="todo", version=1)


@pytest.fixture
async def linked(http: httpx.AsyncClient, desk: dict, tickets: Alone, task: TaskState) -> dict:
    """A ticket that follows the task."""
    made = (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "x"})).json()
    await tickets.hear(told.TaskCreated(task=task, actor=SYSTEM))
    answer = await http.put(f"/api/tickets/{made['id']}/tasks/{task.id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def shown(http: httpx.AsyncClient, ticket: dict) -> dict:
    return (await http.get(f"/api/tickets/{ticket['id']}")).json()


async def forget_arrivals(tickets: Alone) -> None:
    async with tickets.service.work.session() as session, session.begin():
        await session.execute(delete(inbox))


async def test_a_rename_that_overtakes_the_completion_tells_of_it(http, tickets: Alone, linked, task):
    await tickets.hear(told.TaskChanged(task=at(task, 3, "done", "Mended"), actor=SYSTEM))
    await tickets.hear(told.TaskCompleted(task=at(task, 2, "done"), actor=SYSTEM))
    ticket = await shown(http, linked)
    assert ticket["tell_customer"]
    assert ticket["tasks"][0]["title"] == "Mended"
    assert (await kinds(http, linked["id"])).count("task_done") == 1


async def test_a_rename_that_overtakes_the_reopening_tells_of_it(http, tickets: Alone, linked, task):
    await tickets.hear(told.TaskCompleted(task=at(task, 2, "done"), actor=SYSTEM))
    await tickets.hear(told.TaskChanged(task=at(task, 4, "in_progress"), actor=SYSTEM))
    await tickets.hear(told.TaskReopened(task=at(task, 3), actor=SYSTEM))
    assert not (await shown(http, linked))["tell_customer"]
    assert (await kinds(http, linked["id"])).count("task_reopened") == 1


@pytest.mark.parametrize("happening", ["done", "reopened"])
async def test_a_resolved_ticket_comes_back(http, tickets: Alone, linked, task, happening):
    if happening == "reopened":
        await tickets.hear(told.TaskCompleted(task=at(task, 2, "done"), actor=SYSTEM))
    await http.put(f"/api/tickets/{linked['id']}/status", json={"status": "resolved"})
    event = told.TaskReopened if happening == "reopened" else told.TaskCompleted
    await tickets.hear(event(task=at(task, 3, "todo" if happening == "reopened" else "done"), actor=SYSTEM))
    assert (await shown(http, linked))["status"] == "open"


async def the_wish(tickets: Alone, ticket_id: UUID, task: TaskState, **more) -> told.TaskLinkRequested:
    member = a_person("agent", "Member")
    await tickets.hear(told.AgentChanged(person=member.model_copy(update=more)))
    actor = Actor(kind="agent", id=member.id, name=member.name)
    return told.TaskLinkRequested(task=task, ticket_id=ticket_id, actor=actor)


async def test_a_link_that_comes_after_the_deletion_ties_nothing(http, desk, tickets: Alone, task):
    made = (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "x"})).json()
    wish = await the_wish(tickets, made["id"], task)
    await tickets.hear(
        told.TaskDeleted(task=at(task, 2), actor=SYSTEM), wish, told.TaskCreated(task=task, actor=SYSTEM)
    )
    assert (await shown(http, made))["tasks"] == []
    assert "linked_task" not in await kinds(http, made["id"])


async def test_a_task_that_is_gone_does_not_come_back(http, desk, tickets: Alone, task):
    made = (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "x"})).json()
    await tickets.hear(
        told.TaskCreated(task=task, actor=SYSTEM), told.TaskDeleted(task=at(task, 3), actor=SYSTEM)
    )
    await tickets.hear(told.TaskChanged(task=at(task, 4, title="Late"), actor=SYSTEM))
    await tickets.hear(await the_wish(tickets, made["id"], at(task, 5)))
    assert (await shown(http, made))["tasks"] == []
    assert (await http.put(f"/api/tickets/{made['id']}/tasks/{task.id}")).status_code == 404


async def test_a_link_that_comes_after_the_completion_tells_of_it(http, desk, tickets: Alone, task):
    made = (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "x"})).json()
    wish = await the_wish(tickets, made["id"], task)
    await tickets.hear(told.TaskCompleted(task=at(task, 2, "done"), actor=SYSTEM), wish)
    assert (await shown(http, made))["tell_customer"]


@pytest.mark.parametrize("facts", [{"active": False}, {"role": "guest"}])
async def test_a_wish_of_who_has_no_rights_here_ties_nothing(http, desk, tickets: Alone, task, facts):
    made = (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "x"})).json()
    await tickets.hear(await the_wish(tickets, made["id"], task, **facts))
    nobody = Actor(kind="agent", id=None, name="Anna")
    await tickets.hear(told.TaskLinkRequested(task=task, ticket_id=made["id"], actor=nobody))
    await tickets.hear(told.TaskLinkRequested(task=task, ticket_id=made["id"], actor=SYSTEM))
    assert (await shown(http, made))["tasks"] == []
    assert await count(tickets.service.database, parked) == 0


async def test_wishes_for_unknown_tickets_do_not_pile_up(tickets: Alone, desk, task):
    for _ in range(3):
        await tickets.hear(await the_wish(tickets, uuid4(), task))
    assert await count(tickets.service.database, parked) == 0
    assert await count(tickets.service.database, dead_letters) == 0


async def test_an_old_wish_does_not_tie_again_what_was_untied(http, desk, tickets: Alone, task):
    made = (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "x"})).json()
    wish = await the_wish(tickets, made["id"], task)
    await tickets.hear(wish)
    await http.delete(f"/api/tickets/{made['id']}/tasks/{task.id}")
    await forget_arrivals(tickets)
    await tickets.hear(wish)
    assert (await shown(http, made))["tasks"] == []


def words_and_mails(ticket_id: UUID) -> list[Event]:
    """Three comments, and a mail that failed."""
    failed = {"comment_id": None, "recipient": "r@example.com", "delivery_id": uuid4(), "reason": "no"}
    said = [
        CommentRequested(request_id=uuid4(), comment_id=uuid4(), ticket_id=ticket_id, body=f"{n}")
        for n in range(3)
    ]
    return [DeliveryFailed.model_validate({"ticket_id": ticket_id, **failed}), *said]


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_is_handled_twice_in_any_order_ends_the_same(http, desk, tickets: Alone, task, seed):
    opening = a_wish(desk)
    await tickets.hear(opening)
    news = [
        told.TaskCreated(task=task, actor=SYSTEM),
        await the_wish(tickets, opening.ticket_id, task),
        told.TaskChanged(task=at(task, 2, title="Mend it soon"), actor=SYSTEM),
        told.TaskCompleted(task=at(task, 3, "done", "Mend it soon"), actor=SYSTEM),
    ]
    stream = [opening, *words_and_mails(opening.ticket_id), *news] * 2
    random.Random(seed).shuffle(stream)
    for event in stream:
        await tickets.hear(event)
        await forget_arrivals(tickets)
    ticket = (await http.get(f"/api/tickets/{opening.ticket_id}")).json()
    assert ticket["tell_customer"]
    assert [each["title"] for each in ticket["tasks"]] == ["Mend it soon"]
    rows = await kinds(http, opening.ticket_id)
    expected = {"comment": 3, "created": 1, "linked_task": 1, "task_done": 1, "delivery_failed": 1, "note": 1}
    assert {kind: rows.count(kind) for kind in expected} == expected
    for table in (dead_letters, parked):
        assert await count(tickets.service.database, table) == 0
