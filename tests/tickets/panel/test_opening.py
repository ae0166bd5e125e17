"""The form for a new ticket."""

from uuid import uuid4

import pytest

from shared.contracts.parts import PersonState
from tests.service_fixtures import Alone, a_person
from tests.tickets.panel.conftest import Browse
from tests.tickets.panel.page import read
from tests.tickets.panel.test_lists import HTMX, LIST

NEW = f"{LIST}/new"


async def test_a_ticket_is_made_of_the_form(desk, agent, anna: PersonState):
    form = read((await agent.get(NEW)).text).one("form", action=NEW)
    assert form.one("option", says="Support")["value"] == desk["id"]
    data = {
        "desk_id": desk["id"], "title": "Printer on fire", "body": "It burns.", "priority": "high",
        "requester_email": "rita@example.com", "requester_name": "Rita", "assignee": f"agent:{anna.id}", "tags": "fire, paper",
    }  # fmt: skip
    made = await agent.post(NEW, data=data, files={"files": ("plan.txt", b"a plan")})
    assert made.status_code == 303, made.text
    page = read((await agent.get(made.headers["location"])).text)
    assert page.heading() == "Printer on fire"
    assert "Ticket created" in page.one("div", id="toasts").text
    opening = page.one("article", aria_label="From the requester")
    assert "It burns." in opening.text
    assert "plan.txt" in opening.text
    assert "written by an agent" in opening.text
    details = page.one("aside", id="details").text
    for words in ("High", "Anna", "fire", "paper", "Rita"):
        assert words in details


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"title": ""}, "title", "A title is required"),
        ({"title": "x" * 301}, "title", "longer than 300"),
        ({"requester_email": "not an address"}, "requester_email", "must have an @-sign"),
        ({"category_id": str(uuid4())}, "title", "no such category"),
        ({"assignee": "agent:nobody"}, "title", "Unknown"),
        ({"priority": "asap"}, "title", "Input should be"),
    ],
)
async def test_what_is_wrong_stands_at_its_field_and_the_text_is_kept(
    http, desk, agent, change, field, words
):
    await http.patch(f"/api/desks/{desk['id']}", json={"categories": [{"name": "Hardware"}]})
    data = {"desk_id": desk["id"], "title": "Fine", "body": "A long story <b>"} | change
    answer = await agent.post(NEW, data=data)
    page = read(answer.text)
    assert answer.status_code == 422
    assert page.one("textarea", name="body").text == "A long story <b>"
    assert page.one("input", name=field)["value"] == data.get(field, "")
    assert words in page.one("main").text
    assert "SUP-001" not in (await agent.get(LIST, params={"view": "all"})).text


async def test_a_desk_that_takes_no_tickets_says_so(http, desk, agent):
    await http.patch(f"/api/desks/{desk['id']}", json={"active": False})
    answer = await agent.post(NEW, data={"desk_id": desk["id"], "title": "No", "body": "kept"})
    assert answer.status_code == 409
    assert "takes no new tickets" in read(answer.text).text
    assert read(answer.text).one("textarea", name="body").text == "kept"


async def test_another_desk_brings_its_own_people_and_categories(http, desk, agent):
    await http.patch(f"/api/desks/{desk['id']}", json={"categories": [{"name": "Hardware"}]})
    address = f"{NEW}?desk_id={desk['id']}"
    part, whole = (await agent.get(address, headers=HTMX)).text, (await agent.get(address)).text
    assert part.strip() in whole
    assert "SUP-001" in read(part).text
    assert [each.text for each in read(part).one("select", name="category_id").all("option")] == [
        "None",
        "Hardware",
    ]


async def test_nobody_opens_tickets_on_a_desk_they_do_not_see(http, desk, browse: Browse, tickets: Alone):
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(uuid4())]})
    stranger = browse(a_person("agent", "Stranger"))
    for answer in (
        await stranger.post(NEW, data={"desk_id": desk["id"], "title": "Mine"}),
        await stranger.get(NEW, params={"desk_id": desk["id"]}),
    ):
        assert answer.status_code == 404
    assert "There is no desk to write to" in (await stranger.get(NEW)).text
