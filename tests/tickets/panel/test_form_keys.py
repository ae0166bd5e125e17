"""Two clicks make one: every form here that creates brings a one-time key, and takes it."""

import pytest

from tests.tickets.panel.page import read
from tests.tickets.panel.test_ticket import here, shown

NEW_TICKET, NEW_DESK = "/panel/tickets/new", "/panel/tickets/desks/new"


async def test_a_new_ticket_sent_twice_is_one(http, desk, agent):
    form = read((await agent.get(NEW_TICKET)).text).one("form", action=NEW_TICKET).values()
    typed = form | {"desk_id": desk["id"], "title": "Once"}
    sent = [await agent.post(NEW_TICKET, data=typed) for _ in range(2)]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert len((await http.get("/api/tickets")).json()["items"]) == 1


async def test_a_new_desk_sent_twice_is_one(http, admin):
    form = read((await admin.get(NEW_DESK)).text).one("form", action=NEW_DESK).values()
    typed = form | {"name": "Once", "number_pattern": "O-{{nr}}"}
    sent = [await admin.post(NEW_DESK, data=typed) for _ in range(2)]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert len((await http.get("/api/desks")).json()["items"]) == 1


@pytest.mark.parametrize(("action", "field"), [("comments", "comment"), ("notes", "note")])
async def test_the_composers_key_goes_with_both_of_its_addresses(http, ticket, agent, action, field):
    page = await shown(agent, ticket)
    key = page.one("input", name="form_key")
    assert page.one("form", id=key["form"])["action"].startswith(here(ticket, "comments"))
    for _ in range(2):
        answer = await agent.post(here(ticket, action), data={field: "Once.", "form_key": key["value"]})
        assert answer.status_code == 303
    entries = (await http.get(f"/api/tickets/{ticket['id']}/timeline")).json()["items"]
    assert [entry["kind"] for entry in entries].count(field) == 1
