"""Who has asked, as far as the asker may see their tickets."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import update

from services.tickets.tables.tickets import tickets as table
from shared.contracts.parts import PersonState
from tests.service_fixtures import Alone, a_person
from tests.tickets.api.test_tickets import opened

RITA = {"email": "rita@example.com", "name": "Rita Żółw", "phone": "+48 600 100 200"}


async def asked(http: httpx.AsyncClient, desk: dict, **who: Any) -> dict:
    return await opened(http, desk, requester=RITA | who)


async def found(http: httpx.AsyncClient, **query: Any) -> list[str]:
    answer = await http.get("/api/requesters", params=query)
    assert answer.status_code == 200, answer.text
    return sorted(each["emails"][0] for each in answer.json()["items"])


async def test_a_requester_is_what_their_tickets_say(http, desk):
    first = await asked(http, desk)
    await asked(http, desk, email="RITA@example.com", name="Rita Nowak", phone="500")
    await opened(http, desk, requester={"name": "Nobody without an address"})
    await http.put(f"/api/tickets/{first['id']}/status", json={"status": "resolved"})
    listed = (await http.get("/api/requesters")).json()
    told = {
        "id": first["requester"]["id"], "name": "Rita Nowak", "external_id": None, "client": {}, "verified": False,
        "emails": ["RITA@example.com", "rita@example.com"], "phones": ["+48 600 100 200", "500"],
        "tickets": {"open": 1, "all": 2}, "merged_from": [], "corrected": [], "version": 0,
    }  # fmt: skip
    assert [each | {"emails": sorted(each["emails"])} for each in listed["items"]] == [told]
    assert (await http.get(f"/api/requesters/{told['id']}")).json() == listed["items"][0]
    gone = await http.get(f"/api/requesters/{uuid4()}")
    assert (gone.status_code, gone.json()["code"]) == (404, "requester_not_found")


async def test_what_was_proven_counts_more_than_what_came_later(http, desk, tickets: Alone):
    proven = await asked(http, desk)
    facts = {"requester_verified": True, "requester_external_id": "c-1", "requester_client": {"plan": "Pro"}}
    async with tickets.service.database.session() as session, session.begin():
        await session.execute(update(table).where(table.c.id == proven["id"]).values(facts))
    await asked(http, desk, name="Mallory")
    told = (await http.get(f"/api/requesters/{proven['requester']['id']}")).json()
    assert (told["name"], told["external_id"], told["client"], told["verified"]) == (
        "Rita Żółw", "c-1", {"plan": "Pro"}, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("q", "hits"),
    [
        ("", 2), ("zolw", 1), ("RITA żół", 1), ("rita@example", 1), ("example.com", 2), ("600100200", 1),
        ("600-100", 1), ("600.100 200", 1), ("999", 0), ("rita bob", 0), ("printer", 0), ("%", 0), ("_", 0), ("\\", 0),
    ],
)  # fmt: skip
async def test_they_are_found_by_name_address_and_phone(http, desk, q: str, hits: int):
    await asked(http, desk)
    await asked(http, desk, email="bob@example.com", name="Bob", phone="22")
    assert len(await found(http, q=q)) == hits


async def test_the_list_goes_on_and_counts_each_once(http, desk):
    emails = sorted(f"p{number}@example.com" for number in range(7))
    for email in emails:
        for _ in range(2):
            await asked(http, desk, email=email)
    seen, cursor = [], None
    while cursor or not seen:
        given = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        answer = (await http.get("/api/requesters", params=given)).json()
        seen += [each["emails"][0] for each in answer["items"]]
        cursor = answer["next_cursor"]
    assert sorted(seen) == emails
    first = (await http.get("/api/requesters", params={"limit": 3})).json()["next_cursor"]
    assert (await http.get("/api/requesters", params={"q": "p", "cursor": first})).status_code == 422


@pytest.mark.attack("A6")
async def test_only_tickets_of_desks_one_may_see_count_and_tell(
    http, desk, tickets: Alone, anna: PersonState
):
    form = {"name": "Closed", "number_pattern": "C-{{nr}}", "member_ids": [str(a_person("agent", "Zoe").id)]}
    closed = (await http.post("/api/desks", json=form)).json()
    rita = (await asked(http, desk))["requester"]["id"]
    await asked(http, closed, name="Secret Name", phone="999 888 777")
    hidden = (await asked(http, closed, email="hidden@example.com"))["requester"]["id"]
    async with tickets.client(anna) as agent:
        told = (await agent.get(f"/api/requesters/{rita}")).json()
        assert (told["name"], told["phones"], told["tickets"]) == (
            "Rita Żółw", ["+48 600 100 200"], {"open": 1, "all": 1},
        )  # fmt: skip
        assert await found(agent) == ["rita@example.com"]
        for secret in ("secret", "hidden", "999888777"):
            assert await found(agent, q=secret) == []
        assert (await agent.get(f"/api/requesters/{hidden}")).status_code == 404
    assert len(await found(http)) == 2
    async with tickets.client(a_person("guest", "Gus")) as guest:
        for path in ("/api/requesters", f"/api/requesters/{rita}"):
            assert (await guest.get(path)).status_code == 403


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 201}, {"cursor": "x"}, {"q": "x" * 201}, {"colour": "red"}]
)
async def test_nonsense_is_refused(http, query):
    assert (await http.get("/api/requesters", params=query)).status_code == 422
