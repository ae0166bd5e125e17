"""What was stored can be changed where it was typed: people, one's own profile, groups, tokens; and where guests land."""

import re
from html import unescape

import pytest

from tests.organization.conftest import OWNER, Browser, SignIn, me
from tests.organization.panel.test_pages import words

NEW = "other horses run"


async def test_an_admin_changes_everything_of_a_person(owner: Browser, agent: Browser):
    who = await me(agent)
    page = f"/panel/organization/people/{who['id']}"
    assert f'href="{page}"' in (await owner.get("/panel/organization")).text
    assert 'value="Agent"' in (await owner.get(page)).text
    fields = {
        "name": "Ania", "email": "ania@bücher.example", "role": "admin", "active": "true",
        "time_zone": "Europe/Warsaw", "language": "pl",
    }  # fmt: skip
    assert (await owner.post(page, data=fields)).status_code == 303
    changed = (await owner.get(f"/api/people/{who['id']}")).json()
    told = fields | {"email": "ania@xn--bcher-kva.example", "active": True}
    assert {name: changed[name] for name in fields} == told
    assert "ania@bücher.example" in (await owner.get(page)).text


@pytest.mark.parametrize(
    ("field", "value"), [("email", "a@"), ("time_zone", "Mars"), ("language", "?"), ("name", "\u200b")]
)
async def test_a_refused_change_keeps_what_was_typed(owner: Browser, agent: Browser, field: str, value: str):
    who = await me(agent)
    fields = {
        "name": "Ania",
        "email": "x@y.pl",
        "role": "agent",
        "active": "true",
        "time_zone": "UTC",
        "language": "en",
    }
    answer = await owner.post(f"/panel/organization/people/{who['id']}", data=fields | {field: value})
    assert answer.status_code == 422
    assert value in unescape(answer.text)
    assert (await me(agent)) == who


async def test_people_change_their_own_profile_and_nobody_elses(
    agent: Browser, guest: Browser, owner: Browser
):
    for browser in (agent, guest):
        page = (await browser.get("/panel/organization/me")).headers["location"]
        assert "Your profile" in words((await browser.get(page)).text)
        fields = {"name": "Nowa", "time_zone": "Asia/Tokyo", "language": "pl"}
        assert (await browser.post(page, data=fields)).status_code == 303
        assert {name: (await me(browser))[name] for name in fields} == fields
        assert (await browser.post(page, data=fields | {"role": "owner"})).status_code == 422
    other = f"/panel/organization/people/{(await me(owner))['id']}"
    fields = {"name": "X", "time_zone": "UTC", "language": "en"}
    assert (await agent.post(other, data=fields)).status_code == 403
    assert (await agent.post(f"{other}/password", data={"password": NEW})).status_code == 403
    assert (await guest.get(other)).status_code == 404


async def test_a_page_tells_times_in_the_zone_of_who_looks(agent: Browser):
    form = {"name": "Script", "expires_at": "2031-03-05T20:30:00Z"}
    assert (await agent.post("/api/tokens", json=form)).status_code == 201
    page = f"/panel/organization/people/{(await me(agent))['id']}"
    fields = {"name": "Ann", "time_zone": "Asia/Tokyo", "language": "en"}
    assert (await agent.post(page, data=fields)).status_code == 303
    assert "6 Mar 2031, 05:30" in words((await agent.get("/panel/organization/tokens")).text)


async def test_a_password_is_changed_by_a_form_and_the_session_goes_on(agent: Browser, sign_in: SignIn):
    who = await me(agent)
    page = f"/panel/organization/people/{who['id']}/password"
    assert (await agent.post(page, data={"password": "password1"})).status_code == 422
    assert (await agent.post(page, data={"password": NEW})).status_code == 303
    assert (await agent.get("/api/me")).status_code == 200
    assert (await me(await sign_in(who["email"], NEW)))["id"] == who["id"]


async def test_the_panel_speaks_english_to_everybody_and_a_language_has_one_spelling(owner: Browser):
    address = f"/api/people/{(await me(owner))['id']}"
    for typed, kept in (("EN-gb", "en-GB"), ("pl-latn-pl", "pl-Latn-PL"), ("PL", "pl")):
        assert (await owner.patch(address, json={"language": typed})).json()["language"] == kept
    for page in (
        "/panel/tasks",
        "/panel/organization",
        f"/panel/organization/people/{(await me(owner))['id']}",
    ):
        assert '<html lang="en"' in (await owner.get(page)).text


async def test_a_group_is_changed(owner: Browser, agent: Browser):
    boss, helper = (await me(owner))["id"], (await me(agent))["id"]
    group = (await owner.post("/api/groups", json={"name": "Printers", "member_ids": [boss]})).json()
    page = f"/panel/organization/groups/{group['id']}"
    assert len(re.findall(r'value="[-0-9a-f]+" checked', (await owner.get(page)).text)) == 1
    fields = {"name": "Presses", "description": "x", "active": "false", "member_ids": [helper, boss]}
    assert (await owner.post(page, data=fields)).status_code == 303
    changed = (await owner.get(f"/api/groups/{group['id']}")).json()
    assert (changed["name"], changed["active"], set(changed["member_ids"])) == (
        "Presses",
        False,
        {boss, helper},
    )
    assert (await owner.post(page, data=fields | {"member_ids": []})).status_code == 422
    assert (await agent.get(page)).status_code == 403


async def test_a_token_is_made_shown_once_and_revoked(agent: Browser, browser):
    form = (await agent.get("/panel/organization/tokens")).text
    key = re.search(r'name="form_key" value="([^"]+)"', form)
    assert key
    fields = {"name": "Script", "days": "7", "form_key": key[1]}
    answers = [await agent.post("/panel/organization/tokens", data=fields) for _ in range(2)]
    shown = re.search(r"<textarea[^>]*>([^<]+)</textarea>", answers[0].text)
    assert shown
    program = browser(headers={"authorization": f"Bearer {shown[1].strip()}"})
    assert (await program.get("/api/me")).status_code == 200
    (token,) = (await agent.get("/api/tokens")).json()["items"]
    assert shown[1] not in (await agent.get("/panel/organization/tokens")).text
    await agent.post(f"/panel/organization/tokens/{token['id']}/revoke")
    assert (await program.get("/api/me")).status_code == 401


async def test_a_guest_lands_on_a_page_that_says_what_a_guest_may_do(guest: Browser, browser):
    who = await me(guest)
    entered = await browser().post(
        "/auth/sign-in", data={"email": who["email"], "password": "very secret", "next": "/"}
    )
    assert entered.headers["location"] == "/panel/organization/guest"
    page = await guest.get("/panel/organization/guest")
    assert "You are a guest here" in words(page.text)
    assert 'action="/auth/sign-out"' in page.text
    owner = await browser().post("/auth/sign-in", data=OWNER | {"next": "/"})
    assert owner.headers["location"] == "/"
