import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

import httpx
import pytest
from sqlalchemy import update

from services.organization.app import build
from services.organization.settings import OrganizationSettings
from services.organization.tables import sign_in_attempts
from services.organization.use_cases.attempts import PER_DEVICE, PER_NETWORK, PER_PAIR, WINDOW
from shared.database import Database
from tests.organization.conftest import OWNER, Browser, me, rows
from tests.organization.events import published

WRONG = {"email": OWNER["email"], "password": "wrong horse"}
NOBODY = {"email": "nobody@example.com", "password": "wrong horse"}
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


async def test_each_sign_in_makes_a_new_session(browser: Open):
    client = browser()
    await client.post("/auth/sign-in", json=OWNER)
    before = client.cookies["helpdesk_session"]
    await client.post("/auth/sign-in", json=OWNER)
    assert client.cookies["helpdesk_session"] != before


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
async def test_an_unknown_person_takes_as_long_as_a_wrong_password(browser: Open):
    async def seconds(who: dict) -> float:
        started = time.perf_counter()
        await browser().post("/auth/sign-in", json=who)
        return time.perf_counter() - started

    taken = [(await seconds(WRONG), await seconds(NOBODY)) for _ in range(5)]
    known, unknown = (median(column) for column in zip(*taken, strict=True))
    assert unknown > known / 2


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


@pytest.mark.parametrize("email", [OWNER["email"], NOBODY["email"]])
async def test_guessing_at_one_address_is_stopped_whether_or_not_somebody_has_it(browser: Open, email: str):
    guesses = [
        await browser().post("/auth/sign-in", json={"email": email, "password": f"guess {n}"})
        for n in range(PER_PAIR + 1)
    ]
    assert [answer.status_code for answer in guesses] == [401] * PER_PAIR + [429]
    assert guesses[-1].json()["code"] == "too_many_sign_ins"
    assert 0 < int(guesses[-1].headers["retry-after"]) <= WINDOW.total_seconds()


async def test_while_it_is_stopped_even_the_right_password_is_not_looked_at(
    browser: Open, organization_database: Database
):
    await browser().post("/auth/sign-in", json=WRONG)
    await _set(organization_database, attempts=PER_PAIR)
    assert (await browser().post("/auth/sign-in", json=OWNER)).status_code == 429
    await _set(organization_database, since=sign_in_attempts.c.since - WINDOW - timedelta(seconds=1))
    assert (await browser().post("/auth/sign-in", json=OWNER)).status_code == 200


async def test_guessing_from_one_place_is_stopped_whomever_it_is_about(
    browser: Open, organization_database: Database
):
    await browser().post("/auth/sign-in", json=NOBODY)
    await _set(organization_database, attempts=PER_NETWORK)
    assert (await browser().post("/auth/sign-in", json=OWNER)).status_code == 429
    elsewhere = browser(client=("198.51.100.7", 1))
    assert (await elsewhere.post("/auth/sign-in", json=OWNER)).status_code == 200


async def test_a_household_of_ipv6_is_one_place(browser: Open, organization_database: Database):
    for address in ("2001:db8::1", "2001:db8::2"):
        await browser(client=(address, 1)).post("/auth/sign-in", json=NOBODY)
    found = {row.subject: row.attempts for row in await rows(organization_database, sign_in_attempts)}
    assert found["network:2001:db8::/64"] == 2


async def test_the_right_password_begins_the_count_anew_but_only_for_that_person(
    browser: Open, organization_database: Database
):
    for who in (WRONG, NOBODY, OWNER):
        await browser().post("/auth/sign-in", json=who)
    attempts = {
        row.subject.split(":")[0]: row.attempts for row in await rows(organization_database, sign_in_attempts)
    }
    assert attempts == {"network": 2, "pair": 1, "person": 1}  # the other e-mail's


async def test_guesses_that_come_together_are_all_counted(browser: Open):
    guesses = await asyncio.gather(
        *[browser().post("/auth/sign-in", json=WRONG) for _ in range(PER_PAIR + 3)]
    )
    assert sorted(answer.status_code for answer in guesses) == [401] * PER_PAIR + [429] * 3


async def test_what_was_typed_as_an_address_is_not_kept(browser: Open, organization_database: Database):
    await browser().post("/auth/sign-in", json=NOBODY)
    kept = str(await rows(organization_database, sign_in_attempts))
    assert "nobody" not in kept


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


async def test_another_site_cannot_sign_a_browser_in(browser: Open):
    answer = await browser().post("/auth/sign-in", data=OWNER, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


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


async def test_another_site_cannot_sign_a_browser_out(owner: Browser):
    answer = await owner.post("/auth/sign-out", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert (await owner.get("/api/me")).status_code == 200


async def test_a_password_keeps_the_space_at_its_end(owner: Browser, browser: Open):
    await owner.post("/api/people", json={"name": "S", "email": "s@example.com", "password": "secret 12 "})
    statuses = [
        (await browser().post("/auth/sign-in", json={"email": "s@example.com", "password": text})).status_code
        for text in ("secret 12", "secret 12 ")
    ]
    assert statuses == [401, 200]


async def test_strangers_shut_nobody_out(browser: Open):
    for n in range(PER_PAIR + 2):
        await browser(client=(f"203.0.113.{n % 2}", 1)).post("/auth/sign-in", json=WRONG)
        await browser(client=("::ffff:203.0.113.9", 1)).post(
            "/auth/sign-in", json=WRONG | {"email": f"a{n}@b.pl"}
        )
    for address in ("192.0.2.1", "203.0.113.9", "::ffff:203.0.113.10"):
        answer = await browser(client=(address, 1)).post("/auth/sign-in", json=OWNER)
        assert answer.status_code == 200, address


async def test_a_known_device_passes_where_its_network_may_not_and_is_counted_for_itself(
    browser: Open, organization_database: Database
):
    known, stranger = browser(), browser()
    await known.post("/auth/sign-in", json=OWNER)
    await known.post("/auth/sign-out")
    await stranger.post("/auth/sign-in", json=WRONG)
    await _set(organization_database, attempts=PER_NETWORK)
    assert (await stranger.post("/auth/sign-in", json=OWNER)).status_code == 429
    assert (await known.post("/auth/sign-in", json=NOBODY)).status_code == 429
    assert (await known.post("/auth/sign-in", json=OWNER)).status_code == 200
    guesses = [await known.post("/auth/sign-in", json=WRONG) for _ in range(PER_DEVICE + 1)]
    assert guesses[-1].status_code == 429


async def test_a_forged_device_is_a_stranger(browser: Open):
    forger = browser(cookies={"helpdesk_device": f"{'a' * 22}.{'0' * 64}"})
    answers = [await forger.post("/auth/sign-in", json=WRONG) for _ in range(PER_PAIR + 1)]
    assert answers[-1].status_code == 429


@pytest.mark.parametrize("header", ["Basic eA==", "Bearer nonsense", "Bearer {cookie}"])
async def test_signing_out_ends_the_session_whatever_header_comes_with_it(
    owner: Browser, browser: Open, header: str
):
    cookie = owner.cookies["helpdesk_session"]
    answer = await owner.post("/auth/sign-out", headers={"authorization": header.format(cookie=cookie)})
    assert answer.status_code == 204
    assert (await browser(cookies={"helpdesk_session": cookie}).get("/api/me")).status_code == 401


async def test_another_site_with_a_header_signs_nobody_out(owner: Browser):
    headers = {"origin": "https://evil.example", "authorization": "Bearer x"}
    assert (await owner.post("/auth/sign-out", headers=headers)).status_code == 403
    assert (await owner.get("/api/me")).status_code == 200


async def test_a_password_is_the_same_in_every_unicode_form(owner: Browser, browser: Open):
    typed = {"name": "S", "email": "s@example.com", "password": "z\u0301o\u0301\u0142ty\u00a0kon 77"}
    assert (await owner.post("/api/people", json=typed)).status_code == 201
    meant = {"email": "S@EXAMPLE.com", "password": "\u017a\u00f3\u0142ty kon 77"}
    assert (await browser().post("/auth/sign-in", json=meant)).status_code == 200


async def _set(database: Database, **values) -> None:
    async with database.session() as session, session.begin():
        await session.execute(update(sign_in_attempts).values(**values))
