"""Nobody learns or costs anything before it is known who asks."""

import re
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import event

from shared.contracts.organization import AgentChanged
from tests.service_fixtures import Alone, a_person

OPEN_TO_ALL = ("/health", "/metrics", "/files/", "/docs", "/static", "/panel/static")


def doors(tickets: Alone) -> list[tuple[str, str]]:
    found = []
    for route in iter_route_contexts(tickets.service.web.routes):
        if route.path and route.methods and not route.path.startswith(OPEN_TO_ALL):
            path = re.sub(r"\{[^}]*\}", lambda _: str(uuid4()), route.path)
            found += [(method, path) for method in sorted(route.methods)]
    assert len(found) > 40
    return found


async def test_a_stranger_is_refused_at_every_door_without_a_question_to_the_database(tickets: Alone):
    asked: list[str] = []
    engine = tickets.service.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    body: dict[str, object] = {"kind": "agent", "id": str(uuid4()), "desk_id": str(uuid4()), "title": "x"}
    body["assignee"] = dict(body)
    async with tickets.client() as stranger:
        for method, path in doors(tickets):
            for given in (body, {}):
                answer = await stranger.request(method, path, json=given or None)
                assert answer.status_code in (401, 303), (method, path, answer.text)
    assert asked == []


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=b"])
async def test_a_stranger_hears_that_and_nothing_of_a_body_that_cannot_be_read(tickets: Alone, kind: str):
    async with tickets.client() as stranger:
        for method, path in doors(tickets):
            if path.startswith("/api/") and method != "GET":
                answer = await stranger.request(method, path, content=b'{"', headers={"content-type": kind})
                assert answer.status_code == 401, (method, path, answer.text)


async def test_who_may_not_see_a_ticket_is_told_so_before_anything_else_is_looked_up(
    tickets: Alone, http: httpx.AsyncClient, desk: dict
):
    made = (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": "x"})).json()
    await http.patch(f"/api/desks/{desk['id']}", json={"member_ids": [str(uuid4())]})
    stranger = a_person("agent", "Stranger")
    await tickets.hear(AgentChanged(person=stranger))
    async with tickets.client(stranger) as client:
        path = f"/api/tickets/{made['id']}"
        nobody = {"kind": "agent", "id": str(uuid4())}
        for answer in (
            await client.put(f"{path}/assignee", json=nobody),
            await client.put(f"{path}/tasks/{uuid4()}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "ticket_not_found")
        form = {"desk_id": desk["id"], "title": "x", "assignee": nobody}
        refused = await client.post("/api/tickets", json=form)
        assert (refused.status_code, refused.json()["code"]) == (404, "desk_not_found")


@pytest.mark.parametrize("header", ["Basic eDp5", "Bearer x"])
async def test_a_wrong_token_is_no_token(tickets: Alone, header: str):
    async with tickets.client() as stranger:
        answer = await stranger.put(
            f"/api/tickets/{uuid4()}/assignee",
            json={"kind": "agent", "id": str(uuid4())},
            headers={"authorization": header},
        )
        assert answer.status_code == 401
