"""The pages, as people without scripts use them, and the fragments htmx asks for."""

import re
from collections.abc import Callable
from html import unescape
from uuid import uuid4

import pytest

from shared.database import Database
from tests.organization.conftest import OWNER, Browser, SignIn, me
from tests.organization.events import published
from tests.organization.facts import a_known_ticket

Open = Callable[..., Browser]
HTMX = {"HX-Request": "true"}


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub("</?bdi>", "", html))).split())


async def test_pages_are_not_for_guests(guest: Browser):
    for address in ("/panel/tasks", "/panel/organization"):
        answer = await guest.get(address)
        assert answer.status_code == 403
        assert answer.headers["content-type"].startswith("text/html")


async def test_a_task_is_made_and_finished_without_scripts(agent: Browser):
    made = await agent.post(
        "/panel/tasks", data={"title": "Fix <it>", "description": "a", "responsible": "Ola"}
    )
    assert made.status_code == 303
    page = await agent.get(made.headers["location"])
    assert "Created" in words(page.text)
    assert "Fix &lt;it&gt;" in page.text
    (task,) = (await agent.get("/api/tasks")).json()["items"]
    address = f"/panel/tasks/{task['id']}"
    assert (await agent.post(f"{address}/status", data={"status": "done"})).status_code == 303
    assert "Done" in words((await agent.get(address)).text)
    await agent.post(address, data={"title": "Fixed", "description": "", "responsible": ""})
    assert (await agent.get(f"/api/tasks/{task['id']}")).json()["title"] == "Fixed"
    await agent.post(f"{address}/delete")
    assert (await agent.get(address)).status_code == 404


async def test_a_refused_task_shows_the_page_again_with_what_was_typed(agent: Browser):
    answer = await agent.post("/panel/tasks", data={"title": " ", "description": "Long story"})
    assert answer.status_code == 422
    assert "The title must not be empty" in words(answer.text)
    assert "Long story" in answer.text


async def test_a_refused_change_of_a_task_keeps_what_was_typed(agent: Browser):
    task = (await agent.post("/api/tasks", json={"title": "Fix it"})).json()
    answer = await agent.post(
        f"/panel/tasks/{task['id']}", data={"title": " ", "description": "Long story", "responsible": "Ola"}
    )
    assert answer.status_code == 422
    assert "The title must not be empty" in words(answer.text)
    assert "Long story" in answer.text
    assert 'value="Ola"' in answer.text
    assert (await agent.get(f"/api/tasks/{task['id']}")).json()["description"] == ""
    gone = await agent.post(f"/panel/tasks/{uuid4()}", data={"title": "x"})
    assert gone.status_code == 404


async def test_the_address_beside_a_refused_form_can_be_opened_again(owner: Browser):
    me_page = f"/panel/organization/people/{(await me(owner))['id']}"
    for address, fields, onward in (
        ("/panel/organization/people", {"name": "A"}, "/panel/organization"),
        ("/panel/organization/groups", {"name": "A"}, "/panel/organization"),
        (f"{me_page}/active", {"active": "false"}, me_page),
        (f"{me_page}/password", {"password": "short"}, me_page),
        ("/panel/organization/tokens", {"name": " "}, ""),
        (me_page, {"name": ""}, ""),
        ("/panel/tasks", {"title": ""}, ""),
    ):
        assert (await owner.post(address, data=fields)).status_code in (409, 422)
        again = await owner.get(address)
        assert (again.status_code, again.headers.get("location", "")) == (303 if onward else 200, onward)


async def test_htmx_gets_the_list_alone(agent: Browser):
    await agent.post("/panel/tasks", data={"title": "Fix it"})
    part = await agent.get("/panel/tasks?q=fix", headers=HTMX)
    assert "<html" not in part.text
    assert "Fix it" in part.text
    assert "HX-Request" in part.headers["vary"]
    assert "No task fits" in words((await agent.get("/panel/tasks?q=zzz", headers=HTMX)).text)


async def test_the_box_of_a_ticket_finds_makes_ties_and_finishes_tasks(
    agent: Browser, organization_database: Database
):
    ticket_id = await a_known_ticket(organization_database)
    box = f"/panel/tasks/of-ticket/{ticket_id}"
    other = (await agent.post("/api/tasks", json={"title": "Old printer task"})).json()["id"]
    empty = await agent.get(box, headers=HTMX)
    assert "No task is linked" in words(empty.text)
    assert "<html" not in empty.text
    found = words((await agent.get(f"{box}?q=printer", headers=HTMX)).text)
    assert "Old printer task" in found
    assert "Create “printer”" in found
    assert (await agent.post(box, data={"title": "New task"}, headers=HTMX)).headers["location"] == box
    await agent.post(f"{box}/links", data={"task_id": other})
    wishes = await published(organization_database, "task.link_requested.v1")
    assert [(wish["task"]["title"], wish["ticket_id"]) for wish in wishes] == [
        ("New task", str(ticket_id)),
        ("Old printer task", str(ticket_id)),
    ]
    waiting = await agent.get(box)
    assert words(waiting.text).count("being linked") == 2
    assert "<html" in waiting.text
    await agent.post(f"{box}/done", data={"task_id": other})
    assert (await agent.get(f"/api/tasks/{other}")).json()["status"] == "done"


async def test_a_refused_task_of_the_box_says_why_in_the_box(agent: Browser, organization_database: Database):
    ticket_id = await a_known_ticket(organization_database)
    answer = await agent.post(f"/panel/tasks/of-ticket/{ticket_id}", data={"title": "x" * 301}, headers=HTMX)
    assert answer.status_code == 422
    assert "longer than 300" in words(answer.text)
    assert "<html" not in answer.text


async def test_an_admin_adds_people_and_groups_by_forms(owner: Browser, sign_in: SignIn):
    person = {"name": "Anna", "email": "anna@example.com", "role": "agent", "password": "very secret"}
    assert (await owner.post("/panel/organization/people", data=person)).status_code == 303
    anna = await me(await sign_in("anna@example.com", "very secret"))
    group = {"name": "Printers", "description": "", "member_ids": [anna["id"], (await me(owner))["id"]]}
    assert (await owner.post("/panel/organization/groups", data=group)).status_code == 303
    page = words((await owner.get("/panel/organization")).text)
    assert "Printers Anna, owner Yes" in page
    await owner.post(f"/panel/organization/people/{anna['id']}/active", data={"active": "false"})
    assert (await owner.get(f"/api/people/{anna['id']}")).json()["active"] is False


@pytest.mark.parametrize(
    ("form", "fields", "status", "told"),
    [
        (
            "people",
            {"name": "A", "email": OWNER["email"], "password": "very secret"},
            409,
            "has this e-mail address",
        ),
        ("people", {"name": "A", "email": "a@b.pl", "password": "short"}, 422, "Password"),
        ("groups", {"name": "Printers"}, 422, "at least one member"),
    ],
)
async def test_a_refused_form_says_why_and_keeps_what_was_typed(
    owner: Browser, form: str, fields: dict, status: int, told: str
):
    answer = await owner.post(f"/panel/organization/{form}", data=fields)
    assert answer.status_code == status
    assert told in words(answer.text)
    assert f'value="{fields["name"]}"' in answer.text
    assert "very secret" not in answer.text


async def test_agents_look_at_people_and_change_nothing(agent: Browser, owner: Browser):
    page = await agent.get("/panel/organization")
    assert OWNER["email"] in page.text
    assert "Add person" not in page.text
    assert (await agent.post("/panel/organization/people", data={"name": "X"})).status_code == 403
    other = (await me(owner))["id"]
    assert (
        await agent.post(f"/panel/organization/people/{other}/active", data={"active": "false"})
    ).status_code == 403


async def test_another_site_cannot_send_forms_in_somebodys_name(agent: Browser):
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        answer = await agent.post("/panel/tasks", data={"title": "x"}, headers=headers)
        assert answer.status_code == 403
    assert (await agent.get("/api/tasks")).json()["items"] == []


async def test_what_is_missing_is_a_page_too(agent: Browser):
    for address in (f"/panel/tasks/{uuid4()}", "/panel/tasks/five"):
        answer = await agent.get(address)
        assert answer.status_code in (404, 422)
        assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("address", ["/auth/sign-in", "/panel/tasks", "/panel/organization"])
async def test_pages_run_no_scripts_of_others(owner: Browser, browser: Open, address: str):
    answer = await (browser() if address == "/auth/sign-in" else owner).get(address)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", answer.text)
