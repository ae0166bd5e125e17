from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from services.widget.domain.signature import IDENTITY_FIELDS, Secret, Signer, sign, verify
from tests.builders import NOW

SIGNER = Signer("desk-token", (Secret("secret"),))
ACME = {"client_external_id": "acme"}
RITA = {"client_external_id": "acme", "user_external_id": "7", "user_email": "rita@example.com"}
SIGNED_AT = str(int(NOW.timestamp()))


def dated(
    identity: dict, signed_at: str = SIGNED_AT, token: str = "desk-token", secret: str = "secret"
) -> str:
    fields = {**identity, "desk_token": token, "signed_at": signed_at}
    return sign("\n".join(sorted(f"{name}={value}" for name, value in fields.items())), secret)


def proven(identity, signature, signed_at=None, by: Signer = SIGNER, now: datetime = NOW) -> set[str]:
    return set(verify(identity, signature, signed_at, by, now).fields)


def test_the_plain_form_is_the_documented_one():
    # printf 'acme' | openssl dgst -sha256 -hmac secret
    signature = "700f8a71077438948e68c52f90421d3f3361b533d746d90668bce4dc8a387812"
    assert proven(ACME, signature) == {"client_external_id"}


def test_the_plain_form_proves_the_clients_id_alone():
    identity = {**ACME, "user_email": "rita@example.com", "user_name": "Rita"}
    proof = verify(identity, sign("acme", "secret"), None, SIGNER, NOW)
    assert proof.proves("client_external_id")
    assert proof.fields == {"client_external_id"}


def test_the_plain_form_proves_both_ids_when_both_are_given():
    assert proven(RITA, sign("acme\n7", "secret")) == {"client_external_id", "user_external_id"}


@pytest.mark.attack("A22")
def test_a_signature_of_the_client_alone_does_not_vouch_for_a_user():
    assert proven(RITA, sign("acme", "secret")) == set()


@pytest.mark.attack("A22")
def test_a_users_id_alone_is_never_signed_plainly():
    assert proven({"user_external_id": "acme"}, sign("acme", "secret")) == set()


def test_the_dated_form_proves_every_field_given():
    assert proven(RITA, dated(RITA), SIGNED_AT) == set(RITA)
    everything = {name: f"value of {name}" for name in IDENTITY_FIELDS}
    assert proven(everything, dated(everything), SIGNED_AT) == set(IDENTITY_FIELDS)


def test_the_lines_of_the_dated_form_are_sorted_by_name():
    assert all(a <= b for a, b in pairwise(sorted([*RITA, "desk_token", "signed_at"])))
    text = (
        "client_external_id=acme\ndesk_token=desk-token\n"
        f"signed_at={SIGNED_AT}\nuser_email=rita@example.com\nuser_external_id=7"
    )
    assert proven(RITA, sign(text, "secret"), SIGNED_AT) == set(RITA)


@pytest.mark.parametrize("name", RITA)
@pytest.mark.attack("A22")
def test_a_changed_field_proves_nothing(name: str):
    assert proven({**RITA, name: "other"}, dated(RITA), SIGNED_AT) == set()


@pytest.mark.attack("A22")
def test_an_added_or_a_dropped_field_proves_nothing():
    assert proven({**RITA, "user_name": "Boss"}, dated(RITA), SIGNED_AT) == set()
    assert proven(ACME, dated(RITA), SIGNED_AT) == set()


def test_an_empty_field_counts_as_not_given():
    assert proven({**RITA, "user_name": "", "user_phone": None}, dated(RITA), SIGNED_AT) == set(RITA)


@pytest.mark.attack("A22")
def test_a_signature_for_another_desk_proves_nothing():
    assert proven(RITA, dated(RITA, token="other"), SIGNED_AT) == set()


def test_a_dated_signature_has_to_prove_somebody():
    assert proven({}, dated({}), SIGNED_AT) == set()


@pytest.mark.parametrize(
    ("age", "counts"),
    [
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
        (timedelta(minutes=-5), True),
        (timedelta(minutes=-5, seconds=-1), False),
    ],
)
def test_a_dated_signature_counts_for_a_time(age: timedelta, counts: bool):
    signed_at = str(int((NOW - age).timestamp()))
    assert bool(proven(RITA, dated(RITA, signed_at), signed_at)) is counts


def test_the_desk_sets_for_how_long():
    by = Signer("desk-token", (Secret("secret"),), max_age=timedelta(hours=1))
    assert proven(RITA, dated(RITA), SIGNED_AT, by, NOW + timedelta(hours=2)) == set()


@pytest.mark.parametrize(
    "signed_at", ["yesterday", "-1", "1e9", f" {SIGNED_AT}", f"0{SIGNED_AT}", "9" * 400, "١٢٣"]
)
def test_a_malformed_date_proves_nothing(signed_at: str):
    assert proven(RITA, dated(RITA, signed_at), signed_at) == set()


@pytest.mark.attack("A22")
def test_a_dated_signature_without_its_date_is_no_plain_one():
    assert proven(RITA, dated(RITA)) == set()


@pytest.mark.attack("A22")
def test_a_plain_signature_with_a_date_is_no_dated_one():
    assert proven(ACME, sign("acme", "secret"), SIGNED_AT) == set()


@pytest.mark.parametrize("signature", [None, "", "0" * 64, "ż", "\ud800", sign("acme", "secret").upper()])
@pytest.mark.attack("A22")
def test_no_signature_and_a_wrong_one_prove_nothing(signature: str | None):
    assert proven(ACME, signature) == set()


@pytest.mark.attack("A22")
def test_a_line_end_cannot_make_one_field_pass_for_two():
    assert proven({"client_external_id": "acme\n7"}, sign("acme\n7", "secret")) == set()
    forged = {"client_external_id": "acme", "user_email": "a@b.pl\nuser_external_id=7"}
    assert (
        proven(forged, dated({**ACME, "user_email": "a@b.pl", "user_external_id": "7"}), SIGNED_AT) == set()
    )


def test_a_replaced_secret_stays_valid_for_its_grace():
    old = Secret("secret").replaced(NOW, timedelta(days=1))
    by = Signer("desk-token", (Secret("new"), old))
    assert proven(ACME, sign("acme", "new"), by=by) == set(ACME)
    assert proven(ACME, sign("acme", "secret"), by=by, now=NOW + timedelta(hours=23)) == set(ACME)
    assert proven(ACME, sign("acme", "secret"), by=by, now=NOW + timedelta(days=1)) == set()


@pytest.mark.attack("A22")
def test_an_empty_secret_signs_nothing():
    assert proven(ACME, sign("acme", ""), by=Signer("desk-token", (Secret(""),))) == set()


def test_broken_unicode_is_no_reason_to_fall_over():
    assert proven({"client_external_id": "\ud800"}, "0" * 64) == set()
