"""What hours and leave may say, and how people type them."""

from datetime import date

import pytest

from services.organization.domain.errors import FieldRefused
from services.organization.domain.working_time import kept_hours, kept_leave
from services.organization.panel.working_time import shown_hours, shown_leave, typed_hours, typed_leave


def test_a_day_has_one_time_of_work_or_several_in_order():
    given = {"Monday": ["09:00", "17:00"], "fri": [["13:00", "24:00"], ["09:00", "12:30"]], "sun": []}
    assert kept_hours(given) == {"mon": [["09:00", "17:00"]], "fri": [["09:00", "12:30"], ["13:00", "24:00"]]}


@pytest.mark.parametrize(
    "hours",
    [
        {"funday": ["09:00", "17:00"]},
        {"mon": ["09:00", "17:00"], "monday": []},
        {"mon": ["17:00", "09:00"]},
        {"mon": ["09:00", "09:00"]},
        {"mon": ["9:00", "17:00"]},
        {"mon": ["09:00", "24:30"]},
        {"mon": ["09:00"]},
        {"mon": [["09:00", "17:00"], "18:00"]},
        {"mon": [["09:00", "12:00"], ["11:00", "13:00"]]},
        {"mon": [[f"{hour:02}:00", f"{hour:02}:30"] for hour in range(7)]},
    ],
)
def test_hours_that_no_clock_shows_are_refused(hours: dict):
    with pytest.raises(FieldRefused) as no:
        kept_hours(hours)
    assert no.value.errors[0]["field"] == "work_hours"


def test_leave_is_kept_in_order_and_ends_after_it_begins():
    may, june = (date(2026, 5, 1), date(2026, 5, 3)), (date(2026, 6, 1), date(2026, 6, 1))
    kept = kept_leave([june, may])
    assert [each["first"] for each in kept] == ["2026-05-01", "2026-06-01"]
    with pytest.raises(FieldRefused):
        kept_leave([(may[1], may[0])])
    with pytest.raises(FieldRefused):
        kept_leave([may] * 101)


def test_what_is_shown_is_what_may_be_typed():
    typed = typed_hours("mon-wed 9-12:30, 13:00–17\n\nFriday: 08:00-24:00\n")
    hours = kept_hours(typed)
    assert shown_hours(hours).splitlines()[2:] == ["wed 09:00-12:30, 13:00-17:00", "fri 08:00-24:00"]
    assert kept_hours(typed_hours(shown_hours(hours))) == hours
    leave = kept_leave(typed_leave("2026-12-24 - 2026-12-31\n2026-05-01"))
    assert shown_leave(leave) == "2026-05-01\n2026-12-24 - 2026-12-31"


@pytest.mark.parametrize("line", ["mondays", "fri-mon 9-17", "mon-xyz 9-17", "9-17"])
def test_a_line_of_hours_that_says_nothing_is_refused(line: str):
    with pytest.raises(FieldRefused, match=line):
        typed_hours(line)


@pytest.mark.parametrize("line", ["Christmas", "2026-02-30", "2026-12-24 - soon"])
def test_a_line_of_leave_that_says_nothing_is_refused(line: str):
    with pytest.raises(FieldRefused, match=line):
        typed_leave(line)
