from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from services.organization.domain.errors import FieldRefused, LastOwner, RoleAboveOwn
from services.organization.domain.person import Person
from services.organization.domain.roles import RANK, Role, may_grant
from shared.contracts.organization import AgentChanged
from shared.contracts.permissions import BY_ROLE
from tests.builders import NOW, TOMORROW, YESTERDAY, a_person, happened

ROLES: list[Role] = ["guest", "agent", "admin", "owner"]


@pytest.mark.parametrize(("own", "wanted"), list(product(ROLES, ROLES)))
def test_nobody_grants_a_role_above_their_own(own: Role, wanted: Role):
    allowed = ROLES.index(wanted) <= ROLES.index(own)
    assert may_grant(own, wanted) is allowed
    if allowed:
        assert a_person(role=wanted, by_role=own).role == wanted
    else:
        with pytest.raises(RoleAboveOwn):
            a_person(role=wanted, by_role=own)


@pytest.mark.parametrize("known", RANK)
def test_a_role_without_a_rank_gives_nothing_and_is_touched_by_nobody(known: str):
    assert not may_grant("of_tomorrow", known)
    assert not may_grant(known, "of_tomorrow")


@pytest.mark.parametrize("role", ROLES)
def test_what_somebody_may_do_is_told_beside_their_role(role: Role):
    person = a_person(role=role)
    assert person.state.permissions == BY_ROLE[role]
    person.rename("Another")
    assert happened(person)[0].person.permissions == BY_ROLE[role]


def takings(by: Role, to: Role, last: bool) -> list[Callable[[Person], None]]:
    """All by which an owner may lose something."""
    return [
        lambda owner: owner.grant(to, by, is_last_owner=last),
        lambda owner: owner.deactivate(by, is_last_owner=last, now=NOW),
    ]


@pytest.mark.parametrize("change", takings(by="admin", to="agent", last=False))
def test_nobody_takes_anything_from_somebody_above_them(change):
    owner = a_person(role="owner")
    with pytest.raises(RoleAboveOwn):
        change(owner)
    assert not owner.has_changed


def test_nobody_lets_somebody_above_them_in_again():
    owner = a_person(role="owner")
    owner.active = False
    with pytest.raises(RoleAboveOwn):
        owner.activate("admin")


@pytest.mark.parametrize("change", takings(by="owner", to="admin", last=True))
def test_the_last_owner_stays_one(change):
    owner = a_person(role="owner")
    with pytest.raises(LastOwner) as no:
        change(owner)
    assert (no.value.status, no.value.code) == (409, "last_owner")
    assert not owner.has_changed


def test_one_of_two_owners_may_go():
    owner = a_person(role="owner")
    owner.grant("admin", "owner", is_last_owner=False)
    assert owner.role == "admin"


def test_a_new_person_is_told_whole_and_once():
    person = Person.join(uuid4(), " Anna  Nowak ", " anna@example.com ", "agent", by_role="admin")
    person.set_password("hash", NOW)
    person.settle(NOW)
    (event,) = happened(person)
    assert isinstance(event, AgentChanged)
    assert (event.person.name, event.person.email, event.person.version) == (
        "Anna Nowak",
        "anna@example.com",
        1,
    )


def test_the_event_never_shows_the_password():
    person = a_person()
    person.set_password("argon2-hash", NOW)
    assert b"argon2-hash" not in happened(person)[0].to_wire()


def test_a_new_password_refuses_all_earlier_tokens():
    person, token = a_person(), uuid4()
    person.revoke_token(token)
    person.set_password("hash", NOW)
    assert not person.is_token_valid(uuid4(), issued_at=NOW - timedelta(microseconds=1))
    assert person.is_token_valid(uuid4(), issued_at=NOW)
    assert person.state.tokens_valid_from == NOW
    assert person.state.revoked_tokens == ()


def test_a_deactivated_person_is_out_with_every_token_and_comes_back_without_the_old_ones():
    person = a_person()
    person.deactivate("admin", is_last_owner=False, now=NOW)
    assert not person.is_token_valid(uuid4(), issued_at=TOMORROW)
    assert happened(person)[0].person.active is False
    person.activate("admin")
    assert not person.is_token_valid(uuid4(), issued_at=YESTERDAY)
    assert person.is_token_valid(uuid4(), issued_at=TOMORROW)


def test_a_revoked_token_is_refused_and_the_others_are_not():
    person, token = a_person(), uuid4()
    person.revoke_token(token)
    person.revoke_token(token)
    assert person.state.revoked_tokens == (token,)
    assert not person.is_token_valid(token, issued_at=TOMORROW)
    assert person.is_token_valid(uuid4(), issued_at=TOMORROW)
    assert len(happened(person)) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda person: person.rename(person.name),
        lambda person: person.move_mail(person.email),
        lambda person: person.grant(person.role, "guest", is_last_owner=True),
        lambda person: person.activate("owner"),
        lambda person: person.settle_in(person.time_zone, person.language),
    ],
)
def test_what_is_already_so_is_no_change(change):
    person = a_person()
    change(person)
    assert not person.has_changed


def test_zone_and_language_are_told_to_the_services_whose_pages_show_times():
    person = a_person()
    person.settle_in("Europe/Warsaw", "pl")
    assert person.settle(NOW)
    (told,) = happened(person)
    assert (told.person.time_zone, told.person.language) == ("Europe/Warsaw", "pl")


@pytest.mark.parametrize(
    "fields",
    [{"name": " "}, {"name": "x" * 201}, {"email": "anna"}, {"email": "a b@c.pl"}, {"email": "a@b.pl\0"}],
)
def test_malformed_names_and_addresses_are_refused(fields: dict[str, Any]):
    with pytest.raises(FieldRefused) as no:
        a_person(**fields)
    assert no.value.errors[0]["field"] in fields


@pytest.mark.parametrize(
    ("zone", "language"),
    [
        ("Warsaw", "pl"),
        ("Europe", "pl"),
        ("localtime", "pl"),
        ("Factory", "pl"),
        ("posix/UTC", "pl"),
        ("UTC", "polish language"),
        ("UTC", "xx"),
        ("UTC", "de"),
    ],
)
def test_unknown_zones_and_languages_are_refused(zone: str, language: str):
    with pytest.raises(FieldRefused):
        a_person().settle_in(zone, language)


def test_nobody_is_lifted_above_the_one_who_lifts():
    agent = a_person(role="agent")
    with pytest.raises(RoleAboveOwn):
        agent.grant("owner", "admin", is_last_owner=False)
    agent.grant("admin", "admin", is_last_owner=False)
    assert agent.role == "admin"


def test_a_new_person_without_a_password_is_told_too():
    assert len(happened(Person.join(uuid4(), "Anna", "anna@example.com", "agent", "owner"))) == 1


def test_a_person_can_have_another_name_address_and_password():
    person = a_person()
    person.rename(" Ania ")
    person.move_mail("ania@example.com")
    person.set_password("hash", NOW)
    (event,) = happened(person)
    assert (event.person.name, event.person.email, person.password_hash) == (
        "Ania",
        "ania@example.com",
        "hash",
    )


def test_deactivating_again_keeps_the_first_instant():
    person = a_person()
    person.deactivate("owner", is_last_owner=False, now=YESTERDAY)
    happened(person)
    person.deactivate("owner", is_last_owner=False, now=NOW)
    assert person.tokens_valid_from == YESTERDAY
    assert happened(person) == []


def test_zone_and_language_are_kept():
    person = a_person()
    person.settle_in("Europe/Warsaw", "pl")
    assert (person.time_zone, person.language) == ("Europe/Warsaw", "pl")


def test_the_longest_name_is_taken():
    assert len(a_person(name="x" * 100).name) == 100


def test_what_was_good_when_it_was_set_stands_in_no_later_change_s_way():
    person = a_person()
    person.language = "pt-BR"
    person.settle_in(time_zone="Europe/Warsaw")
    assert (person.time_zone, person.language) == ("Europe/Warsaw", "pt-BR")
