"""Guessing passwords is slow for strangers, and shuts nobody out."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from services.organization.tables import sign_in_attempts
from services.organization.use_cases.attempts import PER_DEVICE, PER_NETWORK, PER_PAIR, WINDOW
from shared.database import Database
from tests.organization.conftest import NOBODY, OWNER, WRONG, Browser, rows

Open = Callable[..., Browser]


@pytest.mark.parametrize("email", [OWNER["email"], NOBODY["email"]])
@pytest.mark.attack("A30")
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


@pytest.mark.attack("A30")
async def test_guessing_from_one_place_is_stopped_whomever_it_is_about(
    browser: Open, organization_database: Database
):
    await browser().post("/auth/sign-in", json=NOBODY)
    await _set(organization_database, attempts=PER_NETWORK)
    assert (await browser().post("/auth/sign-in", json=OWNER)).status_code == 429
    elsewhere = browser(client=("198.51.100.7", 1))
    assert (await elsewhere.post("/auth/sign-in", json=OWNER)).status_code == 200


@pytest.mark.attack("A30")
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


@pytest.mark.attack("A30")
async def test_guesses_that_come_together_are_all_counted(browser: Open):
    guesses = await asyncio.gather(
        *[browser().post("/auth/sign-in", json=WRONG) for _ in range(PER_PAIR + 3)]
    )
    assert sorted(answer.status_code for answer in guesses) == [401] * PER_PAIR + [429] * 3


async def test_what_was_typed_as_an_address_is_not_kept(browser: Open, organization_database: Database):
    await browser().post("/auth/sign-in", json=NOBODY)
    kept = str(await rows(organization_database, sign_in_attempts))
    assert "nobody" not in kept


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


@pytest.mark.attack("A30")
async def test_a_forged_device_is_a_stranger(browser: Open):
    forger = browser(cookies={"helpdesk_device": f"{'a' * 22}.{'0' * 64}"})
    answers = [await forger.post("/auth/sign-in", json=WRONG) for _ in range(PER_PAIR + 1)]
    assert answers[-1].status_code == 429


async def _set(database: Database, **values) -> None:
    async with database.session() as session, session.begin():
        await session.execute(update(sign_in_attempts).values(**values))
