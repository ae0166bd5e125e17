"""What is heard of tickets and desks, and who sees it."""

from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.organization import projections
from services.organization.tables import linked_tickets, task_links
from services.organization.uow import OrganizationUow
from shared.contracts.event import Event
from shared.contracts.parts import SYSTEM, DeskState, TicketState
from shared.contracts.tickets import (
    DeskChanged,
    LinkedTicketChanged,
    TicketLinkedToTask,
    TicketUnlinkedFromTask,
)
from shared.database import Database
from shared.service import Service
from shared.uow import UnitOfWork
from tests.organization.conftest import Browser, SignIn, carried, me, rows
from tests.organization.facts import ticket_state
from tests.waiting import until

DESK = uuid4()


def a_ticket(ticket_id: UUID, version: int, **fields: Any) -> TicketState:
    return ticket_state(ticket_id, DESK, version, **fields)


def a_desk(**fields: Any) -> DeskState:
    return DeskState.model_validate(
        {"id": DESK, "name": "Support", "number_pattern": "T", "version": 1} | fields
    )


def linked(ticket: TicketState, task_id: UUID) -> TicketLinkedToTask:
    return TicketLinkedToTask(ticket=ticket, actor=SYSTEM, task_id=task_id)


def unlinked(ticket: TicketState, task_id: UUID) -> TicketUnlinkedFromTask:
    return TicketUnlinkedFromTask(ticket=ticket, actor=SYSTEM, task_id=task_id)


async def hear(database: Database, *events: Any) -> None:
    for event in events:
        async with OrganizationUow(database) as uow:
            if isinstance(event, DeskState):
                await projections.follow_desk(uow, event)
            else:
                await projections.follow_link(uow, event)


async def a_task(agent: Browser) -> UUID:
    return UUID((await agent.post("/api/tasks", json={"title": "Fix it"})).json()["id"])


async def shown(browser: Browser, task_id: UUID) -> list[dict]:
    return (await browser.get(f"/api/tasks/{task_id}")).json().get("tickets", [])


TICKET, TASK = uuid4(), uuid4()
STORY: list[Event] = [
    linked(a_ticket(TICKET, 2), TASK),
    LinkedTicketChanged(ticket=a_ticket(TICKET, 3, status="waiting"), actor=SYSTEM),
    unlinked(a_ticket(TICKET, 4), TASK),
    linked(a_ticket(TICKET, 5, status="resolved", title="Out"), TASK),
]


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_in_whatever_order_the_news_come_the_newest_stays(
    organization_database: Database, order: tuple[int]
):
    await hear(organization_database, *[STORY[n] for n in order])
    (ticket,) = await rows(organization_database, linked_tickets)
    assert (ticket.version, ticket.status, ticket.title) == (5, "resolved", "Out")
    (link,) = await rows(organization_database, task_links)
    assert (link.linked, link.version) == (True, 5)


async def test_a_ticket_in_a_state_of_tomorrow_is_shown_with_its_task(
    agent: Browser, organization_database: Database
):
    task_id, ticket_id = await a_task(agent), uuid4()
    await hear(organization_database, a_desk(), linked(a_ticket(ticket_id, 2, status="on_hold"), task_id))
    assert [ticket["status"] for ticket in await shown(agent, task_id)] == ["on_hold"]
    page = await agent.get(f"/panel/tasks/{task_id}")
    assert page.status_code == 200
    assert "On hold" in page.text


@pytest.mark.parametrize("order", [(0, 2), (2, 0)])
async def test_an_untying_that_overtakes_its_tying_stays(organization_database: Database, order: tuple[int]):
    await hear(organization_database, *[STORY[n] for n in order])
    (link,) = await rows(organization_database, task_links)
    assert (link.linked, link.version) == (False, 4)


async def test_a_tied_ticket_is_shown_with_the_task_as_last_heard_of(
    agent: Browser, organization_database: Database
):
    task_id, ticket_id = await a_task(agent), uuid4()
    await hear(organization_database, a_desk(), linked(a_ticket(ticket_id, 2), task_id))
    expected = {"ticket_id": str(ticket_id), "number": "T-1", "desk_id": str(DESK), "status": "open"}
    assert await shown(agent, task_id) == [expected]
    assert (await agent.get("/api/tasks")).json()["items"][0]["tickets"] == [expected]
    changed = LinkedTicketChanged(ticket=a_ticket(ticket_id, 3, status="waiting"), actor=SYSTEM)
    await hear(organization_database, changed)
    assert (await shown(agent, task_id))[0]["status"] == "waiting"
    await hear(organization_database, unlinked(a_ticket(ticket_id, 4), task_id))
    assert await shown(agent, task_id) == []


async def test_tickets_of_a_desk_are_shown_to_its_members_their_groups_and_admins_only(
    owner: Browser, someone: SignIn, organization_database: Database
):
    member, colleague, stranger = [
        await someone("agent", name) for name in ("Member", "Colleague", "Stranger")
    ]
    group = {"name": "Group", "member_ids": [(await me(colleague))["id"]]}
    group_id = (await owner.post("/api/groups", json=group)).json()["id"]
    task_id, ticket_id = await a_task(owner), uuid4()
    desk = a_desk(member_ids=((await me(member))["id"],), group_ids=(group_id,))
    await hear(organization_database, desk, linked(a_ticket(ticket_id, 2), task_id))
    seen = [len(await shown(each, task_id)) for each in (owner, member, colleague, stranger)]
    assert seen == [1, 1, 1, 0]
    box = f"/panel/tasks/of-ticket/{ticket_id}"
    statuses = [(await each.get(box)).status_code for each in (owner, member, colleague, stranger)]
    assert statuses == [200, 200, 200, 404]
    for address, form in ((box, {"title": "X"}), (f"{box}/links", {"task_id": str(task_id)})):
        assert (await stranger.post(address, data=form)).status_code == 404
    await owner.patch(f"/api/groups/{group_id}", json={"active": False})
    assert await shown(colleague, task_id) == []


async def test_tickets_of_a_desk_not_heard_of_yet_are_shown_to_admins_only(
    owner: Browser, agent: Browser, organization_database: Database
):
    task_id = await a_task(agent)
    await hear(organization_database, linked(a_ticket(uuid4(), 2), task_id))
    assert [len(await shown(each, task_id)) for each in (owner, agent)] == [1, 0]


async def test_an_older_desk_does_not_open_a_closed_one(agent: Browser, organization_database: Database):
    task_id = await a_task(agent)
    closed = a_desk(member_ids=(uuid4(),), version=2)
    await hear(organization_database, closed, a_desk(), linked(a_ticket(uuid4(), 2), task_id))
    assert await shown(agent, task_id) == []


async def test_the_news_come_over_the_bus(
    organization: Service, agent: Browser, organization_database: Database
):
    task_id, ticket_id = await a_task(agent), uuid4()

    async def arrived() -> list[dict]:
        return await shown(agent, task_id)

    async with carried(organization):
        async with UnitOfWork(organization_database) as uow:
            uow.record(DeskChanged(desk=a_desk(), actor=SYSTEM))
            uow.record(linked(a_ticket(ticket_id, 2), task_id))
        organization.database.when_outbox_filled()
        assert (await until(arrived))[0]["ticket_id"] == str(ticket_id)


async def test_a_deleted_task_takes_its_links_along(agent: Browser, organization_database: Database):
    task_id = await a_task(agent)
    await hear(organization_database, linked(a_ticket(uuid4(), 2), task_id))
    await agent.delete(f"/api/tasks/{task_id}")
    assert await rows(organization_database, task_links) == []
