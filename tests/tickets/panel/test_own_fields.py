"""Fields of a desk's own in the panel: set up, asked for, shown and corrected."""

import pytest

from tests.tickets.panel.page import Element, read
from tests.tickets.panel.test_lists import HTMX, LIST
from tests.tickets.panel.test_ticket import here, sent, shown

ORDER = {"key": "order", "name": "Order", "kind": "text"}
PLAN = {"key": "plan", "name": "Plan", "kind": "choice", "choices": ["Basic", "Pro"]}
AMOUNT = {"key": "amount", "name": "Amount", "kind": "number"}
VIP = {"key": "vip", "name": "Important", "kind": "checkbox"}
NEW = f"{LIST}/new"


def page_of(desk: dict, *more: str) -> str:
    return "/".join((f"{LIST}/desks/{desk['id']}/fields", *more))


async def after(http, path: str, **typed: str) -> Element:
    answer = await http.post(path, data=typed)
    assert answer.status_code == 303, answer.text
    return read((await http.get(answer.headers["location"])).text)


def names(page: Element) -> list[str]:
    return [each.text for each in page.all("h2") if each.attributes.get("id", "").startswith("name-")]


@pytest.fixture
async def fields(http, desk) -> list[dict]:
    path = f"/api/desks/{desk['id']}/fields"
    return [(await http.post(path, json=each)).json() for each in (ORDER, PLAN, AMOUNT, VIP)]


async def test_fields_are_added_changed_ordered_and_removed_on_their_page(http, desk):
    await after(http, page_of(desk), name="Order", key="order", kind="text", required="1")
    page = await after(
        http, page_of(desk), name="Plan", key="plan", kind="choice", choices="Basic\r\n\r\nPro "
    )
    assert names(page) == ["Order", "Plan"]
    order, plan = (await http.get(f"/api/desks/{desk['id']}/fields")).json()["items"]
    assert (order["required"], plan["choices"], plan["required"]) == (True, ["Basic", "Pro"], False)
    form = page.one("form", action=page_of(desk, plan["id"]))
    page = await after(http, form["action"], **form.values(), name="Contract", choices="Pro", in_widget="1")
    assert names(page) == ["Order", "Contract"]
    up = page.form(page_of(desk, plan["id"], "place"))
    page = await after(http, up["action"], **up.values())
    assert names(page) == ["Contract", "Order"]
    page = await after(
        http, page_of(desk, plan["id"], "remove"), version=page.all("input", name="version")[0]["value"]
    )
    assert names(page) == ["Order"]
    (left,) = (await http.get(f"/api/desks/{desk['id']}/fields")).json()["items"]
    assert left["id"] == order["id"]


async def test_a_refused_form_comes_again_with_what_was_typed(http, desk, fields):
    answer = await http.post(page_of(desk), data={"name": "Colour", "key": "My Colour", "kind": "choice"})
    page = read(answer.text)
    assert answer.status_code == 422
    assert "small letters" in page.one("p", id="f-key-e").text
    assert (page.one("input", id="f-name")["value"], page.one("input", id="f-key")["value"]) == (
        "Colour",
        "My Colour",
    )
    taken = await http.post(page_of(desk), data={"name": "Order", "key": "order", "kind": "text"})
    assert taken.status_code == 409
    stale = {"name": "Mine", "version": "1"}
    answer = await http.post(page_of(desk, fields[0]["id"]), data=stale)
    assert (answer.status_code, read(answer.text).one("input", id=f"f-name-{fields[0]['id']}")["value"]) == (
        412,
        "Mine",
    )
    assert "somebody else" in answer.text


async def test_a_ticket_shows_its_fields_and_each_can_be_corrected(agent, ticket, fields):
    page = await sent(agent, ticket, "fields/order", value="A-17")
    assert page.one("span", id="now-own-order").text == "A-17"
    assert "Anna set Order to A-17" in page.one("div", id="conv").text
    page = await sent(agent, ticket, "fields/plan", value="Pro")
    page = await sent(agent, ticket, "fields/vip", value="true")
    assert [page.one("span", id=f"now-own-{key}").text for key in ("plan", "vip", "amount")] == [
        "Pro",
        "Yes",
        "None",
    ]
    page = await sent(agent, ticket, "fields/order", value="")
    assert page.one("span", id="now-own-order").text == "None"
    assert "Anna emptied Order, it was A-17" in page.one("div", id="conv").text
    refused = await agent.post(here(ticket, "fields/amount"), data={"value": "much"})
    page = read(refused.text)
    assert refused.status_code == 422
    assert page.one("p", id="f-own-amount-e").text == "Use a number such as 12.5"
    assert page.one("input", id="f-own-amount")["value"] == "much"
    assert (await agent.post(here(ticket, "fields/nothing"), data={"value": "x"})).status_code == 422


async def test_who_saw_an_older_value_is_told(http, agent, ticket, fields):
    form = (await shown(agent, ticket)).form(here(ticket, "fields/order"))
    await http.patch(f"/api/tickets/{ticket['id']}", json={"fields": {"order": "theirs"}})
    answer = await agent.post(form["action"], data=form.values() | {"value": "mine"}, headers=HTMX)
    assert answer.status_code == 412
    assert "changed the order" in read(answer.text).one("dialog").text
    other = (await shown(agent, ticket)).form(here(ticket, "fields/plan"))
    await http.patch(f"/api/tickets/{ticket['id']}", json={"fields": {"order": "again"}})
    assert (await agent.post(other["action"], data=other.values() | {"value": "Pro"})).status_code == 303


async def test_a_choice_that_was_removed_is_still_offered_where_it_is_held(http, desk, agent, ticket, fields):
    await sent(agent, ticket, "fields/plan", value="Basic")
    await http.patch(f"/api/desks/{desk['id']}/fields/{fields[1]['id']}", json={"choices": ["Pro"]})
    form = (await shown(agent, ticket)).form(here(ticket, "fields/plan"))
    assert [each["value"] for each in form.all("button")] == ["Pro", "Basic", ""]


async def test_a_new_ticket_asks_for_them(http, desk, agent, fields):
    path = f"/api/desks/{desk['id']}/fields/{fields[0]['id']}"
    await http.patch(path, json={"required": True})
    page = read((await agent.get(NEW)).text)
    assert page.one("select", name="fields.plan")
    data = {"desk_id": desk["id"], "title": "Printer on fire", "fields.amount": "much", "fields.vip": "true"}
    answer = await agent.post(NEW, data=data)
    page = read(answer.text)
    assert answer.status_code == 422
    assert page.one("p", id="f-fields.order-e").text == "This field is required"
    assert page.one("p", id="f-fields.amount-e").text == "Use a number such as 12.5"
    assert page.one("input", name="fields.amount")["value"] == "much"
    assert "checked" in page.one("input", name="fields.vip").attributes
    right = data | {"fields.order": "A-17", "fields.amount": "12.50", "fields.plan": "", "fields.gone": "x"}
    made = await agent.post(NEW, data=right)
    assert made.status_code == 303, made.text
    ticket_id = made.headers["location"].rsplit("/", 1)[1].split("?")[0]
    held = (await http.get(f"/api/tickets/{ticket_id}")).json()["fields"]
    assert held == {"order": "A-17", "amount": 12.5, "vip": True}
