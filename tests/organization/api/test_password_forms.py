"""A password is the same however it is typed, and those stored before that was so still open the door."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from services.organization import passwords
from services.organization.passwords import in_one_form
from services.organization.tables import people
from shared.database import Database
from tests.organization.conftest import OWNER, Browser, me, rows

Open = Callable[..., Browser]


async def test_a_password_keeps_the_space_at_its_end(owner: Browser, browser: Open):
    await owner.post(
        "/api/people", json={"name": "S", "email": "s@example.com", "password": "horses 12 run "}
    )
    statuses = [
        (await browser().post("/auth/sign-in", json={"email": "s@example.com", "password": text})).status_code
        for text in ("secret 12", "horses 12 run ")
    ]
    assert statuses == [401, 200]


async def test_a_password_is_the_same_in_every_unicode_form(owner: Browser, browser: Open):
    typed = {"name": "S", "email": "s@example.com", "password": "z\u0301o\u0301\u0142ty\u00a0kon 77"}
    assert (await owner.post("/api/people", json=typed)).status_code == 201
    meant = {"email": "S@EXAMPLE.com", "password": "\u017a\u00f3\u0142ty kon 77"}
    assert (await browser().post("/auth/sign-in", json=meant)).status_code == 200


# As a version without one form stored them: hashed just as they were typed.
OLD = [
    "z\u0301o\u0301\u0142ty kon 77",
    "ko\u0144\u00a0na\u2003biegunach 7",
    "\u212bngstr\u00f6m 1889 x",
    "s\u0301lad",
]


async def stored_as_typed(database: Database, password: str) -> str:
    async with database.session() as session, session.begin():
        old = passwords.PasswordHash((passwords.Argon2Hasher(),)).hash(password)
        await session.execute(update(people).values(password_hash=old))
    return old


async def stored(database: Database) -> str:
    (row,) = await rows(database, people)
    return row.password_hash


@pytest.mark.parametrize("password", OLD)
async def test_who_set_a_password_before_there_was_one_form_signs_in_and_is_renewed(
    owner: Browser, browser: Open, organization_database: Database, password: str
):
    old = await stored_as_typed(organization_database, password)
    typed = OWNER | {"password": password}
    assert (await browser().post("/auth/sign-in", json=typed)).status_code == 200
    renewed = await stored(organization_database)
    assert renewed != old
    assert (await owner.get("/api/me")).status_code == 200, "a renewed hash signs nobody out"
    meant = OWNER | {"password": in_one_form(password)}
    for wish in (meant, typed):
        assert (await browser().post("/auth/sign-in", json=wish)).status_code == 200
    assert await stored(organization_database) == renewed


async def test_a_password_that_has_no_common_form_stays_as_it_was_stored(
    browser: Open, owner: Browser, organization_database: Database
):
    old = await stored_as_typed(organization_database, "tab\there 77 x")
    for password, status in (("tab\there 77 x", 200), ("tab here 77 x", 401)):
        typed = OWNER | {"password": password}
        assert (await browser().post("/auth/sign-in", json=typed)).status_code == status
    assert await stored(organization_database) == old


async def test_the_present_password_may_be_an_old_one_too(owner: Browser, organization_database: Database):
    await stored_as_typed(organization_database, OLD[0])
    token = (await owner.post("/api/tokens", json={"name": "x"})).json()["token"]
    own = f"/api/people/{(await me(owner))['id']}"
    owner.cookies.clear()
    program = {"authorization": f"Bearer {token}"}
    for old, status in (("z\u0301o\u0301\u0142ty kon 78", 422), (OLD[0], 200)):
        wish = {"old_password": old, "password": "other horses run"}
        assert (await owner.patch(own, json=wish, headers=program)).status_code == status


@pytest.mark.parametrize(
    ("typed", "compared"),
    [("correct horse", 1), ("z\u0301o\u0301\u0142ty kon", 2), ("tab\there", 1), ("\ud800", 1)],
)
async def test_how_long_it_takes_depends_on_what_was_typed_alone(
    monkeypatch: pytest.MonkeyPatch, typed: str, compared: int
):
    judging, verified = passwords.Passwords(), []
    verify = judging._hasher.verify

    def counted(password: str, stored: str) -> bool:
        verified.append(password)
        return verify(password, stored)

    monkeypatch.setattr(judging._hasher, "verify", counted)
    forms = passwords.forms_of(typed)
    for kept in (*map(judging._hasher.hash, forms), judging._hasher.hash("another one"), ""):
        verified.clear()
        verdict = await judging.judge(typed, kept)
        assert (len(verified), verdict.is_right) == (compared, kept != "" and verify_any(verify, forms, kept))


def verify_any(verify: Callable[[str, str], bool], forms: tuple[str, ...], kept: str) -> bool:
    return any(verify(form, kept) for form in forms)
