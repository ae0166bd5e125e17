"""One-time codes: mailed to whoever is known, good once, for ten minutes and five tries, and telling nobody anything."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text, update

from services.widget.domain.code import ATTEMPTS
from services.widget.tables.own import codes as kept_codes
from services.widget.use_cases import proving
from shared.contracts.parts import SYSTEM, DeskState
from shared.contracts.tickets import DeskCreated
from shared.contracts.widget import CodeRequested
from tests.service_fixtures import Alone
from tests.widget.identity.conftest import RITA, a_birth, bearer, titles
from tests.widget.test_public_page import polish


@pytest.fixture
async def known(desk, widget: Alone) -> str:
    """The address of the desk's doors, where Rita has a ticket."""
    await widget.hear(a_birth(widget, desk["id"], "Hers", email=RITA))
    return f"/widget/v1/desks/{desk['desk_token']}"


async def ask(visitor, door, email=RITA):
    answer = await visitor.post(f"{door}/codes", json={"email": email})
    assert (answer.status_code, answer.json()) == (202, {"status": "accepted"})


async def tried(visitor, door, code, email=RITA):
    return await visitor.post(f"{door}/sessions", json={"email": email, "code": code})


async def test_a_code_opens_the_list(visitor, known, codes):
    await ask(visitor, known)
    (code,) = await codes()
    assert len(code.replace(" ", "")) == 8
    opened = await tried(visitor, known, code, "RITA@example.com")
    assert opened.status_code == 200
    assert await titles(visitor, bearer(opened.json()["session"])) == ["Hers"]


async def test_the_mail_is_asked_for_in_the_desks_language_for_the_address_that_is_known(
    visitor, known, desk, widget: Alone
):
    await polish(widget, desk)
    widget.service.web.state.reception.desks.forget(desk["desk_token"])
    await ask(visitor, known, "RITA@example.com")
    (wish,) = await widget.said(CodeRequested)
    assert (wish.to, wish.language, wish.desk_name) == (RITA, "pl", "Dział")


@pytest.mark.attack("A13")
async def test_a_code_is_good_once(visitor, known, codes):
    await ask(visitor, known)
    (code,) = await codes()
    answers = await asyncio.gather(*[tried(visitor, known, code) for _ in range(4)])
    assert sorted(each.status_code for each in answers) == [200, 403, 403, 403]


@pytest.mark.attack("A13")
async def test_a_code_is_good_for_ten_minutes(visitor, known, codes, widget: Alone):
    await ask(visitor, known)
    async with widget.service.database.session() as session:
        lasts = await session.scalar(text("SELECT good_until - now() FROM codes"))
    assert timedelta(minutes=9) < lasts <= timedelta(minutes=10)
    async with widget.service.database.session() as session, session.begin():
        await session.execute(update(kept_codes).values(good_until=datetime.now(UTC)))
    assert (await tried(visitor, known, (await codes())[0])).status_code == 403


@pytest.mark.attack("A13")
async def test_five_wrong_ones_spoil_the_right_one(visitor, known, codes):
    await ask(visitor, known)
    (code,) = await codes()
    wrong = [f"{(int(code.replace(' ', '')) + n) % 10**8:08}" for n in range(1, ATTEMPTS + 1)]
    answers = await asyncio.gather(*[tried(visitor, known, each) for each in wrong])
    assert {each.status_code for each in answers} == {403}
    assert (await tried(visitor, known, code)).status_code == 403


async def test_four_wrong_ones_do_not(visitor, known, codes):
    await ask(visitor, known)
    (code,) = await codes()
    for n in range(1, ATTEMPTS):
        assert (await tried(visitor, known, f"{n:08}")).status_code == 403
    assert (await tried(visitor, known, code)).status_code == 200


@pytest.mark.attack("A13")
async def test_a_newer_code_ends_the_older(visitor, known, codes):
    await ask(visitor, known)
    await ask(visitor, known)
    older, newer = await codes()
    assert (await tried(visitor, known, older)).status_code == 403
    assert (await tried(visitor, known, newer)).status_code == 200


@pytest.mark.attack("A13")
async def test_a_code_fits_its_desk_and_its_address_only(visitor, known, codes, admin, widget: Alone):
    other = DeskState(id=uuid4(), name="Other", number_pattern="O-{{nr}}", version=1)
    await widget.hear(DeskCreated(desk=other, actor=SYSTEM))
    token = (await admin.get(f"/api/widget/desks/{other.id}")).json()["desk_token"]
    await ask(visitor, known)
    await ask(visitor, f"/widget/v1/desks/{token}")
    (code,) = await codes()
    assert (await tried(visitor, f"/widget/v1/desks/{token}", code)).status_code == 403
    assert (await tried(visitor, known, code, "eve@example.com")).status_code == 403
    assert (await tried(visitor, known, code)).status_code == 200


@pytest.mark.attack("A13")
async def test_a_code_is_kept_by_no_name_and_in_no_form_to_try(visitor, known, codes, widget: Alone):
    await ask(visitor, known)
    (code,) = await codes()
    async with widget.service.database.session() as session:
        found = str((await session.execute(text("SELECT * FROM codes"))).all())
        found += str((await session.execute(text("SELECT * FROM outbox"))).all())
    digits = code.replace(" ", "")
    assert code not in found
    assert digits not in found


@pytest.mark.attack("A29")
async def test_who_is_known_and_who_is_not_are_answered_the_same(visitor, known, codes):
    told = {}
    for email in (RITA, "nobody@example.com"):
        asked = await visitor.post(f"{known}/codes", json={"email": email})
        wrong = await tried(visitor, known, "00000000", email)
        never = await tried(visitor, known, "00000000", f"never.{email}")
        told[email] = [
            (each.status_code, each.text.replace(each.headers["x-request-id"], ""), sorted(each.headers))
            for each in (asked, wrong, never)
        ]
    assert told[RITA] == told["nobody@example.com"]
    assert len(await codes()) == 1


@pytest.mark.attack("A29")
async def test_the_answer_takes_as_long_whoever_has_the_address(visitor, known, monkeypatch):
    monkeypatch.setattr(proving, "TAKES", 0.3)
    for email in (RITA, "nobody@example.com"):
        begun = time.perf_counter()
        await ask(visitor, known, email)
        assert time.perf_counter() - begun >= proving.TAKES


@pytest.mark.attack("A28")
async def test_a_mailbox_gets_three_an_hour_from_all_desks_whatever_its_tag(
    visitor, known, codes, desk, widget
):
    await widget.hear(a_birth(widget, desk["id"], "Tagged", email="rita+tag@example.com"))
    for number in range(8):
        await ask(visitor, known, RITA if number % 2 else "rita+tag@example.com")
    assert len(await codes()) == 3


@pytest.mark.attack("A28")
async def test_nobody_is_mailed_who_never_wrote(visitor, known, codes):
    await ask(visitor, known, "victim@example.com")
    assert await codes() == []


@pytest.mark.attack("A28")
async def test_the_mail_carries_no_word_of_a_visitor(visitor, known, desk, widget: Alone):
    lure = a_birth(widget, desk["id"], "Win a prize at evil.example", email=RITA, name="Click evil.example")
    await widget.hear(lure)
    await ask(visitor, known)
    (wish,) = await widget.said(CodeRequested)
    assert "evil" not in wish.model_dump_json()


@pytest.mark.attack("A30")
async def test_a_network_that_asks_or_tries_much_is_slowed_down(widget: Alone, known):
    async with widget.client() as client:
        asked = [
            (await client.post(f"{known}/codes", json={"email": f"a{n}@example.com"})).status_code
            for n in range(21)
        ]
        assert asked == [202] * 20 + [429]
        answers = [await tried(client, known, "0") for _ in range(61)]
    assert [each.status_code for each in answers] == [403] * 60 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


@pytest.mark.parametrize("body", [{}, {"email": "x"}, {"email": ""}, {"email": RITA, "more": 1}, []])
async def test_what_is_no_request_is_refused(visitor, known, body):
    assert (await visitor.post(f"{known}/codes", json=body)).status_code == 422


async def test_what_is_over_is_forgotten(visitor, known, codes, widget: Alone):
    await ask(visitor, known, "old@example.com")
    async with widget.service.database.session() as session, session.begin():
        await session.execute(update(kept_codes).values(good_until=datetime.now(UTC)))
    await ask(visitor, known)
    async with widget.service.database.session() as session:
        assert await session.scalar(text("SELECT count(*) FROM codes")) == 1
