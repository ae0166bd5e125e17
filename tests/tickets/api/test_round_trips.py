"""What the busiest ways into a ticket ask of the database: it does not grow unnoticed."""

import asyncio

import httpx
import pytest
from sqlalchemy import text, update

from services.tickets.tables.tickets import tickets as stored
from shared.contracts.organization import GroupChanged
from shared.contracts.parts import GroupState, PersonState
from tests.service_fixtures import Alone, a_person
from tests.tickets.asked import asked_of
from tests.waiting import until

SOMEBODY_WAITS = text("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
REQUESTER = {"email": "rita@example.com"}


async def a_ticket(http: httpx.AsyncClient, desk: dict) -> str:
    """The address of a new one."""
    form = {"desk_id": desk["id"], "title": "Printer on fire", "requester": REQUESTER}
    return f"/api/tickets/{(await http.post('/api/tickets', json=form)).json()['id']}"


@pytest.mark.parametrize("what", ["comments", "notes"])
async def test_an_agents_words_are_three_statements(
    tickets: Alone, http: httpx.AsyncClient, desk: dict, anna: PersonState, what: str
):
    path = f"{await a_ticket(http, desk)}/{what}"
    async with tickets.client(anna) as client:
        assert (await client.post(path, json={"body": "We look at it."})).status_code == 201
        with asked_of(tickets) as asked:
            assert (await client.post(path, json={"body": "It was the fan."})).status_code == 201
    # The clock; the ticket with its desk; the words, what searches find of them, their draft, the ticket and its event.
    assert len(asked) == 3, asked


@pytest.mark.parametrize(("in_group", "status"), [(True, 201), (False, 404)])
async def test_groups_that_decide_who_sees_a_desk_are_asked_for_with_the_ticket(
    tickets: Alone, http: httpx.AsyncClient, desk: dict, anna: PersonState, *, in_group: bool, status: int
):
    path = f"{await a_ticket(http, desk)}/comments"
    members = (anna.id,) if in_group else ()
    group = GroupState(id=a_person().id, name="Printers", member_ids=members, version=1)
    await tickets.hear(GroupChanged(group=group))
    await http.patch(f"/api/desks/{desk['id']}", json={"group_ids": [str(group.id)]})
    async with tickets.client(anna) as client:
        with asked_of(tickets) as asked:
            answer = await client.post(path, json={"body": "x"})
    assert answer.status_code == status
    assert not [each for each in asked if each.startswith("SELECT known_groups")], asked


@pytest.mark.parametrize(("is_hers", "status"), [(True, 201), (False, 404)])
async def test_of_a_ticket_that_moves_meanwhile_its_new_desk_decides(
    tickets: Alone, http: httpx.AsyncClient, desk: dict, anna: PersonState, *, is_hers: bool, status: int
):
    path = await a_ticket(http, desk)
    members = [str(anna.id if is_hers else a_person().id)]
    form = {"name": "Sales", "number_pattern": "S-{{nr:3}}", "member_ids": members}
    other = (await http.post("/api/desks", json=form)).json()
    database = tickets.service.database
    async with tickets.client(anna) as client, database.session() as session:
        await session.execute(update(stored).values(desk_id=other["id"]))
        waiting = asyncio.create_task(client.post(f"{path}/comments", json={"body": "x"}))
        await until(lambda: session.scalar(SOMEBODY_WAITS))
        await session.commit()
        assert (await waiting).status_code == status
