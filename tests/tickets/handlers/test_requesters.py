"""Who asked: one person however written, and proven only as long as they are the same."""

from shared.contracts.parts import Requester
from tests.service_fixtures import Alone
from tests.tickets.handlers.test_requests import a_wish

WAYS = ("Rita@Bücher.example", "rita@xn--bcher-kva.example", "RITA@BÜCHER.EXAMPLE")


async def test_one_person_written_in_several_ways_is_one_requester(http, desk, tickets: Alone):
    found = []
    for email in WAYS:
        form = {"desk_id": desk["id"], "title": "x", "requester": {"email": email}}
        made = (await http.post("/api/tickets", json=form)).json()
        edited = (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "x"})).json()
        path = f"/api/tickets/{edited['id']}"
        found += [made, (await http.patch(path, json={"requester": {"email": email}})).json()]
    assert len({each["requester"]["id"] for each in found}) == 1
    assert {each["requester"]["email"].partition("@")[2] for each in found} == {"xn--bcher-kva.example"}


async def test_another_address_is_another_person_whom_nobody_has_proved(http, desk, tickets: Alone):
    wish = a_wish(desk, requester=Requester(email="rita@example.com", verified=True))
    await tickets.hear(wish)
    path = f"/api/tickets/{wish.ticket_id}"
    before = (await http.get(path)).json()["requester"]
    same = await http.patch(path, json={"requester": {"email": "Rita@EXAMPLE.com", "name": "Rita"}})
    assert same.json()["requester"]["verified"] is True
    assert same.json()["requester"]["id"] == before["id"]
    other = (await http.patch(path, json={"requester": {"email": "eve@example.com"}})).json()["requester"]
    assert other["verified"] is False
    assert other["id"] != before["id"]
