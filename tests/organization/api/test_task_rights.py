"""Who may know of a task, in every path: lists, search, the page, the box of a ticket, and ties to tickets."""

from uuid import UUID, uuid4

import pytest

from shared.database import Database
from shared.facts import PATIENCE
from tests.organization.conftest import Browser, SignIn, me
from tests.organization.events import published
from tests.organization.facts import a_known_ticket


@pytest.fixture
async def members(someone: SignIn) -> tuple[Browser, Browser]:
    """Two agents; only the first is a member of the desk."""
    return await someone("agent", "Inside"), await someone("agent", "Outside")


async def made(browser: Browser, **fields: str) -> str:
    answer = await browser.post("/api/tasks", json={"title": "Secret of the desk"} | fields)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def titles(browser: Browser) -> set[str]:
    found = (await browser.get("/api/tasks", params={"q": "secret"})).json()["items"]
    return {task["title"] for task in found}


@pytest.mark.attack("A33")
async def test_a_task_tied_to_a_foreign_ticket_is_nowhere_to_be_seen_from_its_first_moment(
    members: tuple[Browser, Browser], owner: Browser, organization_database: Database
):
    inside, outside = members
    ticket_id = await a_known_ticket(organization_database, [UUID((await me(inside))["id"])])
    task_id = await made(inside, ticket_id=ticket_id)
    assert [await titles(each) for each in (inside, owner, outside)] == [
        {"Secret of the desk"}, {"Secret of the desk"}, set(),
    ]  # fmt: skip
    address, page = f"/api/tasks/{task_id}", f"/panel/tasks/{task_id}"
    own_ticket = await a_known_ticket(organization_database)
    box = f"/panel/tasks/of-ticket/{own_ticket}"
    attempts = [
        await outside.get(address),
        await outside.patch(address, json={"status": "done"}),
        await outside.delete(address),
        await outside.get(page),
        await outside.post(f"{page}/status", data={"status": "done"}),
        await outside.post(f"{page}/delete"),
        await outside.post(page, data={"title": "Mine now"}),
        await outside.post(f"{box}/links", data={"task_id": task_id}),
        await outside.post(f"{box}/done", data={"task_id": task_id}),
    ]
    assert [answer.status_code for answer in attempts] == [404] * len(attempts)
    for found in ("/panel/tasks?q=secret", f"{box}?q=secret", f"/panel/tasks/of-ticket/{ticket_id}"):
        assert "Secret of the desk" not in (await outside.get(found)).text
    assert (await inside.get(address)).json()["status"] == "todo"


async def test_who_is_responsible_knows_the_task_and_a_new_name_gives_nobody_rights(
    members: tuple[Browser, Browser], organization_database: Database
):
    inside, outside = members
    ticket_id = await a_known_ticket(organization_database, [UUID((await me(inside))["id"])])
    task_id = await made(inside, ticket_id=ticket_id, responsible="Printers")
    who = (await me(outside))["id"]
    assert (await outside.patch(f"/api/people/{who}", json={"name": "Printers"})).status_code == 200
    assert (await outside.get(f"/api/tasks/{task_id}")).status_code == 404
    await inside.patch(f"/api/tasks/{task_id}", json={"responsible": "printers"})
    assert (await outside.get(f"/api/tasks/{task_id}")).status_code == 200


async def test_a_task_without_tickets_is_the_whole_teams(members: tuple[Browser, Browser]):
    inside, outside = members
    task_id = await made(inside)
    assert (await outside.patch(f"/api/tasks/{task_id}", json={"status": "done"})).status_code == 200


@pytest.mark.parametrize("kind", ["unknown", "foreign"])
@pytest.mark.attack("A33")
async def test_a_task_cannot_be_tied_to_a_ticket_that_its_maker_may_not_see(
    members: tuple[Browser, Browser], organization_database: Database, kind: str
):
    inside, outside = members
    foreign = await a_known_ticket(organization_database, [UUID((await me(inside))["id"])])
    ticket_id = foreign if kind == "foreign" else str(uuid4())
    answer = await outside.post("/api/tasks", json={"title": "X", "ticket_id": ticket_id})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "ticket_id")
    assert answer.elapsed.total_seconds() > PATIENCE - 0.5, "both are answered as late"
    assert await published(organization_database, "task.link_requested.v1") == []
    assert (await outside.get("/api/tasks")).json()["items"] == []
