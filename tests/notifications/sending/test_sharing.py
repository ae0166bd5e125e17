"""Places are shared so that mailboxes with slow servers leave some to others."""

from uuid import UUID

import pytest

from services.notifications.sending.sharing import MOST_OF_ONE, leaves_some, rooms

DESKS = [UUID(int=number) for number in range(1, 12)]


@pytest.mark.parametrize(
    ("places", "others", "held", "room"),
    [
        (64, 0, 0, 16),
        (64, 0, 10, 6),
        (64, 0, 16, 0),
        (64, 48, 0, 8),
        (64, 48, 8, 0),
        (64, 63, 0, 1),
        (16, 0, 0, 8),
        (16, 0, 8, 0),
        (2, 0, 0, 1),
        (1, 0, 0, 1),
        (1, 0, 1, 0),
    ],
)
def test_a_mailbox_has_no_more_than_are_left_to_others(places: int, others: int, held: int, room: int):
    busy = {DESKS[0]: held, DESKS[1]: others}
    assert rooms(places, busy, DESKS[:1]) == {DESKS[0]: room}


def test_many_slow_servers_leave_a_place_for_the_next():
    busy: dict[UUID, int] = {}
    for slow in DESKS[:7]:
        busy[slow] = busy.get(slow, 0) + rooms(64, busy, [slow])[slow]
    assert sum(busy.values()) < 64
    assert max(busy.values()) == MOST_OF_ONE
    assert rooms(64, busy, DESKS[8:9])[DESKS[8]] >= 1


@pytest.mark.parametrize(
    ("room", "shares", "found", "is_left"),
    [
        (64, {}, {}, False),
        (64, {0: 16}, {0: 15}, False),
        (64, {0: 16}, {0: 16}, True),
        (64, {0: 0}, {}, True),
        (64, {}, {0: 1}, True),
        (64, {0: 16}, {0: 3, 1: 1}, True),
        (4, {0: 16, 1: 16}, {0: 2, 1: 2}, True),
    ],
)
def test_a_claim_leaves_some_where_a_mailbox_or_all_of_them_had_no_more_room(
    room: int, shares: dict[int, int], found: dict[int, int], is_left: bool
):
    named = [{DESKS[key]: number for key, number in each.items()} for each in (shares, found)]
    assert leaves_some(room, *named) is is_left
