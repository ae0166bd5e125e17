import asyncio
from collections.abc import Callable
from uuid import uuid4

import pytest

from shared.contracts.permissions import BY_ROLE
from shared.database import Database
from tests.organization.conftest import OWNER, Browser, SignIn, me
from tests.organization.events import published

ANNA = {"name": "Anna Nowak", "email": "anna@example.com"}
ROLES = ["guest", "agent", "admin", "owner"]
Open = Callable[..., Browser]


async def test_a_new_person_is_answered_whole_with_its_version_and_published(
    owner: Browser, organization_database: Database
):
    wish = ANNA | {"role": "admin", "time_zone": "Europe/Warsaw", "language": "pl", "password": "very secret"}
    made = await owner.post("/api/people", json=wish)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert made.json() == {k: v for k, v in wish.items() if k != "password"} | {
        "id": made.json()["id"],
        "active": True,
        "work_hours": {},
        "leave": [],
        "version": 1,
    }
    got = await owner.get(f"/api/people/{made.json()['id']}")
    assert (got.json(), got.headers["etag"]) == (made.json(), '"1"')
    event = (await published(organization_database, "agent.changed.v1"))[-1]
    assert event["person"]["email"] == ANNA["email"]
    assert event["person"]["permissions"] == sorted(BY_ROLE["admin"])


@pytest.mark.parametrize("role", ROLES)
async def test_everybody_is_told_what_they_may_do(owner: Browser, someone: SignIn, role: str):
    asker = await someone(role, "Asker")
    told = await me(asker)
    assert told["permissions"] == sorted(BY_ROLE[role])
    assert "permissions" not in (await owner.get(f"/api/people/{told['id']}")).json()


async def test_the_same_key_makes_one_person_and_answers_the_same(owner: Browser):
    key = {"Idempotency-Key": "one"}
    first, second = [await owner.post("/api/people", json=ANNA, headers=key) for _ in range(2)]
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    other = await owner.post("/api/people", json=ANNA | {"name": "Eve"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_an_address_belongs_to_one_person_in_whatever_case(owner: Browser, agent: Browser):
    again = await owner.post("/api/people", json=ANNA | {"email": OWNER["email"].upper()})
    assert (again.status_code, again.json()["code"]) == (409, "email_taken")
    moved = await owner.patch(f"/api/people/{(await me(agent))['id']}", json={"email": OWNER["email"]})
    assert (moved.status_code, moved.json()["code"]) == (409, "email_taken")


async def test_two_who_take_one_address_at_the_same_time_do_not_both_get_it(owner: Browser):
    answers = await asyncio.gather(
        *[owner.post("/api/people", json=ANNA | {"name": str(n)}) for n in range(4)]
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize("own", ROLES)
@pytest.mark.parametrize("wanted", ROLES)
async def test_who_may_give_which_role(someone: SignIn, own: str, wanted: str):
    asker = await someone(own, "Asker")
    answer = await asker.post("/api/people", json=ANNA | {"role": wanted})
    allowed = own in ("admin", "owner") and ROLES.index(wanted) <= ROLES.index(own)
    assert answer.status_code == (201 if allowed else 403)


@pytest.mark.parametrize(
    "change", [{"name": "X"}, {"password": "very secret"}, {"email": "x@y.pl"}, {"role": "agent"}]
)
async def test_an_admin_changes_nothing_about_an_owner(someone: SignIn, owner: Browser, change: dict):
    admin = await someone("admin")
    answer = await admin.patch(f"/api/people/{(await me(owner))['id']}", json=change)
    assert (answer.status_code, answer.json()["code"]) == (403, "role_above_own")


@pytest.mark.parametrize("change", [{"role": "agent"}, {"active": False}])
async def test_the_last_owner_stays(owner: Browser, change: dict):
    answer = await owner.patch(f"/api/people/{(await me(owner))['id']}", json=change)
    assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")


async def test_two_owners_who_demote_each_other_leave_one(owner: Browser, someone: SignIn):
    other = await someone("owner", "Other")
    ids = [(await me(each))["id"] for each in (owner, other)]
    answers = await asyncio.gather(
        owner.patch(f"/api/people/{ids[1]}", json={"role": "guest"}),
        other.patch(f"/api/people/{ids[0]}", json={"role": "guest"}),
    )
    assert sum(answer.status_code == 200 for answer in answers) == 1


async def test_a_change_of_role_counts_at_once(owner: Browser, agent: Browser):
    assert (await agent.get("/api/tasks")).status_code == 200
    await owner.patch(f"/api/people/{(await me(agent))['id']}", json={"role": "guest"})
    assert (await agent.get("/api/tasks")).status_code == 403


async def test_people_change_their_own_profile_but_not_their_role(agent: Browser):
    mine = f"/api/people/{(await me(agent))['id']}"
    changed = await agent.patch(mine, json={"name": "Renamed", "time_zone": "Europe/Warsaw"})
    assert (changed.status_code, changed.json()["name"], changed.headers["etag"]) == (200, "Renamed", '"2"')
    for change in ({"role": "admin"}, {"active": False}, {"email": "new@example.com"}):
        assert (await agent.patch(mine, json=change)).status_code == 403


async def test_an_agent_sees_everybody_and_changes_nobody_else(agent: Browser, owner: Browser):
    other = (await me(owner))["id"]
    assert (await agent.get(f"/api/people/{other}")).status_code == 200
    assert (await agent.patch(f"/api/people/{other}", json={"name": "X"})).status_code == 403


async def test_a_guest_sees_nobody_but_themselves(guest: Browser, owner: Browser):
    mine, other = (await me(guest))["id"], (await me(owner))["id"]
    assert [each["id"] for each in (await guest.get("/api/people")).json()["items"]] == [mine]
    assert (await guest.get(f"/api/people/{mine}")).status_code == 200
    assert (await guest.get(f"/api/people/{other}")).status_code == 404
    assert (await guest.patch(f"/api/people/{other}", json={"name": "X"})).status_code == 404
    for address in ("/api/groups", "/api/tasks", "/api/tokens"):
        assert (await guest.get(address)).status_code == 403


async def test_a_new_password_ends_all_other_sessions_and_replaces_this_one(
    agent: Browser, sign_in: SignIn, browser: Open
):
    who = await me(agent)
    elsewhere = await sign_in(who["email"], "very secret")
    token = (await agent.post("/api/tokens", json={"name": "script"})).json()["token"]
    answer = await agent.patch(f"/api/people/{who['id']}", json={"password": "even more secret"})
    assert answer.status_code == 200
    assert (await agent.get("/api/me")).status_code == 200
    assert (await elsewhere.get("/api/me")).status_code == 401
    program = browser(headers={"authorization": f"Bearer {token}"})
    assert (await program.get("/api/me")).status_code == 401
    assert (await agent.get("/api/tokens")).json()["items"] == []
    await sign_in(who["email"], "even more secret")


async def test_a_lost_race_is_told(owner: Browser, agent: Browser):
    address = f"/api/people/{(await me(agent))['id']}"
    first = await owner.patch(address, json={"name": "One"}, headers={"if-match": '"1"'})
    second = await owner.patch(address, json={"name": "Two"}, headers={"if-match": '"1"'})
    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["code"] == "version_conflict"


async def test_a_list_goes_on_where_it_stopped_whatever_the_names_are(owner: Browser):
    names = ["Éva", "anna", "Anna", "Zoë", "Łukasz"]
    for n, name in enumerate(names):
        await owner.post("/api/people", json={"name": name, "email": f"p{n}@example.com"})
    found, cursor = [], None
    for _ in range(10):
        page = (
            await owner.get("/api/people", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        ).json()
        found += [each["name"] for each in page["items"]]
        if not (cursor := page["next_cursor"]):
            break
    assert sorted(found) == sorted([*names, "owner"])
    assert [name.lower() for name in found[:2]] == ["anna", "anna"]


@pytest.mark.parametrize(
    "cursor",
    ["x", "WzFd", "WyJhIiwiYiJd", "WyJcdTAwMDAiLCIwMTk2YjAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDAiXQ"],
)
async def test_a_cursor_that_is_not_ours_is_refused(owner: Browser, cursor: str):
    for address in ("/api/people", "/api/groups", "/api/tasks", "/api/tokens"):
        answer = await owner.get(address, params={"cursor": cursor})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": " "},
        {"name": "x" * 201},
        {"name": "a\0"},
        {"name": None},
        {"name": 5},
        {"email": "anna"},
        {"email": "a@b.pl\0"},
        {"role": "boss"},
        {"active": "perhaps"},
        {"time_zone": "Warsaw"},
        {"language": "polish language"},
        {"language": "de"},
        {"time_zone": "localtime"},
        {"password": "1234567"},
        {"password": "x" * 201},
        {"password": "1234567\0"},
        {"salary": 5},
    ],
)
async def test_malformed_people_are_refused_when_made_and_when_changed(owner: Browser, fields: dict):
    made = await owner.post("/api/people", json=ANNA | fields)
    changed = await owner.patch(f"/api/people/{(await me(owner))['id']}", json=fields)
    for answer in (made, changed):
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["errors"][0]["field"] == next(iter(fields))


@pytest.mark.parametrize(
    "body", [b"{", b'{"name": "\xff"}', b"", b"null", b"[1]", b'{"name": "\\ud800", "email": "a@b.pl"}']
)
@pytest.mark.parametrize("address", ["/api/people", "/api/groups", "/api/tasks", "/api/tokens"])
async def test_what_is_no_json_object_is_refused_everywhere(owner: Browser, address: str, body: bytes):
    answer = await owner.post(address, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] in ("invalid", "invalid_json", "field_refused")


@pytest.mark.parametrize("address", ["/api/me", "/api/people", "/api/groups", "/api/tasks", "/api/tokens"])
async def test_nobody_unknown_is_let_in(browser: Open, address: str):
    for headers in ({}, {"authorization": "Bearer nonsense"}):
        answer = await browser(headers=headers).get(address)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


async def test_what_does_not_exist_is_not_found(owner: Browser):
    for kind in ("people", "groups", "tasks"):
        address = f"/api/{kind}/{uuid4()}"
        answers = [await owner.get(address), await owner.patch(address, json={})]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert (await owner.get(f"/api/{kind}/five")).status_code == 422
