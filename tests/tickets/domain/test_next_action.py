"""Why a ticket is on a list."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.tickets.domain.next_action import Next, NextAction, next_action
from shared.language import said_in

NOW = datetime(2026, 7, 1, tzinfo=UTC)
SOON, BEFORE = NOW + timedelta(days=1), NOW - timedelta(days=1)
MINE = {
    "undelivered": False,
    "tell_customer": False,
    "snoozed_until": None,
    "status": "open",
    "assignee_id": uuid4(),
}


@pytest.mark.parametrize(
    ("more", "code", "due"),
    [
        ({}, "answer_customer", None),
        ({"assignee_id": None}, "to_assign", None),
        ({"status": "in_progress"}, "go_on", None),
        ({"status": "waiting"}, "waiting_for_customer", None),
        ({"status": "waiting", "assignee_id": None}, "to_assign", None),
        ({"status": "resolved", "assignee_id": None}, "nothing", None),
        ({"status": "resolved", "tell_customer": True}, "tell_customer", None),
        ({"snoozed_until": SOON}, "asleep", SOON),
        ({"snoozed_until": BEFORE}, "woken", BEFORE),
        ({"snoozed_until": SOON, "undelivered": True, "tell_customer": True}, "undelivered", None),
    ],
)
def test_a_row_says_what_is_to_be_done(more, code, due):
    assert next_action(MINE | more, NOW) == NextAction(Next(code), due)


def test_each_has_words():
    assert {f"next_action.{each}" for each in Next} <= said_in("pl").keys()
