"""The rail and the tabs are the same on every service's pages."""

import pytest
from uuid_utils.compat import uuid7

from shared.panel.navigation import CAUGHT_MAIL, DESKS, DESKS_OF_RAIL, PEOPLE, TASKS, desk_tabs, manage_items
from shared.routes import owner


@pytest.mark.parametrize(
    ("role", "development", "items"),
    [
        ("owner", True, (DESKS, PEOPLE, TASKS, CAUGHT_MAIL)),
        ("admin", False, (DESKS, PEOPLE, TASKS)),
        ("agent", True, (PEOPLE, TASKS, CAUGHT_MAIL)),
        ("agent", False, (PEOPLE, TASKS)),
    ],
)
def test_what_stands_under_manage(role, development, items):
    assert manage_items(role, development) == items


def test_every_address_belongs_to_the_service_that_has_it():
    owners = {item.key: owner(item.url) for item in (*manage_items("owner", True), *desk_tabs(uuid7()))}
    assert owners == {
        "desks": "tickets", "organization": "organization", "tasks": "organization", "caught": "notifications",
        "basics": "tickets", "mail": "notifications", "widget": "widget",
    }  # fmt: skip
    assert owner(DESKS_OF_RAIL) == "tickets"
