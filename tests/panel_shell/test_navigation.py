"""The rail and the tabs are the same on every service's pages."""

import pytest
from uuid_utils.compat import uuid7

from shared.panel.navigation import (
    CAUGHT_MAIL,
    DESKS,
    DESKS_OF_RAIL,
    MAIL,
    PEOPLE,
    QUARANTINE,
    TASKS,
    desk_tabs,
    manage_items,
)
from shared.routes import owner
from tests.builders import an_asker


@pytest.mark.parametrize(
    ("role", "development", "items"),
    [
        ("owner", True, (MAIL, QUARANTINE, DESKS, PEOPLE, TASKS, CAUGHT_MAIL)),
        ("admin", False, (MAIL, QUARANTINE, DESKS, PEOPLE, TASKS)),
        ("agent", True, (MAIL, QUARANTINE, PEOPLE, TASKS, CAUGHT_MAIL)),
        ("agent", False, (MAIL, QUARANTINE, PEOPLE, TASKS)),
    ],
)
def test_what_stands_under_manage(role, development, items):
    assert manage_items(an_asker(role), development) == items


def test_what_one_may_is_what_counts_and_not_what_the_role_is_called():
    lead = an_asker("team_lead", permissions=frozenset({"desk.manage"}))
    assert DESKS in manage_items(lead, development=False)
    assert DESKS not in manage_items(an_asker("owner", permissions=frozenset()), development=False)
    assert MAIL not in manage_items(lead, development=False)


def test_every_address_belongs_to_the_service_that_has_it():
    owners = {
        item.key: owner(item.url) for item in (*manage_items(an_asker("owner"), True), *desk_tabs(uuid7()))
    }
    assert owners == {
        "inbox": "notifications", "quarantine": "widget", "desks": "tickets", "organization": "organization", "tasks": "organization", "caught": "notifications",
        "basics": "tickets", "fields": "tickets", "canned": "tickets", "mail": "notifications", "widget": "widget",
    }  # fmt: skip
    assert owner(DESKS_OF_RAIL) == "tickets"
    assert owner(MAIL.count_url) == "notifications"
