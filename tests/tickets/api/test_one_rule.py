"""A field that several doors take is judged alike at each: names, phones, words that show nothing, who may work."""

from uuid import uuid4

import pytest

from shared.contracts.organization import AgentChanged
from tests.service_fixtures import Alone, a_person
from tests.tickets.api.test_tickets import opened
from tests.tickets.panel.page import read

NOTHING = "\u200b\u2060\u00ad"
LONG = {"name": "x" * 201, "phone": "1" * 51}


@pytest.mark.parametrize("field", ["name", "phone"])
async def test_who_asked_is_judged_alike_by_both_doors(http, desk, field: str):
    made = await opened(http, desk)
    path, page = f"/api/tickets/{made['id']}", f"/panel/tickets/{made['id']}/requester"
    new = {"desk_id": desk["id"], "title": "x"}
    for typed, kept in ((" Rita \n R. ", "Rita R."), (NOTHING, None)):
        for answer in (
            await http.post("/api/tickets", json=new | {"requester": {field: typed}}),
            await http.patch(path, json={"requester": {field: typed}}),
        ):
            assert answer.json()["requester"][field] == kept
        assert (await http.post(page, data={field: typed})).status_code == 303
        assert (await http.get(path)).json()["requester"][field] == kept
        shown = await http.post("/panel/tickets/new", data=new | {f"requester_{field}": typed})
        made_there = shown.headers["location"].rsplit("/", 1)[-1]
        assert (await http.get(f"/api/tickets/{made_there}")).json()["requester"][field] == kept
    for answer in (
        await http.post("/api/tickets", json=new | {"requester": {field: LONG[field]}}),
        await http.patch(path, json={"requester": {field: LONG[field]}}),
        await http.post(page, data={field: LONG[field]}),
        await http.post("/panel/tickets/new", data=new | {f"requester_{field}": LONG[field]}),
    ):
        assert answer.status_code == 422


@pytest.mark.parametrize("body", ["", " \n", NOTHING, "\u0301", "\u3164"])
async def test_words_that_show_nothing_are_none(http, desk, body: str):
    made = await opened(http, desk)
    for kind, field in (("comments", "comment"), ("notes", "note")):
        answer = await http.post(f"/api/tickets/{made['id']}/{kind}", json={"body": body})
        assert (answer.status_code, answer.json()["code"]) == (422, "body_required")
        page = await http.post(f"/panel/tickets/{made['id']}/{kind}", data={field: body})
        assert page.status_code == 422
        assert "Write something or attach a file" in read(page.text).text


async def test_the_pages_assign_only_to_who_sees_the_desk(http, desk, tickets: Alone):
    inside, outside = a_person("agent", "Anna"), a_person("agent", "Bea")
    await tickets.hear(AgentChanged(person=inside), AgentChanged(person=outside))
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(inside.id)]})
    made = await opened(http, desk)
    for who, statuses in ((outside, (422, 422)), (inside, (303, 303))):
        form = {"assignee": f"agent:{who.id}"}
        new = {"desk_id": desk["id"], "title": "x", **form}
        assigned = await http.post(f"/panel/tickets/{made['id']}/assignee", data=form)
        assert (
            assigned.status_code,
            (await http.post("/panel/tickets/new", data=new)).status_code,
        ) == statuses
    assert (await http.get(f"/api/tickets/{made['id']}")).json()["assignee"]["id"] == str(inside.id)


async def test_a_task_that_nobody_knows_is_not_tied(http, desk):
    made = await opened(http, desk)
    answer = await http.put(f"/api/tickets/{made['id']}/tasks/{uuid4()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "task_not_found")
    assert (await http.get(f"/api/tickets/{made['id']}")).json()["version"] == made["version"]


@pytest.mark.parametrize("blank", [NOTHING, "\u3164", "\u200d "])
async def test_names_on_a_desk_show_something(http, desk, blank: str):
    category = [{"name": blank, "color": "#aa0000"}]
    for answer in (
        await http.post("/api/desks", json={"name": blank}),
        await http.patch(f"/api/desks/{desk['id']}", json={"name": blank}),
        await http.patch(f"/api/desks/{desk['id']}", json={"categories": category}),
        await http.post(f"/panel/tickets/desks/{desk['id']}", data={"name": blank}),
    ):
        assert answer.status_code == 422, answer.text
    assert (await opened(http, desk, tags=[blank, "fire"]))["tags"] == ["fire"]
