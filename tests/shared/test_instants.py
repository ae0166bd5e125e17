"""Instants that people may name, and cursors that carry them."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.cursor import from_cursor, to_cursor
from shared.errors import Invalid
from shared.instants import LATEST, Instant, clamped
from shared.panel.words import age, iso, when

READ = TypeAdapter(Instant).validate_python


@pytest.mark.parametrize(
    "given",
    [
        "1969-12-31T23:59:59Z", "2200-01-01T00:00:01Z", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-14:00",
        "2026-01-01T00:00:00", "tomorrow", "", 5, "5", "-5", 1767225600, "1767225600", 1e300, -1e18, float("nan"), float("inf"),
    ],
)  # fmt: skip
def test_an_instant_out_of_bounds_or_without_a_zone_is_refused(given):
    with pytest.raises(ValidationError):
        READ(given)


def test_an_instant_is_kept_in_utc():
    assert READ("2026-07-01T10:00:00+02:00") == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert READ("2026-07-01T10:00:00+02:00").tzinfo == UTC


def test_stored_instants_of_any_age_can_be_shown():
    for stored in (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)):
        assert when(stored)
        assert iso(stored)
        assert age(stored)
    assert clamped(datetime.max.replace(tzinfo=UTC)) == LATEST


def test_a_cursor_hands_back_what_it_was_made_of():
    at, row = datetime(2026, 1, 1, tzinfo=UTC), uuid4()
    assert from_cursor(to_cursor("rows", at, 3, row), "rows", Instant, int, UUID) == [at, 3, row]


@pytest.mark.parametrize(
    "cursor",
    [
        "x", "===", "ÿ", "bnVsbA", to_cursor("rows", 1), to_cursor("rows", "a", "b"), to_cursor("rows", [], {}),
        to_cursor("rows", None, None), to_cursor("others", datetime(2026, 1, 1, tzinfo=UTC), uuid4()),
        to_cursor("rows", "9999-01-01T00:00:00Z", "x"), "W" * 5000, to_cursor("rows", [[[[]]]], 1),
    ],
)  # fmt: skip
def test_a_foreign_or_damaged_cursor_is_invalid_input(cursor: str):
    with pytest.raises(Invalid):
        from_cursor(cursor, "rows", Instant, UUID)
