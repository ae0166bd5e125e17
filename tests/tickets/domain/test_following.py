"""Until when an answer opens a ticket again, to the instant."""

from datetime import timedelta
from uuid import uuid4

import pytest

from shared.contracts.parts import Status
from tests.builders import NOW, RITA, a_ticket

INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize("days", [0, 1, 30])
def test_the_window_ends_behind_its_last_instant(days: int):
    ticket = a_ticket(status=Status.RESOLVED, resolved_at=NOW)
    last = NOW + timedelta(days=days)
    moments = (NOW, last, last + INSTANT, last + timedelta(days=1))
    assert [ticket.is_over(days, at) for at in moments] == [False, False, True, True]


def test_without_a_window_and_while_it_is_not_resolved_no_ticket_is_over():
    much_later = NOW + timedelta(days=4000)
    assert not a_ticket(status=Status.RESOLVED, resolved_at=NOW).is_over(None, much_later)
    assert not a_ticket(status=Status.WAITING).is_over(0, much_later)


def test_who_writes_is_led_to_what_began_with_their_own_words():
    old, first, second, theirs = (a_ticket() for _ in range(4))
    merged = uuid4()
    for each, asked_on in ((first, old.id), (theirs, merged), (second, old.id)):
        old.go_on_in(each, asked_on, RITA)
    assert [old.followed_for(each) for each in (old.id, merged, uuid4())] == [second.id, theirs.id, None]
    assert (theirs.follows or {})["through"] == str(merged)
    assert [str(each.through) for each in old.public_state.followed_by] == ["None", str(merged), "None"]
