"""How a search that is being typed goes on."""

from datetime import date

import pytest

from services.tickets.domain.completing import Begun, begun, days_for, operators_for, values_for


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("", Begun("", "", "")),
        ("sta", Begun("", "", "sta")),
        ("fire sta", Begun("fire ", "", "sta")),
        ("fire -STATUS:Op", Begun("fire -", "status", "Op")),
        ('a assignee:"Anna No', Begun("a ", "assignee", "Anna No", True)),
        ('"exact sta', Begun("", "", "exact sta", True)),
        ("nothing:x", Begun("", "", "nothing:x")),
        ('tag:"a b"', Begun('tag:"a b"', "", "")),
    ],
)
def test_the_last_term_is_what_is_typed(text: str, term: Begun):
    assert begun(text) == term


@pytest.mark.parametrize(
    ("text", "operators"),
    [
        ("c", ["category", "channel", "created"]),
        ("fire -as", ["assignee"]),
        ("fire ", []),
        ('"c', []),
        ("x", []),
    ],
)
def test_operators_are_offered_by_their_beginning(text: str, operators: list[str]):
    assert operators_for(begun(text)) == operators


def test_all_operators_are_offered_for_nothing():
    assert operators_for(begun(""))[:3] == ["status", "priority", "assignee"]


def test_values_come_by_beginning_then_by_word_then_anywhere():
    known = ["Joanna", "Ewa Ann", "Änne", 'An "x"', "Bo"]
    assert values_for(begun("assignee:an"), known) == ["Änne", "Ewa Ann", "Joanna"]


@pytest.mark.parametrize(
    ("text", "word", "whole"),
    [("a -sta", "status", "a -status:"), ("tag:b", "big order", 'tag:"big order" '), ("is:", "open", "is:open "),
     ('tag:"v', "vip", 'tag:"vip" ')],
)  # fmt: skip
def test_a_term_goes_on_and_what_stands_before_it_stays(text: str, word: str, whole: str):
    assert begun(text).going_on(word) == whole


def test_days_are_spans_that_people_ask_for():
    today = date(2026, 3, 31)
    assert days_for(begun("created:>"), today) == [">=2026-03-24", ">=2026-03-01"]
