"""Views that people save."""

from uuid import uuid4

import pytest

from shared.contracts.organization import GroupChanged
from shared.contracts.parts import GroupState, PersonState
from tests.service_fixtures import Alone, a_person

MINE = {"name": "Fires", "query": "fire status:open", "sort": "priority"}


async def test_a_view_is_saved_changed_and_removed(http):
    made = await http.post("/api/views", json=MINE)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    told = made.json()
    whole = MINE | {"id": told["id"], "view": "active", "shared_with": "me", "own": True, "version": 1}
    assert told == whole
    assert (await http.get("/api/views")).json() == {"items": [whole], "next_cursor": None}
    path = f"/api/views/{told['id']}"
    changed = await http.patch(path, json={"name": " All  fires ", "sort": None, "view": "all"})
    assert changed.json() == whole | {"name": "All fires", "sort": None, "view": "all", "version": 2}
    assert (await http.patch(path, json={}, headers={"If-Match": '"1"'})).status_code == 412
    assert (await http.delete(path)).status_code == 204
    assert (await http.delete(path)).json()["code"] == "view_not_found"


async def seen(tickets: Alone, person: PersonState) -> list[str]:
    async with tickets.client(person) as client:
        items = (await client.get("/api/views")).json()["items"]
    return [f"{each['name']} {each['own']}" for each in items]


async def test_a_view_is_seen_by_those_it_is_shared_with(http, tickets: Alone, anna, bea):
    group = GroupState(id=uuid4(), name="Printers", member_ids=(bea.id,), version=1)
    await tickets.hear(GroupChanged(group=group))
    async with tickets.client(anna) as mine:
        path = f"/api/views/{(await mine.post('/api/views', json=MINE)).json()['id']}"
        assert await seen(tickets, bea) == []
        shared = await mine.patch(path, json={"shared_with": [str(group.id)]})
        assert shared.json()["shared_with"] == [str(group.id)]
    assert await seen(tickets, anna) == ["Fires True"]
    assert await seen(tickets, bea) == ["Fires False"]
    assert await seen(tickets, a_person("agent", "Cid")) == []
    everyones = await http.post("/api/views", json=MINE | {"name": "A", "shared_with": "everyone"})
    assert everyones.status_code == 201
    assert await seen(tickets, bea) == ["A False", "Fires False"]


async def test_only_its_owner_changes_a_view(http, tickets: Alone, bea):
    made = await http.post("/api/views", json=MINE | {"shared_with": "everyone"})
    path = f"/api/views/{made.json()['id']}"
    async with tickets.client(bea) as other:
        for send in (other.patch(path, json={"name": "x"}), other.delete(path)):
            assert (await send).json()["code"] == "view_not_found"


async def test_not_everybody_shares_with_everyone_and_groups_must_be_known(tickets: Alone, anna):
    async with tickets.client(anna) as mine:
        path = f"/api/views/{(await mine.post('/api/views', json=MINE)).json()['id']}"
        assert (await mine.patch(path, json={"shared_with": "everyone"})).status_code == 403
        unknown = await mine.patch(path, json={"shared_with": [str(uuid4())]})
        assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_group")


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"name": "x" * 101}, {"query": "x" * 1001}, {"query": "status:foo"}, {"sort": "x"},
     {"view": "x"}, {"shared_with": []}, {"shared_with": "nobody"}, {"colour": "red"}],
)  # fmt: skip
async def test_what_is_wrong_is_refused(http, wrong):
    answer = await http.post("/api/views", json=MINE | wrong)
    assert answer.status_code == 422
    assert (await http.get("/api/views")).json()["items"] == []


async def test_there_is_an_end_to_views(http):
    for n in range(100):
        assert (await http.post("/api/views", json=MINE | {"name": str(n)})).status_code == 201
    assert (await http.post("/api/views", json=MINE)).json()["code"] == "too_many_views"
