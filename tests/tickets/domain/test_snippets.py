"""Pieces of text around what was found, and words that are a slip away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tickets.domain.searching import fold
from services.tickets.domain.slips import is_slip_of
from services.tickets.domain.snippets import marks_in, snippet_of


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=5).map(fold), min_size=1, max_size=3))
def test_marks_are_in_order_inside_the_text_and_none_is_over_another(text: str, words: list[str]):
    if found := snippet_of([text], words):
        last = 0
        for start, end in found.marks:
            assert last <= start < end <= len(found.text)
            last = end
        assert "".join(piece for piece, _ in found.parts) == found.text


@pytest.mark.parametrize(
    ("text", "word", "marked"),
    [("Zażółć gęślą", "zolc", "żółć"), ("Straße", "strasse", "Straße"), ("e\u0301te", "ete", "e\u0301te"),
     ("AaAa", "aa", "AaAa"), ("ﬁre", "fi", "ﬁ")],
)  # fmt: skip
def test_a_mark_stands_on_the_text_as_it_was_written(text: str, word: str, marked: str):
    assert "".join(text[start:end] for start, end in marks_in(text, [word])) == marked


@pytest.mark.parametrize(
    "typed", ["pinter", "prinnter", "prniter", "printor", "printe", "rinter", "printery"]
)
def test_one_slip_is_forgiven(typed: str):
    assert is_slip_of(typed, "printer")


@pytest.mark.parametrize("typed", ["painters", "poind", "pinner", "scanner", "pritnre"])
def test_two_are_not(typed: str):
    assert not is_slip_of(typed, "printer")
