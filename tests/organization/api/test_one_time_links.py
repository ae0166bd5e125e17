"""A forgotten password, by JSON and by page; the mails' links as the events bring them."""

import asyncio
import time
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from services.organization import forgotten
from services.organization.tables import one_time_links
from shared.contracts.organization import AgentChanged
from tests.organization.conftest import OWNER, SITE
from tests.service_fixtures import Alone

RESET = "/auth/password-reset"
NEW = "quite another horse"
PAGE = {"accept": "text/html", "origin": SITE}


@pytest.fixture
def link(browser, wanted):
    """Asks for a new password; answers the path of the newest link."""

    async def ask(email=OWNER["email"]):
        assert (await browser().post(RESET, json={"email": email})).status_code == 202
        return (await wanted())[-1][1].removeprefix(SITE)

    return ask


async def signs_in(browser, password, email=OWNER["email"]):
    answer = await browser().post("/auth/sign-in", json={"email": email, "password": password})
    return answer.status_code == 200


@pytest.mark.attack("A13")
async def test_a_link_sets_a_new_password_once(browser, link):
    address = await link("  OWNER@example.com ")
    assert (await browser().post(address, json={"password": NEW})).status_code == 204
    assert (await signs_in(browser, NEW), await signs_in(browser, OWNER["password"])) == (True, False)
    again = await browser().post(address, json={"password": "and another horse"})
    assert (again.status_code, again.json()["code"]) == (404, "link_gone")
    assert await signs_in(browser, NEW)


async def test_the_mail_is_in_the_persons_language_and_its_link_is_sealed(
    browser, owner, wanted, organization
):
    me = (await owner.get("/api/me")).json()["id"]
    await owner.patch(f"/api/people/{me}", json={"language": "pl"})
    await browser().post(RESET, json={"email": OWNER["email"]})
    ((mail, address),) = await wanted()
    assert (mail.kind, mail.to, mail.language) == ("password_reset", OWNER["email"], "pl")
    token = address.rpartition("/")[2]
    assert len(token) >= 43
    async with organization.database.session() as session:
        for table in ("outbox", "one_time_links"):
            assert token not in str((await session.execute(text(f"SELECT * FROM {table}"))).all())


@pytest.mark.attack("A31")
async def test_every_session_and_token_ends(owner, browser, link, organization):
    token = (await owner.post("/api/tokens", json={"name": "ci"})).json()["token"]
    await browser().post(await link(), json={"password": NEW})
    bearer = {"authorization": f"Bearer {token}"}
    assert (await owner.get("/api/me")).status_code == 401
    assert (await browser().get("/api/me", headers=bearer)).status_code == 401
    last = (await Alone(organization).said(AgentChanged))[-1]
    assert last.person.tokens_valid_from is not None


@pytest.mark.attack("A29")
async def test_the_answer_tells_nothing(browser, owner, agent, wanted):
    me = (await agent.get("/api/me")).json()
    await owner.patch(f"/api/people/{me['id']}", json={"active": False})
    told = [
        await browser().post(RESET, json={"email": email})
        for email in (OWNER["email"], "nobody@example.com", me["email"])
    ]
    assert {(each.status_code, each.text) for each in told} == {(202, '{"status":"accepted"}')}
    assert [mail.to for mail, _ in await wanted()] == [OWNER["email"]]


@pytest.mark.attack("A29")
async def test_the_answer_takes_as_long_whoever_has_the_address(browser, monkeypatch):
    monkeypatch.setattr(forgotten, "TAKES", 0.3)
    took = []
    for email in (OWNER["email"], "nobody@example.com"):
        begun = time.perf_counter()
        await browser().post(RESET, json={"email": email})
        took.append(time.perf_counter() - begun)
    assert min(took) >= forgotten.TAKES


@pytest.mark.attack("A13")
async def test_a_newer_link_ends_the_older(browser, link):
    older, newer = await link(), await link()
    assert (await browser().post(older, json={"password": NEW})).status_code == 404
    assert (await browser().post(newer, json={"password": NEW})).status_code == 204


@pytest.mark.parametrize(
    "spoil",
    [{"good_until": text("now() - interval '1 second'")}, {"token_hash": b"x"}, {"kind": "invitation"}],
)
@pytest.mark.attack("A13")
async def test_a_link_that_is_old_or_wrong_changes_nothing(browser, link, organization, spoil):
    address = await link()
    async with organization.database.session() as session, session.begin():
        await session.execute(update(one_time_links).values(**spoil))
    answer = await browser().post(address, json={"password": NEW})
    assert (answer.status_code, answer.json()["code"]) == (404, "link_gone")
    assert await signs_in(browser, OWNER["password"])


@pytest.mark.attack("A13")
async def test_it_is_good_for_an_hour(link, organization):
    await link()
    async with organization.database.session() as session:
        left = await session.scalar(text("SELECT good_until - clock_timestamp() FROM one_time_links"))
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


@pytest.mark.attack("A13")
async def test_of_two_uses_at_the_same_time_one_wins(browser, link):
    address = await link()
    tried = [browser().post(address, json={"password": f"{NEW} {n}"}) for n in range(4)]
    answers = await asyncio.gather(*tried)
    assert sorted(each.status_code for each in answers) == [204, 404, 404, 404]
    won = next(n for n, each in enumerate(answers) if each.status_code == 204)
    assert await signs_in(browser, f"{NEW} {won}")


@pytest.mark.parametrize("password", ["short", "password123", "Summer2026!", "owner@example.com"])
async def test_a_password_is_judged_and_the_link_stays(browser, link, password):
    address = await link()
    answer = await browser().post(address, json={"password": password})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "password")
    assert (await browser().post(address, json={"password": NEW})).status_code == 204


async def test_whoever_was_deactivated_meanwhile_gets_nowhere(browser, owner, agent, link):
    me = (await agent.get("/api/me")).json()
    address = await link(me["email"])
    await owner.patch(f"/api/people/{me['id']}", json={"active": False})
    assert (await browser().post(address, json={"password": NEW})).status_code == 404


@pytest.mark.parametrize("change", [{"email": "moved@example.com"}, {"password": "set by an admin"}])
@pytest.mark.attack("A13")
async def test_what_changes_the_way_in_ends_open_links(browser, owner, agent, link, change):
    me = (await agent.get("/api/me")).json()
    address = await link(me["email"])
    await owner.patch(f"/api/people/{me['id']}", json=change)
    assert (await browser().post(address, json={"password": NEW})).status_code == 404


async def test_an_address_is_mailed_three_times_and_nobody_is_told(browser, wanted):
    for _ in range(5):
        assert (await browser().post(RESET, json={"email": OWNER["email"]})).status_code == 202
    assert len(await wanted()) == 3


async def test_a_network_may_not_ask_for_many(browser):
    answers = [await browser().post(RESET, json={"email": f"p{n}@example.com"}) for n in range(21)]
    assert [each.status_code for each in answers] == [202] * 20 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    other = browser(client=("198.51.100.7", 5000))
    assert (await other.post(RESET, json={"email": "p@example.com"})).status_code == 202


ODD = [
    b"{",
    b"[" * 100_000,
    b'{"email": "\\u0000@example.com"}',
    b'{"email": "\\ud800@example.com"}',
    b"\xff",
]


@pytest.mark.parametrize("body", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("path", [RESET, f"{RESET}/x", "/auth/invitations/x"])
async def test_what_cannot_be_read_is_refused_and_breaks_nothing(browser, path, body):
    answer = await browser().post(path, content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (202, 404, 422), answer.text


@pytest.mark.attack("A13")
async def test_an_odd_token_is_no_link(browser):
    for token in ("%00", "%ff", "%ed%a0%80", "x" * 5000, "..%2f"):
        answer = await browser().post(f"{RESET}/{token}", json={"password": NEW})
        assert answer.status_code == 404, token


async def test_a_form_without_an_address_comes_back_with_what_was_typed(browser):
    answer = await browser(headers=PAGE).post(RESET, data={"email": "x" * 400})
    assert (answer.status_code, "Type what is asked for." in answer.text, "x" * 400 in answer.text) == (
        422,
        True,
        True,
    )


@pytest.mark.parametrize("body", [{}, {"email": ""}, {"email": "x", "more": 1}, [], {"email": "x" * 400}])
async def test_what_is_no_request_is_refused(browser, body):
    assert (await browser().post(RESET, json=body)).status_code == 422


@pytest.mark.attack("A21")
async def test_a_foreign_page_asks_for_nothing(browser, wanted):
    answer = await browser().post(
        RESET, data={"email": OWNER["email"]}, headers={"origin": "http://evil.test"}
    )
    assert answer.status_code == 403
    assert await wanted() == []


@pytest.mark.parametrize(
    ("language", "says", "sent"),
    [
        ("en", "Forgot your password?", "Look into your mail"),
        ("pl", "Nie pamiętasz hasła?", "Sprawdź swoją pocztę"),
    ],
)
async def test_the_pages_lead_to_a_new_password(browser, wanted, language, says, sent):
    visitor = browser(headers={"accept-language": language, **PAGE})
    assert f'href="{RESET}"' in (await visitor.get("/auth/sign-in")).text
    page = await visitor.get(RESET)
    assert says in page.text
    answer = await visitor.post(RESET, data={"email": OWNER["email"]})
    assert answer.status_code == 202
    assert sent in answer.text
    address = (await wanted())[-1][1].removeprefix(SITE)
    shown = await visitor.get(address)
    assert (shown.status_code, shown.headers["referrer-policy"]) == (200, "no-referrer")
    refused = await visitor.post(address, data={"password": "short"})
    assert refused.status_code == 422
    assert ("at least 8" if language == "en" else "co najmniej 8") in refused.text
    done = await visitor.post(address, data={"password": NEW})
    assert (done.status_code, done.headers["location"]) == (303, "/auth/sign-in")
    assert (await visitor.get(address)).status_code == 404
    assert await signs_in(browser, NEW)
