"""From desk to desk: another number, and the old one still leads there."""

import httpx
import pytest
from uuid_utils.compat import uuid7

from shared.contracts.parts import PersonState
from shared.contracts.tickets import TicketPublicChanged
from tests.service_fixtures import Alone
from tests.tickets.api.test_tickets import opened


@pytest.fixture
async def sales(http: httpx.AsyncClient) -> dict:
    """Another desk."""
    answer = await http.post("/api/desks", json={"name": "Sales", "number_pattern": "SAL-{{nr:3}}"})
    return answer.json()


async def move(http: httpx.AsyncClient, ticket: dict, desk: dict, **more) -> httpx.Response:
    return await http.put(f"/api/tickets/{ticket['id']}/desk", json={"desk_id": desk["id"]}, **more)


async def counted(http: httpx.AsyncClient, desk: dict) -> dict:
    return (await http.get(f"/api/desks/{desk['id']}")).json()["counters"]


async def test_the_ticket_gets_a_number_there_and_the_old_one_leads_to_it(http, desk, sales, tickets: Alone):
    made = await opened(http, desk)
    answer = await move(http, made, sales)
    assert answer.status_code == 200, answer.text
    moved = answer.json()
    assert (moved["number"], moved["desk_id"]) == ("SAL-001", sales["id"])
    assert moved["moved_from"] == [{"desk_id": desk["id"], "number": "SUP-001"}]
    for on, number in ((desk, "SUP-001"), (sales, "SAL-001")):
        assert (await http.get(f"/api/desks/{on['id']}/tickets/{number}")).json()["id"] == made["id"]
    told = (await tickets.said(TicketPublicChanged))[-1].ticket
    assert [(str(each.desk_id), each.number) for each in told.former_numbers] == [(desk["id"], "SUP-001")]
    assert [(await counted(http, each))["all"] for each in (desk, sales)] == [0, 1]


async def test_it_comes_back_to_its_old_number(http, desk, sales):
    made = await opened(http, desk)
    await move(http, made, sales)
    assert (await opened(http, desk))["number"] == "SUP-002"
    back = (await move(http, made, desk)).json()
    assert (back["number"], back["moved_from"]) == (
        "SUP-001",
        [{"desk_id": sales["id"], "number": "SAL-001"}],
    )
    assert [(await counted(http, each))["all"] for each in (desk, sales)] == [2, 0]


async def test_the_number_of_a_ticket_that_left_is_given_to_no_other(http, desk, sales):
    await http.patch(f"/api/desks/{desk['id']}", json={"number_pattern": "{{yy}}-{{nr}}"})
    made = await opened(http, desk)
    await move(http, made, sales)
    # Another counter, which begins at one again.
    await http.patch(f"/api/desks/{desk['id']}", json={"number_pattern": "{{yy}}-{{nr-y}}"})
    other = await opened(http, desk)
    assert (made["number"][3:], other["number"][3:]) == ("1", "2")
    assert (await http.get(f"/api/desks/{desk['id']}/tickets/{made['number']}")).json()["id"] == made["id"]


async def test_category_and_fields_go_with_it_where_the_other_desk_has_the_same(http, desk, sales):
    for each, names in ((desk, ("Bug", "Odd")), (sales, ("bug",))):
        form = {"categories": [{"name": name} for name in names]}
        assert (await http.patch(f"/api/desks/{each['id']}", json=form)).status_code == 200
        field = {"key": "order", "name": "Order", "kind": "text"}
        assert (await http.post(f"/api/desks/{each['id']}/fields", json=field)).status_code == 201
    ours = (await http.get(f"/api/desks/{desk['id']}")).json()["categories"]
    bug, odd = [await opened(http, desk, category_id=each["id"], fields={"order": "A-17"}) for each in ours]
    moved = (await move(http, bug, sales)).json()
    assert (moved["category"]["name"], moved["fields"]) == ("bug", {"order": "A-17"})
    assert (await move(http, odd, sales)).json()["category"] is None


async def test_whoever_does_not_work_there_is_not_responsible_any_more(http, desk, sales, anna: PersonState):
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(anna.id)]})
    await http.patch(f"/api/desks/{sales['id']}", json={"member_ids": [str(uuid7())]})
    made = await opened(http, desk, assignee={"kind": "agent", "id": str(anna.id)})
    assert (await move(http, made, sales)).json()["assignee"] is None


async def test_nobody_moves_a_ticket_to_where_it_may_not_be(
    http, desk, sales, tickets: Alone, anna: PersonState
):
    made = await opened(http, desk)
    await http.patch(f"/api/desks/{sales['id']}", json={"member_ids": [str(uuid7())]})
    async with tickets.client(anna) as agent:
        assert (await move(agent, made, sales)).json()["code"] == "desk_not_found"
    assert (await move(http, made, {"id": str(uuid7())})).json()["code"] == "desk_not_found"
    await http.patch(f"/api/desks/{sales['id']}", json={"active": False})
    refused = await move(http, made, sales)
    assert (refused.status_code, refused.json()["code"]) == (409, "desk_inactive")
    late = await move(http, made, sales, headers={"If-Match": '"99"'})
    assert late.status_code == 412
