"""The task box of a ticket is for who may see the ticket: at each of its addresses."""

from uuid import UUID, uuid4

import pytest

from services.organization import projections
from services.organization.uow import OrganizationUow
from shared.contracts.parts import Actor
from shared.contracts.tickets import TicketLinkedToTask
from shared.database import Database
from tests.organization.conftest import Browser
from tests.organization.facts import a_known_ticket, ticket_state

BOSS = Actor(kind="agent", id=uuid4(), name="Boss")


@pytest.mark.attack("A6")
async def test_the_box_of_a_foreign_ticket_is_not_there(
    owner: Browser, agent: Browser, organization_database: Database
):
    desk_id = uuid4()
    ticket_id = await a_known_ticket(organization_database, [uuid4()], desk_id)
    hidden = (await owner.post("/api/tasks", json={"title": "Hidden"})).json()["id"]
    tied = TicketLinkedToTask(
        ticket=ticket_state(UUID(ticket_id), desk_id, 2), task_id=UUID(hidden), actor=BOSS
    )
    async with OrganizationUow(organization_database) as uow:
        await projections.follow_link(uow, tied)
    mine = (await agent.post("/api/tasks", json={"title": "Mine"})).json()["id"]
    box = f"/panel/tasks/of-ticket/{ticket_id}"
    for answer in (
        await agent.get(box),
        await agent.get(f"{box}?q=Hidden"),
        await agent.post(box, data={"title": "New"}),
        await agent.post(f"{box}/links", data={"task_id": mine}),
        await agent.post(f"{box}/links", data={"task_id": hidden}),
        await agent.post(f"{box}/done", data={"task_id": hidden}),
    ):
        assert answer.status_code == 404, answer.text
        assert "Hidden" not in answer.text
    assert (await owner.get(f"/api/tasks/{hidden}")).json()["status"] == "todo"
    assert (await owner.get(f"/api/tasks/{mine}")).json()["tickets"] == []
    titles = {task["title"] for task in (await owner.get("/api/tasks")).json()["items"]}
    assert titles == {"Hidden", "Mine"}
