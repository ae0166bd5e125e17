"""The JSON door to canned replies of a desk."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.contracts.parts import PersonState
from tests.service_fixtures import Alone, a_person

HELLO = {"name": "Hello", "body": "Dear {{requester_name}}"}
NOTHING = {
    "then": None,
    "status": None,
    "priority": None,
    "add_tags": [],
    "remove_tags": [],
    "assignee": None,
}


def of(desk: dict) -> str:
    return f"/api/desks/{desk['id']}/canned-replies"


async def canned(http: httpx.AsyncClient, desk: dict, **more: Any) -> dict:
    answer = await http.post(of(desk), json=HELLO | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_replies_are_made_listed_changed_and_removed(http, desk, anna: PersonState):
    made = await http.post(of(desk), json=HELLO)
    assert made.json() == {"id": made.json()["id"], **HELLO, **NOTHING, "version": 1}
    assert made.headers["etag"] == '"1"'
    whole = {
        "status": "resolved", "priority": "high", "add_tags": ["done"], "remove_tags": ["new"],
        "assignee": {"kind": "agent", "id": str(anna.id)},
    }  # fmt: skip
    path = f"{of(desk)}/{made.json()['id']}"
    changed = await http.patch(path, json=whole)
    assert changed.json() == made.json() | whole | {"version": 2}
    assert changed.headers["etag"] == '"2"'
    cleared = await http.patch(path, json={"status": None, "then": "wait", "add_tags": [], "assignee": None})
    assert (cleared.json()["then"], cleared.json()["status"], cleared.json()["assignee"]) == (
        "wait",
        None,
        None,
    )
    assert (cleared.json()["priority"], cleared.json()["add_tags"]) == ("high", [])
    assert (await http.get(of(desk))).json()["items"] == [cleared.json()]
    assert (await http.delete(path)).status_code == 204
    gone = await http.delete(path)
    assert (gone.status_code, gone.json()["code"]) == (404, "canned_reply_not_found")
    assert (await http.get(of(desk))).json()["items"] == []


async def test_the_list_is_by_name_and_goes_on(http, desk):
    for name in ("beta", "Gamma", "ALPHA"):
        await canned(http, desk, name=name)
    first = (await http.get(of(desk), params={"limit": 2})).json()
    rest = (await http.get(of(desk), params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [each["name"] for each in first["items"] + rest["items"]] == ["ALPHA", "beta", "Gamma"]
    assert rest["next_cursor"] is None
    assert (await http.get(of(desk), params={"cursor": "x"})).status_code == 422


async def test_a_list_of_long_replies_has_fewer_of_them_on_a_page(http, desk):
    made = [await canned(http, desk, name=f"{number:03}", body="ż" * 20_000) for number in range(60)]
    first = (await http.get(of(desk))).json()
    assert 1 < len(first["items"]) < 60
    rest = (await http.get(of(desk), params={"cursor": first["next_cursor"]})).json()
    assert [each["id"] for each in first["items"] + rest["items"]] == [each["id"] for each in made]


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"name": " "}, "invalid", "name"),
        ({"name": None}, "invalid", "name"),
        ({"body": "Hi {{colour}}"}, "unknown_variable", "body"),
        ({"body": ""}, "canned_reply_refused", "body"),
        ({"then": "leave"}, "invalid", "then"),
        ({"then": "wait", "status": "open"}, "canned_reply_refused", "then"),
        ({"add_tags": ["x" * 51]}, "tag_refused", "tags"),
        ({"colour": "red"}, "invalid", "colour"),
    ],
)
async def test_what_is_wrong_is_named(http, desk, wrong, code, field):
    answer = await http.post(of(desk), json=HELLO | wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert answer.json()["errors"][0]["field"] == field


async def test_an_unknown_variable_is_named(http, desk):
    made = await canned(http, desk)
    for answer in (
        await http.post(of(desk), json={"name": "x", "body": "Hi {{colour}}"}),
        await http.patch(f"{of(desk)}/{made['id']}", json={"body": "Hi {{colour}}"}),
    ):
        assert "{{colour}}" in answer.json()["errors"][0]["message"]


async def test_of_two_that_want_one_name_one_gets_it(http, desk):
    forms = [HELLO | {"name": name} for name in ("Hello", "HELLO", " hello ") * 4]
    answers = await asyncio.gather(*[http.post(of(desk), json=form) for form in forms])
    assert sorted(each.status_code for each in answers) == [201, *[409] * 11]
    assert {each.json()["code"] for each in answers if each.status_code == 409} == {"canned_reply_name_taken"}
    other = await canned(http, desk, name="Other")
    taken = await http.patch(f"{of(desk)}/{other['id']}", json={"name": "hellO"})
    assert (taken.status_code, taken.json()["code"]) == (409, "canned_reply_name_taken")
    assert (await http.patch(f"{of(desk)}/{other['id']}", json={"name": "OTHER"})).status_code == 200
    sales = (await http.post("/api/desks", json={"name": "Sales"})).json()
    assert (await http.post(of(sales), json=HELLO)).status_code == 201


async def test_a_lost_race_is_told(http, desk):
    path = f"{of(desk)}/{(await canned(http, desk))['id']}"
    old = {"If-Match": '"1"'}
    assert (await http.patch(path, json={"name": "x"}, headers=old)).status_code == 200
    assert (await http.patch(path, json={"name": "y"}, headers=old)).status_code == 412
    assert (await http.delete(path, headers=old)).status_code == 412


async def test_the_same_key_makes_one_reply(http, desk):
    key = {"Idempotency-Key": "once"}
    one, two = [await http.post(of(desk), json=HELLO, headers=key) for _ in range(2)]
    assert (one.json(), one.headers["etag"]) == (two.json(), two.headers["etag"])
    assert len((await http.get(of(desk))).json()["items"]) == 1


async def test_whom_a_reply_assigns_to_is_known_and_sees_the_desk(
    http, desk, anna: PersonState, bea: PersonState
):
    nobody = await http.post(of(desk), json=HELLO | {"assignee": {"kind": "agent", "id": str(uuid4())}})
    assert (nobody.status_code, nobody.json()["code"]) == (404, "assignee_not_found")
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(anna.id)]})
    for who, status in ((bea, 422), (anna, 201)):
        form = HELLO | {"assignee": {"kind": "agent", "id": str(who.id)}}
        answer = await http.post(of(desk), json=form)
        assert answer.status_code == status, answer.text
    assert answer.json()["assignee"] == {"kind": "agent", "id": str(anna.id)}


async def test_a_foreign_desks_replies_are_not_there(http, desk, tickets: Alone, anna: PersonState):
    made = await canned(http, desk)
    sales = (await http.post("/api/desks", json={"name": "Sales"})).json()
    assert (await http.patch(f"{of(sales)}/{made['id']}", json={"name": "x"})).status_code == 404
    async with tickets.client(anna) as agent:
        assert (await agent.get(of(desk))).json()["items"] == [made]
        assert (await agent.post(of(desk), json=HELLO)).status_code == 403
        assert (await agent.patch(f"{of(desk)}/{made['id']}", json={})).status_code == 403
        assert (await agent.delete(f"{of(desk)}/{made['id']}")).status_code == 403
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(uuid4())]})
    lead = a_person("lead", "Lena", permissions=["desk.read", "desk.manage"])
    async with tickets.client(lead) as stranger:
        for method, path, body in (
            ("GET", of(desk), None), ("POST", of(desk), HELLO),
            ("PATCH", f"{of(desk)}/{made['id']}", {}), ("DELETE", f"{of(desk)}/{made['id']}", None),
        ):  # fmt: skip
            answer = await stranger.request(method, path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (404, "desk_not_found"), (
                method,
                answer.text,
            )
