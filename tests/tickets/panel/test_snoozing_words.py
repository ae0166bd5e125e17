"""Moments said in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from services.tickets.domain.moments import Until, presets, read_words

WARSAW = ZoneInfo("Europe/Warsaw")
THURSDAY = datetime(2026, 3, 5, 13, 30, tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("tomorrow", "2026-03-06 08:00"),
        ("Tomorrow at 14:30", "2026-03-06 14:30"),
        ("thu 9am", "2026-03-12 09:00"),
        ("friday", "2026-03-06 08:00"),
        ("mon 12pm", "2026-03-09 12:00"),
        ("next week", "2026-03-09 08:00"),
        ("in 3 days", "2026-03-08 08:00"),
        ("2 weeks 10:15", "2026-03-19 10:15"),
        ("in 45 min", "2026-03-05 14:15"),
        ("2h", "2026-03-05 15:30"),
        ("16:00", "2026-03-05 16:00"),
        ("9am", "2026-03-06 09:00"),
    ],
)
def test_words_name_a_moment_of_the_desk(words, moment):
    assert f"{read_words(words, THURSDAY):%Y-%m-%d %H:%M}" == moment


@pytest.mark.parametrize(
    "words", ["", "soon", "thu 25:00", "in 2 h later", "in 3 days sharp", "99", "tomorrow x"]
)
def test_other_words_name_none(words):
    with pytest.raises(ValueError):
        read_words(words, THURSDAY)


def test_a_date_is_the_desks_and_not_the_servers():
    until = Until(date="2026-07-01", time="09:00").instant(THURSDAY, "Europe/Warsaw")
    assert until.isoformat() == "2026-07-01T09:00:00+02:00"


def test_presets_are_in_the_future_and_in_order():
    instants = [datetime.fromisoformat(value) for value, _, _ in presets(THURSDAY, "Europe/Warsaw")]
    assert instants[0] > THURSDAY
    assert instants == sorted(instants)
