"""What travels beside a person's role, and what it means to a writer and a reader of different ages."""

import json
from typing import Any

import pytest
from pydantic import ValidationError
from uuid_utils.compat import uuid7

from shared.contracts.organization import AgentChanged
from shared.contracts.parts import PersonState
from shared.contracts.permissions import BY_ROLE, PERMISSIONS, UnknownPermission, permissions_of, roles_with
from tests.builders import NOW

OF_TOMORROW = "ticket.read_aloud"


def told(**person: Any) -> PersonState:
    """Somebody as an event told of them."""
    whole = {"id": str(uuid7()), "name": "Anna", "email": "anna@example.com", "version": 1} | person
    event = AgentChanged.from_wire(json.dumps({"person": whole}).encode(), uuid7(), NOW)
    assert isinstance(event, AgentChanged)
    return event.person


@pytest.mark.parametrize("role", BY_ROLE)
def test_a_writer_that_names_no_permissions_means_what_the_role_brings(role: str):
    assert told(role=role).permissions == BY_ROLE[role]


def test_what_the_four_roles_bring():
    assert BY_ROLE["owner"] == BY_ROLE["admin"] == set(PERMISSIONS)
    assert BY_ROLE["guest"] == set()
    assert BY_ROLE["agent"] < BY_ROLE["admin"]
    assert roles_with("desk.manage") == {"owner", "admin"}
    assert roles_with("ticket.reply") == {"owner", "admin", "agent"}


def test_of_the_four_roles_the_reader_believes_its_own_table():
    assert told(role="guest", permissions=["desk.manage"]).permissions == set()
    assert told(role="agent", permissions=["ticket.read"]).permissions == BY_ROLE["agent"]


def test_another_role_brings_what_was_told_beside_it_and_nothing_by_its_name():
    assert told(role="light_agent", permissions=["ticket.read"]).permissions == {"ticket.read"}
    assert told(role="light_agent").permissions == set()


@pytest.mark.parametrize("role", ["agent", "light_agent"])
def test_a_permission_of_tomorrow_is_kept_and_sent_on(role: str):
    person = told(role=role, permissions=[OF_TOMORROW])
    assert OF_TOMORROW in person.permissions
    written = json.loads(AgentChanged(person=person).to_wire())["person"]["permissions"]
    assert OF_TOMORROW in written
    assert written == sorted(written)


@pytest.mark.parametrize(
    "wrong", ["ticket.read", [5], ["two words"], [""], ["x" * 51], ["<b>"], {"a": 1}, None]
)
def test_what_is_no_list_of_names_is_malformed(wrong: object):
    with pytest.raises(ValidationError):
        told(role="agent", permissions=wrong)


def test_a_slip_in_a_name_is_found():
    with pytest.raises(UnknownPermission, match=r"ticket\.raed"):
        roles_with("ticket.raed")
    assert permissions_of("agent", ["ticket.raed"]) == BY_ROLE["agent"] | {"ticket.raed"}
