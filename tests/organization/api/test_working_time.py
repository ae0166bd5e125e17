"""When people work and when they are on leave: set by program or page, told to all services."""

from html import unescape

import pytest

from shared.database import Database
from tests.organization.conftest import Browser, SignIn, me
from tests.organization.events import published

HOURS = {"mon": [["09:00", "12:30"], ["13:00", "17:00"]], "fri": [["09:00", "15:00"]]}
LEAVE = [{"from": "2026-12-24", "to": "2026-12-31"}]


async def test_hours_and_leave_are_kept_answered_and_told(
    owner: Browser, agent: Browser, organization_database: Database
):
    path = f"/api/people/{(await me(agent))['id']}"
    given = {"work_hours": {**HOURS, "fri": ["09:00", "15:00"]}, "leave": LEAVE}
    answer = await owner.patch(path, json=given)
    assert answer.status_code == 200, answer.text
    for shown in (answer, await agent.get(path)):
        assert (shown.json()["work_hours"], shown.json()["leave"]) == (HOURS, LEAVE)
    told = (await published(organization_database, "agent.changed.v1"))[-1]["person"]
    assert told["work_hours"]["fri"] == [["09:00", "15:00"]]
    assert told["leave"] == [{"first": "2026-12-24", "last": "2026-12-31"}]
    again = await owner.patch(path, json={"leave": LEAVE})
    assert again.headers["etag"] == answer.headers["etag"]


async def test_a_new_person_may_come_with_hours(owner: Browser):
    wish = {"name": "Nina", "email": "nina@example.com", "work_hours": HOURS, "leave": LEAVE}
    made = await owner.post("/api/people", json=wish, headers={"Idempotency-Key": "nina"})
    assert (made.status_code, made.json()["leave"]) == (201, LEAVE), made.text
    again = await owner.post("/api/people", json=wish, headers={"Idempotency-Key": "nina"})
    assert again.json() == made.json()


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"work_hours": {"funday": ["09:00", "17:00"]}}, "field_refused", "work_hours"),
        ({"work_hours": {"mon": ["17:00", "09:00"]}}, "field_refused", "work_hours"),
        ({"work_hours": {"mon": "all day"}}, "invalid", "work_hours.mon"),
        ({"work_hours": None}, "invalid", "work_hours"),
        ({"leave": [{"from": "2026-12-31", "to": "2026-12-24"}]}, "field_refused", "leave"),
        ({"leave": [{"from": "2026-12-31"}]}, "invalid", "leave.0.to"),
        ({"leave": [{"from": "soon", "to": "later"}]}, "invalid", "leave.0.from"),
    ],
)
async def test_what_no_calendar_says_is_refused(
    owner: Browser, agent: Browser, given: dict, code: str, field: str
):
    who = await me(agent)
    no = await owner.patch(f"/api/people/{who['id']}", json={"name": "Other", **given})
    assert (no.status_code, no.json()["code"]) == (422, code), no.text
    assert no.json()["errors"][0]["field"] == field
    assert await me(agent) == who


async def test_people_set_their_own_and_nobody_elses(agent: Browser, someone: SignIn):
    own = f"/api/people/{(await me(agent))['id']}"
    assert (await agent.patch(own, json={"leave": LEAVE})).status_code == 200
    other = await someone("agent", "Other")
    assert (await other.patch(own, json={"leave": []})).status_code == 403


async def test_the_page_takes_lines_and_shows_them_again(agent: Browser):
    who = await me(agent)
    page = f"/panel/organization/people/{who['id']}"
    profile = {"name": who["name"], "time_zone": "Europe/Warsaw", "language": "en"}
    times = {"work_hours": "mon-tue 9:00-17:00\r\nfri 9-12, 13-15", "leave": "2026-12-24 - 2026-12-31"}
    assert (await agent.post(page, data=profile | times)).status_code == 303
    kept = await me(agent)
    assert kept["work_hours"]["fri"] == [["09:00", "12:00"], ["13:00", "15:00"]]
    assert kept["leave"] == LEAVE
    assert "mon 09:00-17:00\ntue 09:00-17:00\nfri 09:00-12:00" in unescape((await agent.get(page)).text)
    assert (await agent.post(page, data=profile)).status_code == 303
    assert (await me(agent))["leave"] == LEAVE
    no = await agent.post(page, data=profile | times | {"work_hours": "always"})
    assert no.status_code == 422
    assert "always" in unescape(no.text)
    assert "such as mon-fri" in unescape(no.text)
    assert (await agent.post(page, data=profile | {"work_hours": "", "leave": ""})).status_code == 303
    assert ((await me(agent))["work_hours"], (await me(agent))["leave"]) == ({}, [])
