from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from shared.language import language_named
from shared.panel.words import (
    Reader,
    age,
    clock,
    day,
    filekind,
    filesize,
    initials,
    iso,
    paragraphs,
    reader,
    thousands,
    tone,
    when,
    zone,
)

NOW = datetime(2026, 6, 16, 9, 30, tzinfo=UTC)  # a Tuesday; 11:30 in Warsaw


@contextmanager
def reading(language="en", place="Europe/Warsaw"):
    token = reader.set(Reader(zone(place), language_named(language), NOW))
    try:
        yield
    finally:
        reader.reset(token)


@pytest.mark.parametrize(
    ("instant", "english", "polish"),
    [
        (NOW - timedelta(minutes=22), "today 11:08", "dziś 11:08"),
        (NOW - timedelta(hours=12), "yesterday 23:30", "wczoraj 23:30"),
        (NOW + timedelta(days=1), "tomorrow 11:30", "jutro 11:30"),
        (NOW - timedelta(days=6), "Wed 10 Jun, 11:30", "śr 10 cze, 11:30"),
        (datetime(2025, 12, 31, 22, 30, tzinfo=UTC), "31 Dec 2025, 23:30", "31 gru 2025, 23:30"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "Thu 1 Jan, 00:30", "cz 1 sty, 00:30"),
    ],
)
def test_a_time_is_said_in_the_readers_zone_and_language(instant, english, polish):
    with reading():
        assert when(instant) == english
    with reading("pl"):
        assert when(instant) == polish


def test_a_day_and_a_time_of_day():
    with reading():
        assert (day(NOW), clock(NOW)) == ("Tuesday 16 June", "11:30")
        assert day(NOW - timedelta(days=366)) == "Sunday 15 June 2025"
    with reading("pl"):
        assert day(NOW) == "Wtorek 16 czerwca"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        when(datetime(2026, 6, 16))  # noqa: DTZ001


def test_an_unknown_zone_is_utc():
    with reading(place="Mars/Olympus"):
        assert clock(NOW) == "09:30"


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=-5), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=3, seconds=50), "3 min"),
        (timedelta(minutes=60), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=5, hours=4), "5 d"),
        (timedelta(days=800), "2 y"),
    ],
)
def test_an_age_is_one_number_and_one_unit(past, words):
    with reading():
        assert age(NOW - past) == words


def test_the_machines_time_is_utc():
    assert iso(NOW) == "2026-06-16T09:30:00+00:00"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Marta Wolska", "MW"),
        ("Anna Maria Łoś", "AŁ"),
        ("Integrations", "In"),
        ("o'Neil", "ON"),
        ("", "?"),
        ("—", "?"),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_a_tone_is_one_of_six_and_stays():
    assert {tone(f"person {n}") for n in range(100)} == {1, 2, 3, 4, 5, 6}
    assert tone("Marta Wolska") == tone("Marta Wolska")


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KB"),
        (84_000, "82.1 KB"),
        (1_812_000, "1.8 MB"),
        ((1 << 20) - 1, "1 MB"),
        (10 << 20, "10 MB"),
        ((10 << 20) + 1, "10.1 MB"),
        (10_400_000, "10 MB"),
    ],
)
def test_a_file_size(size, words):
    assert filesize(size) == words


@pytest.mark.parametrize(("name", "kind"), [("a.pdf", "PDF"), ("archive.tar.gz", "GZ"), ("README", "FILE")])
def test_a_file_kind(name, kind):
    assert filekind(name) == kind


def test_a_count():
    assert thousands(2431) == "2,431"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one", "<p>one</p>"),
        ("one\ntwo\r\n\r\nthree", "<p>one<br>two</p><p>three</p>"),
        ("<b>&", "<p>&lt;b&gt;&amp;</p>"),
        ("  \n\n", ""),
    ],
)
def test_plain_text_becomes_safe_paragraphs(text, html):
    assert str(paragraphs(text)) == html
