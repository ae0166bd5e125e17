"""Canned replies: beside the reply box, and in the settings of their desk."""

import pytest

from shared.contracts.parts import PersonState
from tests.tickets.api.test_canned_replies import canned
from tests.tickets.panel.page import read
from tests.tickets.panel.test_lists import HTMX, page
from tests.tickets.panel.test_ticket import here, shown


@pytest.fixture
async def reply(http, desk, anna: PersonState) -> dict:
    """It greets, resolves, tags and assigns."""
    return await canned(
        http, desk, name="Solved", body="Dear {{requester_name}}, it is **done**.", status="resolved",
        add_tags=["done"], assignee={"kind": "agent", "id": str(anna.id)},
    )  # fmt: skip


async def test_one_is_found_looked_at_and_sent_in_one_piece(http, desk, ticket, agent, reply):
    await canned(http, desk, name="Other", body="x")
    way = (await shown(agent, ticket)).one("a", data_key=";")["href"]
    assert len((await page(agent, way)).one("ul", id="canned-found").all("a")) == 2
    offered = (await page(agent, way, find="sol")).one("ul", id="canned-found")
    look = await page(agent, offered.one("a")["href"])
    assert look.one("div", class_="step-words msg-b").text == "Dear Rita Rower, it is done ."
    assert [each.text for each in look.one("ul", class_="reasons").all("li")] == [
        "Anna set tags to done",
        "Anna set status to Resolved",
        "Anna took it",
    ]
    form = look.form(here(ticket, "canned"))
    for _ in range(2):
        assert (await agent.post(form["action"], data=form.values())).status_code == 303
    done = await shown(agent, ticket)
    assert len(done.all("article", aria_label="Public reply from the team")) == 1
    assert done.one("span", id="now-status").text == "Resolved"
    assert "done" in done.one("span", id="now-tags").text


async def test_its_words_come_into_the_box_to_be_edited(ticket, agent, reply):
    look = await page(agent, here(ticket, f"canned/{reply['id']}"))
    box = await page(agent, look.one("a", data_into_reply="canned-words")["href"])
    assert box.one("textarea", name="comment").text == "Dear Rita Rower, it is **done**."
    assert not box.all("p", role="alert")
    assert "checked" in box.one("input", name="audience", value="comment").attributes


async def test_nothing_is_sent_when_something_changed_since_it_was_shown(http, ticket, agent, reply):
    form = (await page(agent, here(ticket, f"canned/{reply['id']}"))).form(here(ticket, "canned"))
    await http.patch(f"/api/tickets/{ticket['id']}", json={"title": "Another"})
    late = await agent.post(form["action"], data=form.values())
    assert late.status_code == 412
    assert "changed in the meantime" in read(late.text).one("p", class_="banner banner--err").text
    fresh = read(late.text).form(here(ticket, "canned"))
    assert (await agent.post(fresh["action"], data=fresh.values())).status_code == 303


async def test_htmx_gets_the_replies_for_the_dialog(ticket, agent, reply):
    part = read((await agent.get(here(ticket, "canned"), headers=HTMX)).text)
    assert part.one("h2", id="step-t").text == "Canned replies"
    assert part.one("ul", id="canned-found").one("a")["hx-target"] == "#step"


async def test_a_desks_replies_are_added_changed_and_removed(http, desk, admin):
    place = f"/panel/tickets/desks/{desk['id']}/canned-replies"
    assert "no canned replies yet" in (await page(admin, place)).text
    new = (await page(admin, f"{place}/new")).form(f"{place}/new")
    form = new.values() | {
        "name": "Hello",
        "body": "Dear {{requester_name}}",
        "add_tags": "a\nb",
        "status": "waiting",
    }
    for _ in range(2):
        assert (await admin.post(new["action"], data=form)).headers["location"] == place
    (made,) = (await http.get(f"/api/desks/{desk['id']}/canned-replies")).json()["items"]
    assert (made["name"], made["add_tags"], made["status"]) == ("Hello", ["a", "b"], "waiting")
    link = (await page(admin, place)).one("a", says="Hello")["href"]
    edited = (await page(admin, link)).form(link)
    assert read(str(edited.one("textarea", name="add_tags").text)).text == "a b"
    changed = edited.values() | {"name": "Hello again", "body": "Hi"}
    assert (await admin.post(link, data=changed)).status_code == 303
    late = await admin.post(link, data=changed | {"name": "Mine"})
    assert late.status_code == 412
    assert read(late.text).one("input", name="name")["value"] == "Mine"
    assert (await admin.post(f"{link}/remove")).status_code == 303
    assert (await http.get(f"/api/desks/{desk['id']}/canned-replies")).json()["items"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"body": "Hi {{nobody}}"}, "body"), ({"name": ""}, "name"), ({"assignee": "agent:x"}, "assignee"),
     ({"status": "gone"}, "status")],
)  # fmt: skip
async def test_what_cannot_be_kept_stands_there_again(desk, admin, wrong, field):
    place = f"/panel/tickets/desks/{desk['id']}/canned-replies/new"
    answer = await admin.post(place, data={"name": "Hello", "body": "Kept"} | wrong)
    assert answer.status_code == 422
    again = read(answer.text)
    assert again.one("main").all("p", role="alert"), field
    assert again.one("textarea", name="body").text == wrong.get("body", "Kept")


async def test_only_who_manages_desks_sets_them_up(desk, ticket, agent, reply):
    assert (await agent.get(f"/panel/tickets/desks/{desk['id']}/canned-replies")).status_code == 403
    assert "Set up" not in (await page(agent, here(ticket, "canned"))).text
