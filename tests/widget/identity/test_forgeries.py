"""S6: what nobody signed opens no session, and every failure looks the same."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.widget.domain.identity import SESSION_LASTS, session_until, signed_identity
from services.widget.domain.signature import IDENTITY_FIELDS, Proof, Secret, Signer, sign, verify
from services.widget.use_cases.configuring import GRACE
from tests.builders import NOW
from tests.widget.identity import forging
from tests.widget.identity.conftest import RITA, a_birth, dated, plain, session_door

MANY = 10_000
WORD = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1, max_size=20)


@pytest.mark.attack("A22")
def test_s6_of_many_forged_signatures_none_is_accepted():
    assert forging.accepted(MANY) == []


@pytest.mark.parametrize("way", forging.WAYS, ids=lambda way: way.__name__.strip("_"))
@pytest.mark.attack("A22")
def test_every_way_to_forge_is_beside_one_that_is_right(way):
    """The very same identity and date with the right signature is somebody: so the tries fail for their reason."""
    identity, _, _ = way(random.Random(3))
    given_values = {name: value for name, value in identity.items() if value and "\n" not in value}
    right = sign(forging._lines({"client_external_id": "acme", **given_values}), "secret")
    proof = verify(
        {"client_external_id": "acme", **given_values}, right, forging.SIGNED_AT, forging.SIGNER, NOW
    )
    assert proof.proves("client_external_id")


@given(st.dictionaries(st.sampled_from(IDENTITY_FIELDS), WORD, min_size=1), WORD, st.text(max_size=80))
@pytest.mark.attack("A22")
def test_a_signature_proves_what_it_was_made_over_and_no_text_does_by_chance(identity, token, guess):
    by = Signer(token, (Secret("secret"),))
    lines = {**identity, "desk_token": token, "signed_at": forging.SIGNED_AT}
    right = sign("\n".join(sorted(f"{name}={value}" for name, value in lines.items())), "secret")
    in_order = sign("\n".join(f"{name}={lines[name]}" for name in sorted(lines)), "secret")
    assert verify(identity, in_order, forging.SIGNED_AT, by, NOW).fields == frozenset(identity)
    assert verify(identity, guess, forging.SIGNED_AT, by, NOW) == Proof()
    assert right == in_order


@pytest.mark.attack("A22")
async def test_a_plain_signature_brings_no_ticket_of_a_swapped_address(visitor, desk, secret, widget):
    await widget.hear(a_birth(widget, desk["id"], "Hers", email=RITA))
    said = plain(secret, "mallory", user_email=RITA, client_email=RITA)
    session = (await visitor.post(session_door(desk), json=said)).json()["session"]
    shown = await visitor.get("/widget/v1/tickets", headers={"authorization": f"Bearer {session}"})
    assert shown.json()["items"] == []


@pytest.mark.attack("A22", "A29")
async def test_every_failure_is_answered_with_the_same_words(visitor, desk, secret):
    good, token = plain(secret, "acme"), desk["desk_token"]
    old = dated(secret, token, 1_000_000_000, client_external_id="acme")
    tries = [
        {"client_external_id": "acme"},
        {},
        good | {"signature": ""},
        good | {"client_external_id": "other"},
        good | {"signature": good["signature"].upper()},
        good | {"user_external_id": "7"},
        old,
        dated("another secret", token, client_external_id="acme"),
        dated(secret, "another-desk", client_external_id="acme"),
        dated(secret, token, user_name="Rita"),
    ]
    answers = [await visitor.post(session_door(desk), json=each) for each in tries]
    assert {each.status_code for each in answers} == {403}
    assert {each.text.replace(each.headers["x-request-id"], "") for each in answers} == {
        answers[0].text.replace(answers[0].headers["x-request-id"], "")
    }


@pytest.mark.parametrize("wrong", ["", "Bearer", "Bearer ", "Bearer x", "Basic eA==", f"Bearer {'x' * 5000}"])
@pytest.mark.attack("A13")
async def test_without_a_session_there_is_no_list(visitor, wrong):
    answer = await visitor.get("/widget/v1/tickets", headers={"authorization": wrong} if wrong else {})
    assert (answer.status_code, answer.json()["code"]) == (401, "no_session")


@pytest.mark.attack("A13")
async def test_a_session_in_the_address_is_none(visitor, desk, secret):
    session = (await visitor.post(session_door(desk), json=plain(secret, "acme"))).json()["session"]
    for query in (f"?session={session}", f"?access_token={session}"):
        assert (await visitor.get(f"/widget/v1/tickets{query}")).status_code == 422


def test_a_session_never_outlives_what_opened_it():
    assert SESSION_LASTS < GRACE
    assert session_until(NOW) == NOW + SESSION_LASTS
    assert session_until(NOW, NOW + SESSION_LASTS / 2) == NOW + SESSION_LASTS / 2
    assert session_until(NOW, NOW + 2 * SESSION_LASTS) == NOW + SESSION_LASTS


def test_a_signature_over_a_name_alone_is_nobody():
    identity = {"user_name": "Rita", "user_external_id": "7"}
    assert signed_identity(identity, Proof(frozenset(identity))) is None
