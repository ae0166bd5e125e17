"""Signing in and out, by the door that programs and browsers use."""

import time
from collections.abc import Callable
from statistics import median

import httpx
import pytest

from services.organization.app import build
from services.organization.settings import OrganizationSettings
from shared.database import Database
from tests.organization.conftest import NOBODY, OWNER, WRONG, Browser, me
from tests.organization.events import published

Open = Callable[..., Browser]


async def test_the_right_password_answers_who_it_is_and_sets_a_cookie_scripts_cannot_read(browser: Open):
    answer = await browser().post("/auth/sign-in", json=OWNER)
    assert answer.status_code == 200
    assert answer.json()["person"]["role"] == "owner"
    assert answer.json()["person"]["email"] == OWNER["email"]
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("helpdesk_session=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


async def test_behind_https_the_cookie_is_secure_and_of_this_host_only(settings: OrganizationSettings):
    service = build(settings.model_copy(update={"public_url": "https://help.example"}))
    assert service.when_starting
    await service.when_starting()
    transport = httpx.ASGITransport(service.web)
    async with httpx.AsyncClient(transport=transport, base_url="https://help.example") as client:
        cookie = (await client.post("/auth/sign-in", json=OWNER)).headers["set-cookie"]
        assert cookie.startswith("__Host-helpdesk_session=")
        assert "; Secure" in cookie
        assert "Path=/" in cookie
        assert (await client.get("/api/me")).status_code == 200
    await service.close()


async def test_an_address_is_known_in_capitals_too(browser: Open):
    answer = await browser().post("/auth/sign-in", json=OWNER | {"email": " Owner@Example.COM "})
    assert answer.status_code == 200


@pytest.mark.attack("A31")
async def test_each_sign_in_makes_a_new_session(browser: Open):
    client = browser()
    await client.post("/auth/sign-in", json=OWNER)
    before = client.cookies["helpdesk_session"]
    await client.post("/auth/sign-in", json=OWNER)
    assert client.cookies["helpdesk_session"] != before


@pytest.mark.attack("A29")
async def test_a_wrong_password_and_an_unknown_person_are_answered_alike(browser: Open):
    known, unknown = [await browser().post("/auth/sign-in", json=who) for who in (WRONG, NOBODY)]
    assert known.status_code == unknown.status_code == 401
    assert known.json() == unknown.json()
    assert known.json()["code"] == "wrong_credentials"
    drop = {"x-request-id"}
    assert {k: v for k, v in known.headers.items() if k not in drop} == {
        k: v for k, v in unknown.headers.items() if k not in drop
    }


@pytest.mark.slow
@pytest.mark.attack("A29")
async def test_an_unknown_person_takes_as_long_as_a_wrong_password(browser: Open):
    async def seconds(who: dict) -> float:
        started = time.perf_counter()
        await browser().post("/auth/sign-in", json=who)
        return time.perf_counter() - started

    taken = [(await seconds(WRONG), await seconds(NOBODY)) for _ in range(5)]
    known, unknown = (median(column) for column in zip(*taken, strict=True))
    assert unknown > known / 2


@pytest.mark.attack("A29")
async def test_who_was_deactivated_is_answered_as_if_unknown(owner: Browser, agent: Browser, browser: Open):
    who = await me(agent)
    await owner.patch(f"/api/people/{who['id']}", json={"active": False})
    assert (await agent.get("/api/me")).status_code == 401
    answer = await browser().post("/auth/sign-in", json={"email": who["email"], "password": "very secret"})
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")


async def test_who_has_no_password_cannot_sign_in(owner: Browser, browser: Open):
    await owner.post("/api/people", json={"name": "Silent", "email": "silent@example.com"})
    answer = await browser().post(
        "/auth/sign-in", json={"email": "silent@example.com", "password": "anything"}
    )
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"{", "application/json", "invalid_json"),
        (b'"\xff"', "application/json", "invalid_json"),
        (b"[]", "application/json", "invalid"),
        (b"{}", "application/json", "invalid"),
        (b'{"email": "", "password": "x"}', "application/json", "invalid"),
        (b'{"email": "a@b.pl", "password": 12345678}', "application/json", "invalid"),
        (b'{"email": "a@b.pl\\u0000", "password": "x"}', "application/json", "invalid"),
        (b'{"email": "\\ud800@b.pl", "password": "x"}', "application/json", "invalid_json"),
        (b'{"email": "a@b.pl", "password": "x", "role": "owner"}', "application/json", "invalid"),
        (b'{"email": "a@b.pl", "password": "%s"}' % (b"x" * 201), "application/json", "invalid"),
        (b'{"email": "a@b.pl", "password": "x"}', "text/plain", "invalid"),
    ],
)
async def test_malformed_credentials_are_refused(browser: Open, body: bytes, kind: str, code: str):
    answer = await browser().post("/auth/sign-in", content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert b"x" * 201 not in answer.content


@pytest.mark.attack("A21")
async def test_another_site_cannot_sign_a_browser_in(browser: Open):
    answer = await browser().post("/auth/sign-in", data=OWNER, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.attack("A31")
async def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(
    owner: Browser, browser: Open, organization_database: Database
):
    cookie = owner.cookies["helpdesk_session"]
    assert (await owner.post("/auth/sign-out")).status_code == 204
    assert "helpdesk_session" not in owner.cookies
    thief = browser(cookies={"helpdesk_session": cookie})
    assert (await thief.get("/api/me")).status_code == 401
    assert (
        len((await published(organization_database, "agent.changed.v1"))[-1]["person"]["revoked_tokens"]) == 1
    )


async def test_signing_out_without_a_session_is_harmless(browser: Open):
    assert (await browser().post("/auth/sign-out")).status_code == 204


@pytest.mark.attack("A21")
async def test_another_site_cannot_sign_a_browser_out(owner: Browser):
    answer = await owner.post("/auth/sign-out", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert (await owner.get("/api/me")).status_code == 200


@pytest.mark.parametrize("header", ["Basic eA==", "Bearer nonsense", "Bearer {cookie}"])
@pytest.mark.attack("A31")
async def test_signing_out_ends_the_session_whatever_header_comes_with_it(
    owner: Browser, browser: Open, header: str
):
    cookie = owner.cookies["helpdesk_session"]
    answer = await owner.post("/auth/sign-out", headers={"authorization": header.format(cookie=cookie)})
    assert answer.status_code == 204
    assert (await browser(cookies={"helpdesk_session": cookie}).get("/api/me")).status_code == 401


@pytest.mark.attack("A21")
async def test_another_site_with_a_header_signs_nobody_out(owner: Browser):
    headers = {"origin": "https://evil.example", "authorization": "Bearer x"}
    assert (await owner.post("/auth/sign-out", headers=headers)).status_code == 403
    assert (await owner.get("/api/me")).status_code == 200
