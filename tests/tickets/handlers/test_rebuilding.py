"""Copies of tasks, people and what became of mails can be emptied and filled again, and no ticket changes by it."""

from uuid import uuid4

import httpx
import pytest
from sqlalchemy import delete, select

from services.tickets.handlers import on
from services.tickets.tables.deliveries import deliveries
from services.tickets.tables.tasks import known_tasks
from shared.contracts import organization as told
from shared.contracts.event import Event
from shared.contracts.notifications import DeliveryFailed, DeliverySent
from shared.contracts.parts import SYSTEM, TaskState
from shared.inbox import Receiver
from shared.message import Message
from shared.tables import inbox, known_people, parked
from tests.service_fixtures import Alone, a_person
from tests.shared.test_delivery import count
from tests.tickets.handlers.test_task_news import at

COPIES = (known_tasks, deliveries, known_people)


async def kept(tickets: Alone) -> list[list]:
    async with tickets.service.database.session() as session:
        return [sorted(map(str, (await session.execute(select(each))).all())) for each in COPIES]


async def emptied(tickets: Alone) -> None:
    async with tickets.service.work.session() as session, session.begin():
        for each in (*COPIES, inbox):
            await session.execute(delete(each))


async def replay(tickets: Alone, *events: Event) -> None:
    receiver = Receiver(tickets.service.handlers, tickets.service.work, tickets.service.open_uow)
    for event in events:
        message = Message(event.event_id, event.name, event.to_wire(), event.occurred_at, {})
        for subscription in tickets.service.handlers.reading(event.name):
            if subscription.rebuildable:
                await receiver.receive(subscription, message)


@pytest.fixture
async def linked(http: httpx.AsyncClient, desk: dict) -> dict:
    return (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "x"})).json()


def a_life(ticket_id: str, task: TaskState) -> list[Event]:
    """A task that is done, opened again and done; a mail that failed, and one that was sent."""
    sent = {"ticket_id": ticket_id, "comment_id": None, "recipient": "rita@example.com"}
    return [
        told.AgentChanged(person=a_person(name="Bea")),
        told.TaskCompleted(task=at(task, 2, "done"), actor=SYSTEM),
        told.TaskReopened(task=at(task, 3), actor=SYSTEM),
        told.TaskCompleted(task=at(task, 4, "done"), actor=SYSTEM),
        DeliveryFailed(delivery_id=uuid4(), reason="no such user", **sent),
        DeliverySent(delivery_id=uuid4(), **sent),
    ]


async def test_emptied_copies_are_filled_again_and_no_ticket_changes(http, tickets: Alone, linked):
    task = TaskState(id=uuid4(), title="Mend it", status="todo", version=1)
    made = told.TaskCreated(task=task, actor=SYSTEM)
    await tickets.hear(made)
    await http.put(f"/api/tickets/{linked['id']}/tasks/{task.id}")
    life = [made, *a_life(linked["id"], task)]
    await tickets.hear(*life)
    before, ticket = await kept(tickets), (await http.get(f"/api/tickets/{linked['id']}")).json()
    assert all(before)
    await emptied(tickets)
    await replay(tickets, *life)
    assert await kept(tickets) == before
    assert (await http.get(f"/api/tickets/{linked['id']}")).json()["version"] == ticket["version"]


async def test_nobody_is_told_of_a_task_before_its_copy_is_there(tickets: Alone, linked):
    news = told.TaskCompleted(
        task=TaskState(id=uuid4(), title="Mend it", status="done", version=1), actor=SYSTEM
    )
    receiver = Receiver(tickets.service.handlers, tickets.service.work, tickets.service.open_uow)
    message = Message(news.event_id, news.name, news.to_wire(), news.occurred_at, {})
    await receiver.receive(on["tickets.tell_of_tasks"], message)
    assert await count(tickets.service.database, parked) == 1


async def test_what_acts_is_not_rebuildable():
    assert {each.queue for each in on if each.rebuildable} == {
        "tickets.follow_deliveries",
        "tickets.follow_tasks",
        "tickets.know_files",
        "tickets.know_people",
    }
