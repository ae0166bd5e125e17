from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tickets.domain import errors, numbering
from tests.builders import NOW

COUNTERS = ["nr", "nr-m", "nr-y", "nr:3", "nr-m:4", "nr-y:2"]
LITERALS = st.text(alphabet="#-_.:+ABtz09żЖ", max_size=6)
INSTANTS = st.integers(946_684_800, 4_102_444_799).map(lambda second: datetime.fromtimestamp(second, UTC))


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """Patterns of every shape that is accepted: year, month and counter in any order, anything between."""
    variables = draw(st.permutations(["yyyy", "mm", draw(st.sampled_from(COUNTERS))]))
    literals = [draw(LITERALS) for _ in range(4)]
    return literals[0] + "".join(
        f"{{{{{name}}}}}{after}" for name, after in zip(variables, literals[1:], strict=True)
    )


def first(pattern: str, counter: int = 1, now: datetime = NOW, zone: str = "UTC") -> str:
    return numbering.numbers(pattern, now, zone, counter, 1)[0]


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("T-{{nr:3}}", "T-007"),
        ("#T-{{nr:3}}", "#T-007"),
        ("{{nr}}", "7"),
        ("SUP-{{yy}}-{{mm}}-{{nr-m}}", "SUP-26-03-7"),
        ("#SUP-{{yyyy}}-{{nr-y:3}}", "#SUP-2026-007"),
        ("{{ nr }}.{{ mm }}", "7.03"),
    ],
)
def test_a_pattern_writes_numbers(pattern: str, number: str):
    numbering.check(pattern)
    assert first(pattern, 7) == number


def test_a_batch_of_numbers_goes_on_counting_beyond_its_padding():
    assert numbering.numbers("T-{{nr:2}}", NOW, "UTC", 98, 4) == ["T-98", "T-99", "T-100", "T-101"]


@pytest.mark.parametrize(
    ("pattern", "error"),
    [
        ("T-001", errors.NumberPatternWithoutCounter),
        ("", errors.NumberPatternWithoutCounter),
        ("{{yy}}-{{mm}}", errors.NumberPatternWithoutCounter),
        ("T-{{nr-m}}", errors.NumberPatternRepeats),
        ("{{yy}}-{{nr-m}}", errors.NumberPatternRepeats),
        ("{{mm}}-{{nr-m}}", errors.NumberPatternRepeats),
        ("{{mm}}-{{nr-y}}", errors.NumberPatternRepeats),
        ("T-{{nr-d}}", errors.NumberPatternUnknownVariable),
        ("T-{{nr}}{{dd}}", errors.NumberPatternUnknownVariable),
        ("T-{{nr:0}}", errors.NumberPatternUnknownVariable),
        ("T-{{yy:3}}{{nr}}", errors.NumberPatternUnknownVariable),
        ("T-{{}}{{nr}}", errors.NumberPatternUnknownVariable),
        ("{{nr}}{{nr-m}}", errors.NumberPatternRefused),
        ("T/{{nr}}", errors.NumberPatternRefused),
        ("T {{nr}}", errors.NumberPatternRefused),
        ("T\n{{nr}}", errors.NumberPatternRefused),
        ("{{nr}}}}", errors.NumberPatternRefused),
        ("<b>{{nr}}", errors.NumberPatternRefused),
        ("x" * 60 + "{{nr}}", errors.NumberPatternRefused),
    ],
)
def test_a_pattern_that_cannot_name_tickets_is_refused(pattern: str, error: type):
    with pytest.raises(error) as no:
        numbering.check(pattern)
    assert type(no.value) is error
    assert no.value.errors[0]["field"] == "number_pattern"


def test_the_codes_are_the_documented_ones():
    assert errors.NumberPatternWithoutCounter.code == "number_pattern_without_counter"
    assert errors.NumberPatternRepeats.code == "number_pattern_repeats"
    assert errors.NumberPatternUnknownVariable.code == "number_pattern_unknown_variable"


@pytest.mark.parametrize(
    ("pattern", "key"), [("{{nr}}", ""), ("{{yy}}{{mm}}{{nr-m}}", "2026-01"), ("{{yy}}-{{nr-y}}", "2026")]
)
def test_the_counters_range_follows_the_desks_calendar(pattern: str, key: str):
    almost_new_year = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert numbering.period(pattern, almost_new_year, "Europe/Warsaw") == key


def test_the_date_in_a_number_is_the_desks_own():
    almost_new_year = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert first("{{yy}}{{mm}}-{{nr-m}}", now=almost_new_year, zone="Europe/Warsaw") == "2601-1"
    assert first("{{yy}}{{mm}}-{{nr-m}}", now=almost_new_year) == "2512-1"


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("#T-{{nr:3}}", "Re: [#T-001] printer", ["#T-001"]),
        ("#T-{{nr:3}}", "Re:#t-1234!", ["#T-1234"]),
        ("T-{{nr:3}}", "AT-001 T-0011 T-01 T-000 T-001x", []),
        ("T-{{nr:3}}", "T-001, then T-002 and t-001", ["T-001", "T-002"]),
        ("SUP-{{yy}}-{{mm}}-{{nr-m}}", "sup-26-13-1 SUP-26-12-1", ["SUP-26-12-1"]),
        ("T-{{nr}}", "T-" + "9" * 5000, []),
        ("T-{{nr}}", "T-١٢٣", []),
    ],
)
def test_numbers_are_found_in_free_text(pattern: str, text: str, found: list[str]):
    assert numbering.parse(pattern, text) == found


@given(pattern=patterns(), counter=st.integers(1, 10**9), now=INSTANTS)
def test_a_number_that_was_written_is_found_again(pattern: str, counter: int, now: datetime):
    numbering.check(pattern)
    number = first(pattern, counter, now)
    assert numbering.parse(pattern, f"Re: ({number}) printer") == [number]
    assert numbering.parse(pattern, number.upper()) == [number]


@given(
    pattern=patterns(), counters=st.tuples(st.integers(1, 9999), st.integers(1, 9999)), a=INSTANTS, b=INSTANTS
)
def test_two_numbers_are_equal_only_within_one_range_and_for_one_count(pattern, counters, a, b):
    ours, theirs = (
        (numbering.period(pattern, now, "UTC"), counter)
        for now, counter in zip((a, b), counters, strict=True)
    )
    written = [first(pattern, counter, now) for now, counter in zip((a, b), counters, strict=True)]
    assert ours == theirs or written[0] != written[1]


def test_the_longest_pattern_is_taken():
    numbering.check("x" * 54 + "{{nr}}")
