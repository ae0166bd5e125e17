"""The JSON door to fields of a desk's own, and to what tickets hold for them."""

import asyncio
from typing import Any

import httpx
import pytest

from shared.contracts.tickets import DeskChanged, TicketPublicChanged
from tests.service_fixtures import Alone, a_person
from tests.tickets.api.test_tickets import opened

ORDER = {"key": "order", "name": "Order", "kind": "text"}
AMOUNT = {"key": "amount", "name": "Amount", "kind": "number"}
PLAN = {"key": "plan", "name": "Plan", "kind": "choice", "choices": ["Basic", "Pro"]}


async def field(http: httpx.AsyncClient, desk: dict, form: dict, **more: Any) -> dict:
    answer = await http.post(f"/api/desks/{desk['id']}/fields", json=form | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def found(http: httpx.AsyncClient, **asked: str) -> list[str]:
    answer = await http.get("/api/tickets", params=asked)
    assert answer.status_code == 200, answer.text
    return [item["number"] for item in answer.json()["items"]]


async def test_fields_are_made_listed_changed_and_removed(http, desk, tickets: Alone):
    made = await http.post(f"/api/desks/{desk['id']}/fields", json=PLAN | {"in_widget": True})
    plan = made.json()
    assert plan | {"id": ""} == {
        "id": "", "key": "plan", "name": "Plan", "kind": "choice", "choices": ["Basic", "Pro"],
        "required": False, "in_widget": True, "position": 0,
    }  # fmt: skip
    assert made.headers["etag"] == '"2"'
    await field(http, desk, ORDER, required=True)
    path = f"/api/desks/{desk['id']}/fields/{plan['id']}"
    changed = await http.patch(path, json={"name": "Contract", "position": 1})
    assert (changed.json()["name"], changed.json()["position"], changed.headers["etag"]) == (
        "Contract",
        1,
        '"4"',
    )
    listed = await http.get(f"/api/desks/{desk['id']}/fields")
    assert [each["key"] for each in listed.json()["items"]] == ["order", "plan"]
    assert (await http.delete(path)).status_code == 204
    assert (await http.delete(path)).json()["code"] == "field_not_found"
    told = (await tickets.said(DeskChanged))[-1].desk
    assert [(each.key, each.required) for each in told.fields] == [("order", True)]
    assert (await http.get(f"/api/desks/{desk['id']}")).json()["fields"][0]["key"] == "order"


@pytest.mark.parametrize(
    ("wrong", "status", "code", "named"),
    [
        ({"key": "Order"}, 422, "field_definition_refused", "key"),
        ({"name": " "}, 422, "invalid", "name"),
        ({"kind": "colour"}, 422, "invalid", "kind"),
        ({"choices": ["A"]}, 422, "field_definition_refused", "choices"),
        ({"position": -1}, 422, "invalid", "position"),
    ],
)
async def test_what_is_wrong_with_a_field_is_named(http, desk, wrong, status, code, named):
    answer = await http.post(f"/api/desks/{desk['id']}/fields", json=ORDER | wrong)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["errors"][0]["field"] == named


async def test_of_two_that_want_one_key_one_gets_it(http, desk):
    path = f"/api/desks/{desk['id']}/fields"
    answers = await asyncio.gather(*[http.post(path, json=ORDER) for _ in range(5)])
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409, 409]
    assert {each.json()["code"] for each in answers if each.status_code == 409} == {"field_key_taken"}


async def test_a_field_keeps_its_kind_and_a_lost_race_is_told(http, desk):
    made = await field(http, desk, ORDER)
    path = f"/api/desks/{desk['id']}/fields/{made['id']}"
    no = await http.patch(path, json={"kind": "date"})
    assert (no.status_code, no.json()["code"]) == (422, "field_fixed")
    for send in (http.patch(path, json={"name": "x"}, headers={"If-Match": '"1"'}),
                 http.delete(path, headers={"If-Match": '"1"'})):  # fmt: skip
        assert (await send).status_code == 412


async def test_the_same_key_of_a_program_makes_one_field(http, desk):
    path, key = f"/api/desks/{desk['id']}/fields", {"Idempotency-Key": "once"}
    one, two = [await http.post(path, json=ORDER, headers=key) for _ in range(2)]
    assert (one.json(), one.headers["etag"]) == (two.json(), two.headers["etag"])


async def test_a_ticket_holds_values_and_its_history_says_who_changed_what(http, desk, tickets: Alone):
    for each in (ORDER, AMOUNT, PLAN):
        await field(http, desk, each)
    made = await opened(http, desk, fields={"order": "A-17", "amount": 12.5})
    assert made["fields"] == {"order": "A-17", "amount": 12.5}
    path = f"/api/tickets/{made['id']}"
    changed = await http.patch(path, json={"fields": {"order": "A-18", "plan": "Pro", "amount": None}})
    assert changed.json()["fields"] == {"order": "A-18", "plan": "Pro"}
    assert (changed.headers["etag"], changed.json()["version"]) == ('"2"', 2)
    lines = [
        each for each in (await http.get(f"{path}/timeline")).json()["items"] if each.get("change") == "field"
    ]
    assert [(each["field"], each["old"], each["new"]) for each in lines] == [
        ("fields.order", "A-17", "A-18"),
        ("fields.amount", 12.5, None),
        ("fields.plan", None, "Pro"),
    ]
    assert all(each["actor"]["name"] for each in lines)
    listed = (await http.get("/api/tickets")).json()["items"]
    assert listed[0]["fields"] == {"order": "A-18", "plan": "Pro"}
    assert not await tickets.said(TicketPublicChanged)
    same = await http.patch(path, json={"fields": {"order": "A-18"}})
    assert same.headers["etag"] == '"2"'
    assert (await http.patch(path, json={"fields": {}}, headers={"If-Match": '"1"'})).status_code == 412


async def test_wrong_values_are_named_by_their_keys(http, desk):
    await field(http, desk, ORDER, required=True)
    await field(http, desk, AMOUNT)
    form = {"desk_id": desk["id"], "title": "x"}
    missing = await http.post("/api/tickets", json=form)
    assert (missing.status_code, missing.json()["code"]) == (422, "field_required")
    assert missing.json()["errors"] == [{"field": "fields.order", "message": "This field is required"}]
    wrong = await http.post("/api/tickets", json=form | {"fields": {"order": "A", "amount": "much"}})
    assert (wrong.json()["code"], wrong.json()["errors"][0]["field"]) == (
        "field_value_refused",
        "fields.amount",
    )
    unknown = await http.post("/api/tickets", json=form | {"fields": {"order": "A", "colour": "red"}})
    assert (unknown.json()["code"], unknown.json()["errors"][0]["field"]) == (
        "unknown_field",
        "fields.colour",
    )
    nested = await http.post("/api/tickets", json=form | {"fields": {"order": ["A"]}})
    assert nested.status_code == 422
    made = await opened(http, desk, fields={"order": "A"})
    emptied = await http.patch(f"/api/tickets/{made['id']}", json={"fields": {"order": ""}})
    assert (emptied.status_code, emptied.json()["code"]) == (422, "field_required")
    assert (await http.patch(f"/api/tickets/{made['id']}", json={"title": "y"})).status_code == 200


async def test_tickets_are_found_by_what_their_fields_hold(http, desk):
    other = (await http.post("/api/desks", json={"name": "Sales", "number_pattern": "SAL-{{nr:3}}"})).json()
    for here in (desk, other):
        for each in (ORDER, AMOUNT):
            await field(http, here, each)
    await opened(http, desk, fields={"order": "A", "amount": "1.50"})
    await opened(http, desk, fields={"order": "B", "amount": 1.5})
    await opened(http, other, fields={"order": "A"})
    await opened(http, desk)
    assert await found(http, **{"field.order": "A"}) == ["SAL-001", "SUP-001"]
    assert await found(http, **{"field.order": "A", "desk_id": desk["id"]}) == ["SUP-001"]
    assert await found(http, **{"field.amount": "1.50"}) == ["SUP-002", "SUP-001"]
    assert await found(http, **{"field.amount": "1.5", "field.order": "B"}) == ["SUP-002"]
    assert await found(http, **{"field.order": "nothing"}) == []
    assert len(await found(http, **{"field.order": ""})) == 4


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"field.colour": "red"}, "field.colour"),
        ({"field.amount": "much"}, "field.amount"),
        ({"fieldorder": "A"}, "fieldorder"),
        ({"field.order": "\0"}, "field"),
        ({f"field.f{number}": "x" for number in range(11)}, "field"),
    ],
)
async def test_a_filter_that_no_desk_has_is_an_error(http, desk, asked, named):
    for each in (ORDER, AMOUNT):
        await field(http, desk, each)
    answer = await http.get("/api/tickets", params=asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, named)


async def test_a_place_in_one_filtered_list_is_none_in_another(http, desk):
    await field(http, desk, ORDER)
    for _ in range(2):
        await opened(http, desk, fields={"order": "A"})
    first = (await http.get("/api/tickets", params={"field.order": "A", "limit": 1})).json()
    again = {"limit": 1, "cursor": first["next_cursor"]}
    assert await found(http, **again, **{"field.order": "A"}) == ["SUP-001"]
    assert (await http.get("/api/tickets", params=again | {"field.order": "B"})).status_code == 422


async def test_what_a_removed_field_held_is_shown_no_more_and_stays_in_the_history(http, desk):
    made = await field(http, desk, ORDER)
    ticket = await opened(http, desk)
    path = f"/api/tickets/{ticket['id']}"
    await http.patch(path, json={"fields": {"order": "A"}})
    await http.delete(f"/api/desks/{desk['id']}/fields/{made['id']}")
    assert (await http.get(path)).json()["fields"] == {}
    await field(http, desk, ORDER)
    assert (await http.get(path)).json()["fields"] == {}
    assert await found(http, **{"field.order": "A"}) == []
    lines = (await http.get(f"{path}/timeline")).json()["items"]
    assert [each["new"] for each in lines if each.get("change") == "field"] == ["A"]


async def test_a_field_of_a_desk_one_may_not_see_finds_nothing(http, tickets: Alone):
    form = {"name": "Closed", "member_ids": [str(a_person("agent", "Zoe").id)]}
    closed = (await http.post("/api/desks", json=form)).json()
    await field(http, closed, ORDER)
    await opened(http, closed, fields={"order": "A"})
    async with tickets.client(a_person("agent", "Stranger")) as stranger:
        answer = await stranger.get("/api/tickets", params={"field.order": "A"})
        assert (answer.status_code, answer.json()["errors"][0]["message"]) == (422, "no desk has this field")
        for path in ("fields", f"fields/{closed['id']}"):
            assert (
                await stranger.request(
                    "GET" if path == "fields" else "PATCH", f"/api/desks/{closed['id']}/{path}", json={}
                )
            ).status_code in (403, 404)
