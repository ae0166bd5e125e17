"""Merging, moving and splitting by pages of their own, without scripts."""

from uuid import uuid4

import pytest

from shared.contracts.parts import PersonState
from tests.tickets.panel.page import read
from tests.tickets.panel.test_lists import HTMX, LIST, opened, page
from tests.tickets.panel.test_ticket import here, sent, shown

RITA = {"email": "rita@example.com", "name": "Rita Rower"}


async def test_the_requesters_other_tickets_are_offered_and_looked_at_before_they_are_merged(
    http, desk, ticket, agent
):
    other = await opened(http, desk, title="Smoke again", requester=RITA)
    await opened(http, desk, title="Of somebody else", requester={"email": "otto@example.com"})
    step = await page(agent, here(ticket, "merge"))
    offered = step.one("ul", class_="step-list").all("a")
    assert [each.one("b").text for each in offered] == ["Smoke again"]
    look = await page(agent, offered[0]["href"])
    assert not look.all("p", class_="banner banner--warn")
    form = look.form(here(ticket, "merge"))
    answer = await agent.post(form["action"], data=form.values())
    assert answer.headers["location"] == here(other)
    target = read((await agent.get(answer.headers["location"])).text)
    assert target.heading() == "Smoke again"
    line = target.form(here(ticket, "unmerge"))
    assert "Printer on fire" in line.text
    apart = await agent.post(line["action"])
    assert read((await agent.get(apart.headers["location"])).text).heading() == "Printer on fire"
    assert not (await shown(agent, other)).all("form", class_="led")


async def test_a_search_finds_another_ticket_and_another_requester_is_warned_of(http, desk, ticket, agent):
    other = await opened(http, desk, title="Blue", requester={"email": "otto@example.com", "name": "Otto"})
    for words in (other["number"], "blue"):
        step = await page(agent, here(ticket, "merge"), find=words)
        link = step.one("ul", class_="step-list").one("a")
        assert "Otto" in link.text
        look = await page(agent, link["href"])
        assert "somebody else: Otto" in look.one("p", class_="banner banner--warn").text
    assert "Nothing found" in (await page(agent, here(ticket, "merge"), find="zzzzzz")).text
    assert (await agent.get(here(ticket, "merge"), params={"into": str(uuid4())})).status_code == 404


async def test_what_cannot_be_merged_says_why_on_the_page(ticket, agent):
    for into in (ticket["id"], "", "x"):
        refused = await agent.post(here(ticket, "merge"), data={"into": into})
        assert refused.status_code in (409, 422)
        assert read(refused.text).one("p", class_="banner banner--err").text


async def test_htmx_gets_the_step_for_the_dialog(ticket, agent):
    for name in ("merge", "desk", "split"):
        part = read((await agent.get(here(ticket, name), headers=HTMX)).text)
        assert not part.all("nav")
        assert part.one("h2", id="step-t").text
    menu = (await shown(agent, ticket)).one("div", id="pop-title")
    assert [each["hx-get"] for each in menu.all("a")] == [here(ticket, n) for n in ("merge", "desk", "split")]


async def test_a_ticket_moves_to_a_desk_that_is_chosen(http, desk, ticket, agent):
    assert "no other desk" in (await page(agent, here(ticket, "desk"))).one("main").text
    sales = (await http.post("/api/desks", json={"name": "Sales", "number_pattern": "S-{{nr}}"})).json()
    step = await page(agent, here(ticket, "desk"))
    (choice,) = step.all("input", name="to_desk")
    moved = await sent(agent, ticket, "desk", to_desk=choice["value"])
    assert choice["value"] == sales["id"]
    assert moved.one("span", class_="stub desk--slate").text.startswith("S-")
    assert (await agent.post(here(ticket, "desk"), data={})).status_code == 422


async def test_chosen_words_become_a_ticket_of_their_own(http, ticket, agent):
    assert "could become" in (await page(agent, here(ticket, "split"))).one("main").text
    for body in ("About the printer", "And my invoice"):
        await http.post(f"/api/tickets/{ticket['id']}/comments", json={"body": body})
    step = await page(agent, here(ticket, "split"))
    form = step.form(here(ticket, "split"))
    box = form.one("label", says="And my invoice").one("input")
    wrong = await agent.post(form["action"], data={"comment_ids": box["value"], "title": " "})
    assert wrong.status_code == 422
    assert "checked" in read(wrong.text).one("label", says="And my invoice").one("input").attributes
    none = await agent.post(form["action"], data={"title": "Kept"})
    assert read(none.text).one("input", name="title")["value"] == "Kept"
    sent_form = form.values() | {"comment_ids": box["value"], "title": "The invoice"}
    made = await agent.post(form["action"], data=sent_form)
    again = await agent.post(form["action"], data=sent_form)
    assert again.headers["location"] == made.headers["location"]
    fresh = read((await agent.get(made.headers["location"])).text)
    assert fresh.heading() == "The invoice"
    assert "And my invoice" in fresh.one("div", id="conv").text


@pytest.mark.parametrize("name", ["merge", "desk", "split"])
async def test_who_may_not_edit_has_neither_way_nor_page(browse, ticket, anna: PersonState, name):
    reader = browse(anna.model_copy(update={"id": uuid4(), "permissions": ("ticket.read", "desk.read")}))
    assert (await reader.get(here(ticket, name))).status_code == 403
    assert (await reader.post(here(ticket, name), data={})).status_code == 403
    shown_to = await reader.get(f"{LIST}/{ticket['id']}")
    assert shown_to.status_code in (200, 404)
    assert f"{ticket['id']}/{name}" not in shown_to.text
