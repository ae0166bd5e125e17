"""Who is on a ticket beside me: told to those who may see it, for half a minute."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from services.tickets.uow import TicketsUow
from services.tickets.use_cases.presence import remove_lapsed
from shared.contracts.parts import PersonState
from tests.service_fixtures import Alone
from tests.tickets.api.test_tickets import opened


@pytest.fixture
async def agent(tickets: Alone, anna: PersonState) -> AsyncIterator[httpx.AsyncClient]:
    async with tickets.client(anna) as client:
        yield client


def at(ticket: dict) -> str:
    return f"/api/tickets/{ticket['id']}/presence"


async def others(http: httpx.AsyncClient, ticket: dict, state: str = "reading") -> list[dict]:
    answer = await http.put(at(ticket), json={"state": state})
    assert answer.status_code == 200, answer.text
    return answer.json()["others"]


async def told(http: httpx.AsyncClient, ticket: dict) -> list[tuple[str, str]]:
    return [(each["name"], each["state"]) for each in await others(http, ticket)]


async def test_two_see_each_other_and_what_the_other_does(http, desk, agent, anna: PersonState, owner):
    made, another = await opened(http, desk), await opened(http, desk)
    assert await others(http, made) == []
    assert await told(agent, made) == [(owner.name, "reading")]
    await others(agent, made, "writing")
    found = (await others(http, made))[0]
    assert (found["id"], found["name"], found["state"]) == (str(anna.id), "Anna", "writing")
    assert await others(http, another) == []


async def test_since_is_when_the_state_began(http, desk, agent):
    made = await opened(http, desk)
    since = []
    for state in ("reading", "reading", "writing"):
        await others(agent, made, state)
        since.append((await others(http, made))[0]["since"])
    assert since[0] == since[1] < since[2]


async def test_who_leaves_is_there_no_more(http, desk, agent):
    made = await opened(http, desk)
    await others(agent, made)
    for _ in range(2):
        assert (await agent.delete(at(made))).status_code == 204
    assert await others(http, made) == []


async def test_who_says_nothing_for_half_a_minute_has_left(http, desk, agent, tickets: Alone):
    made, database = await opened(http, desk), tickets.service.database
    await others(agent, made)
    first = (await others(http, made))[0]["since"]
    database.offset = timedelta(seconds=29)
    assert len(await others(http, made)) == 1
    database.offset = timedelta(seconds=31)
    assert await others(http, made) == []
    await others(agent, made)
    assert (await others(http, made))[0]["since"] > first


async def test_what_lapsed_is_removed_and_the_table_is_not_logged(http, desk, agent, tickets: Alone):
    database = tickets.service.database
    await others(agent, await opened(http, desk))
    async with TicketsUow(database, tickets.service.web.state.sealer, lambda: None) as uow:
        assert await remove_lapsed(uow) == 0
        uow.now += timedelta(minutes=2)
        assert await remove_lapsed(uow) == 1
        kind = text("SELECT relpersistence FROM pg_class WHERE relname = 'presence'")
        assert await uow.session.scalar(kind) in ("u", b"u")


async def test_a_merged_ticket_s_readers_are_those_of_the_other(http, desk, agent):
    made, target = await opened(http, desk), await opened(http, desk)
    await http.post(f"/api/tickets/{made['id']}/merge", json={"into": target["id"]})
    await others(agent, made)
    assert await told(http, target) == [("Anna", "reading")]
    await agent.delete(at(made))
    assert await others(http, target) == []


@pytest.mark.attack("A6")
async def test_who_may_not_see_the_ticket_learns_of_nobody(http, desk, agent):
    made = await opened(http, desk)
    await others(http, made)
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(uuid4())]})
    for answer in (await agent.put(at(made), json={"state": "reading"}), await agent.delete(at(made))):
        assert (answer.status_code, answer.json()["code"]) == (404, "ticket_not_found")
    assert await others(http, made) == []


@pytest.mark.parametrize("form", [{}, {"state": "typing"}, {"state": "reading", "name": "Bea"}])
async def test_nothing_else_can_be_said(http, desk, form):
    assert (await http.put(at(await opened(http, desk)), json=form)).status_code == 422
