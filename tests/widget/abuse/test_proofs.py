"""When much comes in, inquiries bring a proof of work; it counts once, in time, at its desk, in every process."""

import asyncio
import json
from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from sqlalchemy import text

from services.widget.intake import proofs
from shared.contracts.widget import TicketRequested
from tests.service_fixtures import Alone, a_person
from tests.widget.abuse.conftest import a_desk, path_of, reasons, solved
from tests.widget.identity.conftest import dated
from tests.widget.test_intake import FORM


@pytest.fixture
async def busy(wary: Alone) -> dict[str, str]:
    """A desk with as many inquiries as it gets without a proof."""
    desk = await a_desk(wary)
    async with wary.client() as visitor:
        for _ in range(2):
            assert (await visitor.post(path_of(desk), json=FORM)).status_code == 202
    return desk


async def test_a_proof_is_asked_for_and_taken(wary: Alone, busy):
    async with wary.client() as visitor:
        asked = await visitor.post(path_of(busy), json=FORM)
        assert (asked.status_code, asked.json()["code"]) == (428, "proof_needed")
        assert asked.headers["content-type"] == "application/problem+json"
        told = await visitor.post(path_of(busy), json=FORM | {"proof": solved(asked)})
        assert told.status_code == 202
    assert len(await wary.said(TicketRequested)) == 3


async def test_multipart_is_asked_for_one_too(wary: Alone, busy):
    async with wary.client() as visitor:
        asked = await visitor.post(path_of(busy), data=FORM, files=[("files", ("a.txt", b"x"))])
        assert asked.status_code == 428
        again = FORM | {"proof": solved(asked)}
        assert (
            await visitor.post(path_of(busy), data=again, files=[("files", ("a.txt", b"x"))])
        ).status_code == 202


async def test_a_proof_counts_once_however_many_bring_it(wary: Alone, other: Alone, busy):
    async with wary.client() as one, other.client() as two:
        proof = solved(await one.post(path_of(busy), json=FORM))
        sent = [each.post(path_of(busy), json=FORM | {"proof": proof}) for each in [one, two] * 4]
        answers = await asyncio.gather(*sent)
    assert sorted(answer.status_code for answer in answers) == [202] + [428] * 7


async def test_the_same_inquiry_once_more_is_answered_as_it_was(wary: Alone, busy):
    key = {"Idempotency-Key": "0b6d2a3e-6f0c-4f5e-9a1b-3c2d4e5f6a7b"}
    async with wary.client() as visitor:
        words = FORM | {"proof": solved(await visitor.post(path_of(busy), json=FORM, headers=key))}
        first = await visitor.post(path_of(busy), json=words, headers=key)
        again = await visitor.post(path_of(busy), json=words, headers=key)
        assert (first.status_code, again.json()) == (202, first.json())
        without = await visitor.post(path_of(busy), json=FORM, headers=key)
        assert without.json() == first.json()


async def test_a_proof_belongs_to_its_desk(wary: Alone, busy):
    sales = await a_desk(wary, "Sales")
    async with wary.client() as visitor:
        proof = solved(await visitor.post(path_of(busy), json=FORM))
        for _ in range(2):
            await visitor.post(path_of(sales), json=FORM)
        assert (await visitor.post(path_of(sales), json=FORM | {"proof": proof})).status_code == 428
        assert (await visitor.post(path_of(busy), json=FORM | {"proof": proof})).status_code == 202


async def test_a_proof_expires(wary: Alone, busy, monkeypatch):
    monkeypatch.setattr(proofs, "GOOD_FOR", timedelta(seconds=-5))
    async with wary.client() as visitor:
        proof = solved(await visitor.post(path_of(busy), json=FORM))
        assert (await visitor.post(path_of(busy), json=FORM | {"proof": proof})).status_code == 428


def changed(proof: str, **parameters) -> str:
    """The same with an easier puzzle than was asked for."""
    told = json.loads(b64decode(proof))
    told["challenge"]["parameters"] |= parameters
    return b64encode(json.dumps(told).encode()).decode()


def packed(told: object) -> str:
    return b64encode(json.dumps(told).encode()).decode()


async def test_what_is_no_proof_of_ours_is_none(wary: Alone, busy):
    async with wary.client() as visitor:
        proof = solved(await visitor.post(path_of(busy), json=FORM))
        forged = [
            changed(proof, cost=1), changed(proof, expiresAt=4_000_000_000), changed(proof, nonce="00"),
            changed(proof, data={"desk": "x"}), "nonsense", packed([]), packed({"challenge": "x"}), packed(None),
            packed({"challenge": {"parameters": {}}, "solution": {}}), "[" * 1500,
        ]  # fmt: skip
        for each in forged:
            answer = await visitor.post(path_of(busy), json=FORM | {"proof": each})
            assert (answer.status_code, answer.json()["code"]) == (428, "proof_needed"), each
        assert (await visitor.post(path_of(busy), json=FORM | {"proof": proof})).status_code == 202


async def test_a_wrong_solution_is_no_proof(wary: Alone, busy):
    async with wary.client() as visitor:
        told = json.loads(b64decode(solved(await visitor.post(path_of(busy), json=FORM))))
        told["solution"]["counter"] += 1
        assert (await visitor.post(path_of(busy), json=FORM | {"proof": packed(told)})).status_code == 428


async def test_another_process_asks_for_it_too(wary: Alone, other: Alone, busy):
    async with wary.client() as one, other.client() as two:
        asked = await one.post(path_of(busy), json=FORM)
        assert (await two.post(path_of(busy), json=FORM)).status_code == 428
        assert (await two.post(path_of(busy), json=FORM | {"proof": solved(asked)})).status_code == 202


async def test_many_inquiries_to_many_desks_set_off_the_alarm_of_all(wary: Alone, other: Alone):
    desks = [await a_desk(wary, name) for name in ("A", "B", "C")]
    async with wary.client() as one, other.client() as two:
        for n in range(5):
            assert (await one.post(path_of(desks[n % 3]), json=FORM)).status_code == 202
        assert (await one.post(path_of(desks[2]), json=FORM)).status_code == 428
        fresh = await a_desk(wary, "D")
        assert (await two.post(path_of(fresh), json=FORM)).status_code == 428


async def test_the_alarm_goes_out_by_itself(wary: Alone, other: Alone, busy):
    async with wary.client() as one, other.client() as two:
        assert (await one.post(path_of(busy), json=FORM)).status_code == 428
        async with wary.service.database.session() as session, session.begin():
            await session.execute(text("UPDATE limits SET taken_until = taken_until - interval '1 hour'"))
        assert (await two.post(path_of(busy), json=FORM)).status_code == 202


async def test_a_form_without_scripts_and_who_cannot_solve_it_are_taken_for_people_to_look_at(
    wary: Alone, busy
):
    async with wary.client() as visitor:
        form = await visitor.post(f"/helpdesk/desks/{busy['desk_token']}/contact", data=FORM)
        assert form.status_code == 303
        assert (await visitor.get(form.headers["location"])).status_code == 200
        assert (await visitor.post(path_of(busy), json=FORM | {"proof": "none"})).status_code == 202
    assert await reasons(wary) == ["no_proof", "no_proof"]
    assert len(await wary.said(TicketRequested)) == 2


async def test_whoever_a_website_vouches_for_is_not_asked(wary: Alone, busy):
    async with wary.client(a_person("admin")) as admin:
        await admin.patch(f"/api/widget/desks/{busy['id']}", json={"verification": True})
        secret = (await admin.post(f"/api/widget/desks/{busy['id']}/secret")).json()["secret"]
    said = dated(secret, busy["desk_token"], user_email=FORM["email"])
    signed = {"client": {"user_email": said.pop("user_email")}} | said
    async with wary.client() as visitor:
        wary.service.web.state.reception.desks.forget(busy["desk_token"])
        assert (await visitor.post(path_of(busy), json=FORM | signed)).status_code == 202


async def test_a_page_of_another_website_can_read_what_is_asked(wary: Alone, busy):
    async with wary.client() as visitor:
        asked = await visitor.post(path_of(busy), json=FORM, headers={"Origin": "https://shop.example"})
    assert asked.status_code == 428
    assert asked.headers["access-control-allow-origin"] in ("*", "https://shop.example")
