"""Addresses whose proven tickets carry the same id of the host's own are one person's; what is not proven joins nobody."""

from typing import Any

import httpx
import pytest

from services.tickets.domain.requesters import id_of
from shared.contracts.parts import Requester
from shared.contracts.tickets import TicketCreated
from tests.service_fixtures import Alone
from tests.tickets.api.test_merged_requesters import at, got, merged
from tests.tickets.handlers.test_requests import a_wish

HOME, WORK = "rita@home.example", "rita@work.example"


def wish(desk: dict, email: str, client: str | None = "c-1", verified: bool = True, **more: Any) -> Any:
    who = Requester(email=email, external_id=client, verified=verified, **more)
    return a_wish(desk, requester=who)


async def people(http: httpx.AsyncClient) -> list[list[str]]:
    items = (await http.get("/api/requesters")).json()["items"]
    return sorted(sorted(each["emails"]) for each in items)


async def test_the_same_client_by_two_addresses_is_one_person(http, desk, tickets: Alone):
    await tickets.hear(wish(desk, HOME), wish(desk, WORK), wish(desk, "bob@x.example", "c-2"))
    assert await people(http) == [["bob@x.example"], [HOME, WORK]]
    told = await got(http, WORK)
    assert told["id"] == str(id_of(HOME))
    assert told["merged_from"] == [{"id": str(id_of(WORK)), "email": WORK, "how": "same_client"}]
    rows = (await http.get(at(HOME, "/history"))).json()["items"]
    assert {(row["kind"], row["actor"]["kind"]) for row in rows} == {
        ("merged", "system"),
        ("merged_here", "system"),
    }


@pytest.mark.attack("A22")
@pytest.mark.parametrize(
    "second", [{"verified": False}, {"client": "c-2"}, {"client": None}], ids=["unproven", "other", "none"]
)
async def test_what_is_not_proven_joins_nobody(http, desk, tickets: Alone, second: dict):
    await tickets.hear(wish(desk, HOME))
    await tickets.hear(wish(desk, WORK, **second))
    await tickets.hear(wish(desk, "eve@x.example", verified=False))
    assert await people(http) == [["eve@x.example"], [HOME], [WORK]]


async def test_who_was_taken_apart_stays_so(http, desk, tickets: Alone):
    await tickets.hear(wish(desk, HOME))
    await tickets.hear(wish(desk, WORK))
    assert (await http.post(at(WORK, "/unmerge"))).status_code == 200
    await tickets.hear(wish(desk, WORK), wish(desk, HOME))
    assert await people(http) == [[HOME], [WORK]]
    assert (await merged(http, WORK, HOME)).status_code == 200
    assert await people(http) == [[HOME, WORK]]


async def test_clients_are_followed_to_whom_they_were_merged_into(http, desk, tickets: Alone):
    await tickets.hear(wish(desk, HOME), wish(desk, "ann@x.example", None))
    await merged(http, HOME, "ann@x.example")
    await tickets.hear(wish(desk, WORK))
    assert await people(http) == [["ann@x.example", HOME, WORK]]


@pytest.mark.attack("A22")
async def test_a_stranger_who_types_an_address_is_not_told_what_the_team_knows(http, desk, tickets: Alone):
    await tickets.hear(wish(desk, HOME))
    await http.patch(at(HOME), json={"name": "Rita Turtle", "phone": "600"})
    proven, stranger = wish(desk, HOME), wish(desk, HOME, None, verified=False)
    await tickets.hear(proven, stranger)
    said = {each.ticket.id: each.ticket.requester for each in await tickets.said(TicketCreated)}
    assert (said[proven.ticket_id].name, said[proven.ticket_id].phone) == ("Rita Turtle", "600")
    assert (said[stranger.ticket_id].name, said[stranger.ticket_id].phone) == (None, None)
