"""What people type to search."""

from contextlib import suppress
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tickets.domain.errors import UnknownQueryValue
from services.tickets.domain.query import LONGEST, OPERATORS, Term, parse, plain_words, printed, understood

WARSAW = ZoneInfo("Europe/Warsaw")
PIECES = st.sampled_from(
    [
        *(f"{name}:" for name in OPERATORS),
        '"',
        "-",
        ":",
        " ",
        "\t",
        "(",
        ")",
        "open",
        "2026-01-01",
        ">",
        "ſ",
        "é",
    ]
)
TYPED = st.lists(PIECES | st.text(max_size=5), max_size=60).map("".join)


@given(TYPED)
def test_any_text_is_a_query_and_printing_it_is_stable(text: str):
    terms = parse(text)
    assert parse(printed(terms)) == terms
    assert printed(parse(printed(terms))) == printed(terms)


@given(TYPED)
def test_any_value_is_understood_or_refused_by_name(text: str):
    for term in parse(text):
        with suppress(UnknownQueryValue):
            understood(term, WARSAW)


@pytest.mark.parametrize("piece", ['"', "a:", '-"', "status:", "created:>", '"a" ', "(", "-", "\u0301", "a "])
def test_the_longest_query_is_read_at_once(piece: str):
    begun = process_time()
    parse(piece * LONGEST)
    assert process_time() - begun < 0.3


def test_words_quotes_minus_and_operators_are_told_apart():
    found = parse('fire "on the roof" -rain -"no way" STATUS:open -tag:"two words" http://x status: 12" -')
    assert found == (
        Term("", "fire"),
        Term("", "on the roof", exact=True),
        Term("", "rain", negated=True),
        Term("", "no way", negated=True, exact=True),
        Term("status", "open"),
        Term("tag", "two words", negated=True, exact=True),
        Term("", "http://x"),
        Term("", "status:"),
        Term("", '12"'),
        Term("", "-"),
    )
    assert plain_words(found)[:2] == ["fire", "on the roof"]


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("2026-03-29", "2026-03-28T23:00:00+00:00", "2026-03-29T22:00:00+00:00"),
        (">2026-01-01", "2026-01-01T23:00:00+00:00", None),
        (">=2026-01-01", "2025-12-31T23:00:00+00:00", None),
        ("<2026-01-01", None, "2025-12-31T23:00:00+00:00"),
        ("<=2026-01-01", None, "2026-01-01T23:00:00+00:00"),
    ],
)
def test_a_day_is_one_of_the_reader(asked: str, start: str | None, end: str | None):
    span = understood(Term("created", asked), WARSAW)
    told = [each and each.astimezone(ZoneInfo("UTC")).isoformat() for each in (span.start, span.end)]
    assert told == [start, end]


@pytest.mark.parametrize(
    "typed", ["status:foo", "priority:9", "channel:fax", "has:money", "is:late", "created:soon", "created:2026-02-30",
              "updated:>9999-12-31", "created:0001-01-01"]
)  # fmt: skip
def test_a_value_that_nothing_has_is_named(typed: str):
    with pytest.raises(UnknownQueryValue, match=typed.split(":")[1]):
        understood(parse(typed)[0], WARSAW)
