import asyncio

import pytest

from shared.database import Database
from tests.organization.conftest import Browser
from tests.organization.events import published
from tests.organization.facts import a_known_ticket


async def a_task(agent: Browser, **fields) -> dict:
    answer = await agent.post("/api/tasks", json={"title": "Fix the printer"} | fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_task_is_made_changed_and_deleted_and_each_is_published(
    agent: Browser, organization_database: Database
):
    made = await a_task(agent, description="It burns", responsible="Printers")
    assert (made["status"], made["tickets"], made["version"]) == ("todo", [], 1)
    address = f"/api/tasks/{made['id']}"
    changed = await agent.patch(address, json={"title": "Extinguish it", "status": "in_progress"})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    done = await agent.patch(address, json={"status": "done"}, headers={"if-match": '"2"'})
    again = await agent.patch(address, json={"status": "todo"}, headers={"if-match": '"3"'})
    assert (done.status_code, again.json()["description"]) == (200, "It burns")
    assert (await agent.get(address)).json() == again.json()
    assert (await agent.delete(address)).status_code == 204
    assert (await agent.get(address)).status_code == 404
    for name in ("created", "changed", "completed", "reopened", "deleted"):
        (event,) = await published(organization_database, f"task.{name}.v1")
        assert event["task"]["id"] == made["id"]
        assert event["actor"]["name"] == "Agent"


async def test_naming_a_ticket_asks_for_the_link_at_once(agent: Browser, organization_database: Database):
    ticket_id = await a_known_ticket(organization_database)
    made = await a_task(agent, ticket_id=ticket_id)
    (wish,) = await published(organization_database, "task.link_requested.v1")
    assert (wish["ticket_id"], wish["task"]["id"], wish["task"]["version"]) == (ticket_id, made["id"], 1)


async def test_the_same_key_makes_one_task_even_at_the_same_time(agent: Browser):
    key = {"Idempotency-Key": "one"}
    answers = await asyncio.gather(
        *[agent.post("/api/tasks", json={"title": "Once"}, headers=key) for _ in range(3)]
    )
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await agent.get("/api/tasks")).json()["items"]) == 1


async def test_a_lost_race_is_told(agent: Browser):
    address = f"/api/tasks/{(await a_task(agent))['id']}"
    answers = await asyncio.gather(
        *[agent.patch(address, json={"title": name}, headers={"if-match": '"1"'}) for name in "ab"]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_a_task_that_changed_meanwhile_is_not_deleted(agent: Browser):
    address = f"/api/tasks/{(await a_task(agent))['id']}"
    for tag, status in (('"7"', 412), ("7", 422), ('"1"', 204)):
        assert (await agent.delete(address, headers={"if-match": tag})).status_code == status
    assert (await agent.get(address)).status_code == 404


async def test_tasks_are_listed_newest_first_a_page_at_a_time(agent: Browser):
    made = [(await a_task(agent, title=f"Task {n}"))["id"] for n in range(5)]
    found, cursor = [], ""
    while cursor is not None:
        page = (
            await agent.get("/api/tasks", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        ).json()
        found += [task["id"] for task in page["items"]]
        cursor = page["next_cursor"]
    assert found == made[::-1]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("PRINT", ["Fix the printer"]),
        ("100%", ["Load 100%"]),
        ("0_", ["File 0_1"]),
        ("\\", ["Back\\slash"]),
        ("zzz", []),
    ],
)
async def test_words_are_looked_for_as_they_are_typed(agent: Browser, q: str, found: list[str]):
    for title in ("Fix the printer", "Load 100%", "Load 1000", "File 0_1", "File 001", "Back\\slash"):
        await a_task(agent, title=title)
    items = (await agent.get("/api/tasks", params={"q": q})).json()["items"]
    assert [task["title"] for task in items] == found


async def test_tasks_of_one_status_are_listed_alone(agent: Browser):
    done = await a_task(agent)
    await a_task(agent)
    await agent.patch(f"/api/tasks/{done['id']}", json={"status": "done"})
    items = (await agent.get("/api/tasks", params={"status": "done"})).json()["items"]
    assert [task["id"] for task in items] == [done["id"]]


@pytest.mark.parametrize(
    "fields",
    [{"title": ""}, {"title": "x" * 301}, {"title": "a\0"}, {"title": None}, {"description": "x" * 20_001},
     {"responsible": "x" * 201}, {"status": "finished"}, {"ticket_id": "five"}, {"colour": "red"}],
)  # fmt: skip
async def test_malformed_tasks_are_refused_when_made_and_when_changed(agent: Browser, fields: dict):
    task = await a_task(agent)
    answers = [
        await agent.post("/api/tasks", json={"title": "New"} | fields),
        await agent.patch(f"/api/tasks/{task['id']}", json=fields),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["errors"][0]["field"] == next(iter(fields))
    assert (await agent.get(f"/api/tasks/{task['id']}")).json() == task


@pytest.mark.parametrize(
    "query", [{"status": "x"}, {"limit": 0}, {"limit": 201}, {"q": "x" * 201}, {"q": "\0"}]
)
async def test_malformed_questions_are_refused(agent: Browser, query: dict):
    assert (await agent.get("/api/tasks", params=query)).status_code == 422
