"""New passwords, and tokens that do not outlive what they were made with."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.organization import own_password
from shared.cursor import to_cursor
from tests.organization.conftest import OWNER, Browser, me


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def a_token(browser: Browser, headers: dict[str, str] | None = None, **fields: Any) -> dict[str, Any]:
    made = await browser.post("/api/tokens", json={"name": "T"} | fields, headers=headers)
    assert made.status_code == 201, made.text
    return made.json()


async def test_a_token_made_with_a_token_ends_with_it(owner: Browser, browser):
    end = datetime.now(UTC) + timedelta(hours=1)
    parent = await a_token(owner, expires_at=end.isoformat())
    program = browser()
    for wish in ({}, {"expires_at": (end + timedelta(days=9)).isoformat()}):
        child = await a_token(program, bearer(parent["token"]), **wish)
        listed = (await owner.get("/api/tokens")).json()["items"]
        (shown,) = [each for each in listed if each["id"] == child["id"]]
        assert datetime.fromisoformat(shown["expires_at"]) == end


async def test_revoking_a_token_revokes_what_was_made_with_it(owner: Browser, browser):
    parent, program = await a_token(owner), browser()
    child = await a_token(program, bearer(parent["token"]))
    grandchild = await a_token(program, bearer(child["token"]))
    other = await a_token(owner)
    assert (await owner.delete(f"/api/tokens/{parent['id']}")).status_code == 204
    found = [
        (await program.get("/api/me", headers=bearer(each["token"]))).status_code
        for each in (parent, child, grandchild, other)
    ]
    assert found == [401, 401, 401, 200]


async def test_a_token_ends_within_two_seconds(owner: Browser, browser):
    made = await a_token(owner, expires_at=(datetime.now(UTC) + timedelta(seconds=2)).isoformat())
    program, began = browser(), time.monotonic()
    while (await program.get("/api/me", headers=bearer(made["token"]))).status_code == 200:
        assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    "instant", ["9999-12-31T23:59:59-12:00", "2200-01-02T00:00:00Z", "0001-01-01T00:00:00+14:00"]
)
async def test_no_instant_overflows(owner: Browser, instant: str):
    assert (await owner.post("/api/tokens", json={"name": "T", "expires_at": instant})).status_code == 422


@pytest.mark.parametrize(
    "place", [(), (1,), ("a",), (1, 2), ("a\0", uuid4()), (None, None), ("a", "b"), ({},)]
)
async def test_foreign_cursors_are_refused_everywhere(owner: Browser, place: tuple):
    mine = f"tokens of {(await me(owner))['id']}"
    for of in ("people", "groups", "tasks None ", mine):
        address = f"/api/{of.split()[0]}"
        for cursor in ("%%", "x", to_cursor("another list", *place), to_cursor(of, *place)):
            assert (await owner.get(address, params={"cursor": cursor})).status_code == 422, (of, place)


async def test_a_cursor_of_one_list_is_refused_by_another(owner: Browser):
    for title in ("one", "two"):
        await owner.post("/api/tasks", json={"title": title})
    onward = (await owner.get("/api/tasks", params={"limit": 1})).json()["next_cursor"]
    assert (await owner.get("/api/tasks", params={"limit": 2, "cursor": onward})).status_code == 200
    for address in ("tokens", "people", "groups", "tasks?q=x", "tasks?status=done"):
        asked = f"/api/{address}{'&' if '?' in address else '?'}cursor={onward}"
        assert (await owner.get(asked)).status_code == 422, address


@pytest.mark.parametrize(
    "password",
    [
        "password1",
        "12345678",
        "qwertyuiop",
        "aaaaaaaa",
        "helpdesk1",
        "anna-kowalska",
        "a\u0007bcdefgh",
        "Summer2026!",
    ],
)
async def test_trivial_and_leaked_passwords_are_refused(owner: Browser, password: str):
    wish = {"name": "Anna Kowalska", "email": "anna@example.com", "password": password}
    answer = await owner.post("/api/people", json=wish)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "password")
    form = await owner.post("/panel/organization/people", data=wish)
    assert form.status_code == 422
    made = await owner.post("/api/people", json=wish | {"password": "correct horse"})
    again = await owner.patch(f"/api/people/{made.json()['id']}", json={"password": password})
    assert again.status_code == 422


async def test_a_new_password_needs_the_old_one_or_a_fresh_sign_in(
    owner: Browser, browser, monkeypatch: pytest.MonkeyPatch
):
    address, new = f"/api/people/{(await me(owner))['id']}", {"password": "other horses run"}
    token = (await a_token(owner))["token"]
    program = browser(headers=bearer(token))
    assert (await program.patch(address, json=new)).status_code == 422
    assert (await program.patch(address, json=new | {"old_password": "wrong horse"})).status_code == 422
    monkeypatch.setattr(own_password, "FRESH", timedelta(0))
    refused = await owner.patch(address, json=new)
    assert refused.json()["errors"][0]["field"] == "old_password"
    assert (await owner.patch(address, json=new | {"old_password": OWNER["password"]})).status_code == 200
    assert (await program.get("/api/me")).status_code == 401


async def test_the_old_password_is_not_guessed_by_a_token(owner: Browser, browser):
    address = f"/api/people/{(await me(owner))['id']}"
    program = browser(headers=bearer((await a_token(owner))["token"]))
    answers = [
        await program.patch(address, json={"password": "other horses run", "old_password": f"guess {n}"})
        for n in range(11)
    ]
    assert answers[-1].status_code == 429, [(a.status_code, a.text[:200]) for a in answers]
