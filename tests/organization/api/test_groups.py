from uuid import uuid4

import pytest

from shared.database import Database
from tests.organization.conftest import Browser, me
from tests.organization.events import published


async def printers(owner: Browser, **fields) -> dict:
    wish = {"name": "Printers", "member_ids": [(await me(owner))["id"]]} | fields
    answer = await owner.post("/api/groups", json=wish)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_group_is_made_changed_and_published_with_all_its_members(
    owner: Browser, agent: Browser, organization_database: Database
):
    made = await printers(owner, description="Those with water")
    members = [(await me(owner))["id"], (await me(agent))["id"]]
    address = f"/api/groups/{made['id']}"
    changed = await owner.patch(
        address, json={"member_ids": members, "active": False}, headers={"if-match": '"1"'}
    )
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert changed.json() == made | {"member_ids": members, "active": False, "version": 2}
    assert (await agent.get(address)).json() == changed.json()
    events = await published(organization_database, "group.changed.v1")
    assert [event["group"]["version"] for event in events] == [1, 2]
    assert events[-1]["group"]["member_ids"] == members


async def test_groups_are_told_apart_by_their_names(owner: Browser):
    first = await printers(owner)
    again = await owner.post("/api/groups", json={"name": "PRINTERS", "member_ids": first["member_ids"]})
    other = await printers(owner, name="Other")
    renamed = await owner.patch(f"/api/groups/{other['id']}", json={"name": "printers"})
    for answer in (again, renamed):
        assert (answer.status_code, answer.json()["code"]) == (409, "group_name_taken")


async def test_a_group_has_at_least_one_member_who_exists(owner: Browser):
    made = await printers(owner)
    for members, code in (([], "group_without_members"), ([str(uuid4())], "invalid")):
        for answer in (
            await owner.post("/api/groups", json={"name": "New", "member_ids": members}),
            await owner.patch(f"/api/groups/{made['id']}", json={"member_ids": members}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (422, code)
            assert answer.json()["errors"][0]["field"] == "member_ids"


async def test_agents_read_groups_and_only_admins_make_them(owner: Browser, agent: Browser):
    made = await printers(owner)
    assert [group["name"] for group in (await agent.get("/api/groups")).json()["items"]] == ["Printers"]
    wish = {"name": "Mine", "member_ids": made["member_ids"]}
    assert (await agent.post("/api/groups", json=wish)).status_code == 403
    assert (await agent.patch(f"/api/groups/{made['id']}", json={"name": "Mine"})).status_code == 403


async def test_a_lost_race_is_told(owner: Browser):
    address = f"/api/groups/{(await printers(owner))['id']}"
    answer = await owner.patch(address, json={"name": "X"}, headers={"if-match": '"7"'})
    assert answer.status_code == 412


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"name": "x" * 101}, {"name": "a\0"}, {"description": "x" * 2001}, {"member_ids": ["five"]},
     {"member_ids": None}, {"active": 7}, {"colour": "red"}],
)  # fmt: skip
async def test_malformed_groups_are_refused(owner: Browser, fields: dict):
    made = await printers(owner)
    wish = {"name": "New", "member_ids": made["member_ids"]} | fields
    for answer in (
        await owner.post("/api/groups", json=wish),
        await owner.patch(f"/api/groups/{made['id']}", json=fields),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"].startswith(next(iter(fields)))
