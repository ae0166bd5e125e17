"""Whose turn it is, and who is at work."""

from collections import Counter
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.tickets.domain.turns import Candidate, choose, is_at_work
from shared.contracts.parts import Leave, WorkHours
from tests.builders import NOW

A, B, C, D = (UUID(int=n) for n in range(1, 5))
CHRISTMAS = (Leave(first=date(2026, 12, 24), last=date(2026, 12, 26)),)
OFFICE = WorkHours(thu=(("09:00", "12:00"), ("13:00", "24:00")), fri=(("00:00", "06:00"),))


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "at_work"),
    [
        (on(5, 7, 59), False),
        (on(5, 8), True),
        (on(5, 10, 59), True),
        (on(5, 11), False),
        (on(5, 12), True),
        (on(5, 22, 59), True),
        (on(5, 23, 30), True),
        (on(6, 4, 59), True),
        (on(6, 5), False),
        (on(7, 12), False),
    ],
)
def test_hours_are_told_by_the_clock_on_their_own_wall(now: datetime, at_work: bool):
    """The 5th of March 2026 is a Thursday; Warsaw is an hour ahead."""
    assert is_at_work(Candidate(A, "Europe/Warsaw", OFFICE), now) is at_work


def test_the_clock_is_put_forward_with_them():
    hours = WorkHours(mon=(("09:00", "17:00"),))
    warsaw = Candidate(A, "Europe/Warsaw", hours)
    assert not is_at_work(warsaw, on(23, 7, 30))
    assert is_at_work(warsaw, on(30, 7, 30))


@pytest.mark.parametrize(
    ("now", "at_work"),
    [
        (datetime(2026, 12, 23, 14, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 23, 15, 0, tzinfo=UTC), False),
        (datetime(2026, 12, 26, 14, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 26, 15, 0, tzinfo=UTC), True),
    ],
)
def test_leave_lasts_from_their_first_midnight_to_their_last(now: datetime, at_work: bool):
    assert is_at_work(Candidate(A, "Asia/Tokyo", leave=CHRISTMAS), now) is at_work


def some(*turns: int, away: tuple[int, ...] = ()) -> list[Candidate]:
    off = (Leave(first=NOW.date(), last=NOW.date()),)
    return [
        Candidate(UUID(int=n), turn=turn, leave=off if n in away else ())
        for n, turn in enumerate(turns, start=1)
    ]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (some(0, 0, 0), [A, B, C, A]),
        (some(4, 5, 3), [C, A, B, C]),
        (some(3, 4, 5), [A, B, C, A]),
        (some(4, 5, 3, away=(3,)), [A, B, A, B]),
        (some(4, 5, 3, away=(2,)), [C, A, C, A]),
        (some(4, 0, 0, 3), [B, C, D, A]),
        (some(0, 0, away=(1, 2)), []),
        ([], []),
    ],
)
def test_one_after_the_other_goes_on_behind_the_last(people: list[Candidate], expected: list[UUID]):
    assert choose("round_robin", list(reversed(people)), 4, NOW, given=5) == expected


def test_who_has_the_fewest_gets_the_next_and_of_equals_who_waited_longest():
    people = [Candidate(A, load=3, turn=1), Candidate(B, load=1, turn=7), Candidate(C, load=1, turn=4)]
    assert choose("least_open", people, 6, NOW, given=7) == [C, B, C, B, A, C]


def test_many_at_once_are_spread_by_load():
    people = [Candidate(A, load=10), Candidate(B), Candidate(C)]
    assert Counter(choose("least_open", people, 50, NOW)) == {A: 10, B: 20, C: 20}
