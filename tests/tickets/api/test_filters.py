"""What narrows a list down, by its own parameters."""

from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from shared.contracts.parts import PersonState
from tests.tickets.api.test_tickets import opened


async def found(http: httpx.AsyncClient, **asked) -> list[str]:
    answer = await http.get("/api/tickets", params={"view": "all", "sort": "created", **asked})
    assert answer.status_code == 200, answer.text
    return [item["number"] for item in answer.json()["items"]][::-1]


async def test_a_category_a_channel_and_a_requester(http, desk):
    named = {"categories": [{"name": "Hardware", "color": "moss"}]}
    category = (await http.patch(f"/api/desks/{desk['id']}", json=named)).json()["categories"][0]["id"]
    made = await opened(http, desk, category_id=category, requester={"email": "Rita@Bücher.example"})
    await opened(http, desk, requester={"email": "tom@example.com"})
    assert await found(http, category_id=category) == ["SUP-001"]
    assert await found(http, channel="api") == ["SUP-001", "SUP-002"]
    assert await found(http, channel="email") == []
    for requester in (made["requester"]["id"], "rita@xn--bcher-kva.example", "RITA@bücher.example"):
        assert await found(http, requester=requester) == ["SUP-001"], requester
    assert await found(http, requester="nobody") == []
    assert await found(http, requester="") == ["SUP-001", "SUP-002"]


async def test_all_tags_must_be_there_and_case_is_none(http, desk):
    await opened(http, desk, tags=["VIP", "Straße"])
    await opened(http, desk, tags=["vip", "rosé"])
    assert await found(http, tag="vip") == ["SUP-001", "SUP-002"]
    assert await found(http, tag=["Vip", "STRASSE"]) == ["SUP-001"]
    assert await found(http, tag="rose") == []
    assert await found(http, q="tag:rose") == ["SUP-002"]


async def test_me_nobody_and_somebody(http, desk, anna: PersonState):
    for _ in range(3):
        await opened(http, desk)
    rows = (await http.get("/api/tickets", params={"sort": "created"})).json()["items"]
    me = (await http.get("/api/tickets", params={"assignee": "me"})).json()["items"]
    assert me == []
    path = f"/api/tickets/{rows[0]['id']}/assignee"
    assert (await http.put(path, json={"kind": "agent", "id": str(anna.id)})).status_code == 200
    assert await found(http, assignee="none") == ["SUP-001", "SUP-002"]
    assert await found(http, assignee=str(anna.id)) == ["SUP-003"]
    assert (await http.get("/api/tickets", params={"assignee": "you"})).status_code == 422


async def test_after_includes_the_instant_and_before_does_not(http, desk):
    first, second = [await opened(http, desk) for _ in range(2)]
    at = second["created_at"]
    later = (datetime.fromisoformat(at) + timedelta(seconds=1)).isoformat()
    assert await found(http, created_after=at) == ["SUP-002"]
    assert await found(http, created_before=at) == ["SUP-001"]
    assert await found(http, created_after=first["created_at"], created_before=later) == [
        "SUP-001",
        "SUP-002",
    ]
    assert await found(http, updated_after=later) == []
    assert await found(http, updated_before=second["updated_at"]) == ["SUP-001"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("category_id", "x"), ("channel", "fax"), ("created_after", "2026"), ("updated_before", "soon"),
     ("tag", "x" * 300), ("requester", "x" * 600), ("owner", "me"), ("q", "x" * 1001), ("q", "status:foo")],
)  # fmt: skip
async def test_what_is_not_understood_is_named(http, desk, name, value):
    answer = await http.get("/api/tickets", params={name: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].split(".")[0] == name


async def test_a_place_in_one_list_is_none_in_another_filter(http, desk):
    for _ in range(2):
        await opened(http, desk, tags=["a"])
    asked = {"view": "all", "limit": "1", "tag": "a"}
    cursor = (await http.get("/api/tickets", params=asked)).json()["next_cursor"]
    assert (await http.get("/api/tickets", params=asked | {"cursor": cursor})).status_code == 200
    other = asked | {"cursor": cursor, "requester": str(uuid4())}
    assert (await http.get("/api/tickets", params=other)).status_code == 422
