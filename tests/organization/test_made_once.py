"""Every request and every form that makes something: sent again it makes no second, with other words it is another."""

import asyncio
import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from services.organization import projections
from services.organization.uow import OrganizationUow
from shared.contracts.parts import DeskState
from shared.database import Database
from tests.organization.conftest import Browser, me
from tests.organization.facts import a_known_ticket

ANNA = {"name": "Anna", "email": "anna@example.com", "role": "agent"}
KEY = {"Idempotency-Key": "one"}
NEW = "other horses run"


async def wishes(owner: Browser, database: Database) -> dict[str, dict]:
    """What each address that makes something takes."""
    return {
        "/api/people": ANNA | {"password": NEW},
        "/api/groups": {"name": "Printers", "member_ids": [(await me(owner))["id"]]},
        "/api/tokens": {"name": "Importer"},
        "/api/tasks": {"title": "Once", "ticket_id": str(await a_known_ticket(database))},
    }


async def how_many(browser: Browser, address: str) -> int:
    return len((await browser.get(address)).json()["items"])


@pytest.mark.parametrize("address", ["/api/people", "/api/groups", "/api/tokens", "/api/tasks"])
async def test_a_request_with_the_same_key_is_answered_as_the_first_time(
    owner: Browser, organization_database: Database, address: str
):
    wish = (await wishes(owner, organization_database))[address]
    before = await how_many(owner, address)
    answers = await asyncio.gather(*[owner.post(address, json=wish, headers=KEY) for _ in range(3)])
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("idempotent-replayed" in answer.headers for answer in answers) == 2
    name = "title" if "title" in wish else "name"
    other = await owner.post(address, json=wish | {name: "Other"}, headers=KEY)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await how_many(owner, address) == before + 1


async def test_a_task_asked_for_again_is_answered_though_its_ticket_is_out_of_sight(
    agent: Browser, organization_database: Database
):
    desk_id = uuid4()
    ticket_id = await a_known_ticket(organization_database, [UUID((await me(agent))["id"])], desk_id)
    wish = {"title": "Once", "ticket_id": ticket_id}
    first = await agent.post("/api/tasks", json=wish, headers=KEY)
    closed = {"id": desk_id, "name": "Support", "number_pattern": "T", "version": 2, "member_ids": (uuid4(),)}
    async with OrganizationUow(organization_database) as uow:
        await projections.follow_desk(uow, DeskState.model_validate(closed))
    again = await agent.post("/api/tasks", json=wish, headers=KEY)
    assert (again.status_code, again.json()) == (201, first.json())
    new = await agent.post("/api/tasks", json=wish, headers={"Idempotency-Key": "two"})
    assert (new.status_code, new.json()["errors"][0]["field"]) == (422, "ticket_id")


FORMS: list[tuple[str, str, Callable[[str], dict], str]] = [
    ("/panel/tasks", "/panel/tasks", lambda _: {"title": "Once"}, "/api/tasks"),
    ("/panel/organization", "/panel/organization/people", lambda _: ANNA | {"password": NEW}, "/api/people"),
    (
        "/panel/organization",
        "/panel/organization/groups",
        lambda who: {"name": "Printers", "member_ids": [who]},
        "/api/groups",
    ),
    ("/panel/organization/tokens", "/panel/organization/tokens", lambda _: {"name": "Script"}, "/api/tokens"),
]


@pytest.mark.parametrize(("page", "address", "fields", "listed"), FORMS)
async def test_two_clicks_make_one(
    owner: Browser, page: str, address: str, fields: Callable[[str], dict], listed: str
):
    before, key = await how_many(owner, listed), form_key_in((await owner.get(page)).text, address)
    form = fields((await me(owner))["id"]) | {"form_key": key}
    answers = await asyncio.gather(*[owner.post(address, data=form) for _ in range(2)])
    assert len({answer.status_code for answer in answers}) == 1
    assert answers[0].status_code in (200, 303)
    assert await how_many(owner, listed) == before + 1


async def test_two_clicks_in_the_box_of_a_ticket_make_one_task(
    agent: Browser, organization_database: Database
):
    box = f"/panel/tasks/of-ticket/{await a_known_ticket(organization_database)}"
    key = form_key_in((await agent.get(f"{box}?q=printer")).text, box)
    for _ in range(2):
        answer = await agent.post(box, data={"title": "printer", "form_key": key})
        assert answer.status_code == 303
    assert await how_many(agent, "/api/tasks") == 1


async def test_two_clicks_that_set_a_password_do_no_harm(agent: Browser, browser, sign_in):
    """Whether they come one after the other or together: the password is the new one, and its session goes on."""
    who = await me(agent)
    page = f"/panel/organization/people/{who['id']}/password"
    cookies = dict(agent.cookies)
    answers = await asyncio.gather(*[agent.post(page, data={"password": NEW}) for _ in range(2)])
    late = await browser(cookies=cookies).post(page, data={"password": NEW})
    assert {answer.status_code for answer in (*answers, late)} == {303}
    assert late.headers["location"] == "/auth/sign-in"
    assert (await me(await sign_in(who["email"], NEW)))["id"] == who["id"]


def form_key_in(html: str, address: str) -> str:
    """The one-time key of the form that is sent to `address`."""
    forms = re.findall(rf'<form[^>]*"{address}"[^>]*>.*?</form>', html, re.DOTALL)
    (key,) = [key for form in forms for key in re.findall(r'name="form_key" value="([^"]+)"', form)]
    return key
