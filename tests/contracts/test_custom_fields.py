"""What a field of a desk's own takes, wherever it is typed."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.custom_fields import CustomField, as_typed, in_words, is_missing, read_value

CHOICES = ("Basic", "Pro")


def a_field(kind: str, **more: Any) -> CustomField:
    told = {
        "id": UUID(int=1),
        "key": "k",
        "name": "K",
        "kind": kind,
        "choices": CHOICES if kind == "choice" else (),
    }
    return CustomField.model_validate(told | more)


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", "  A\n17 \u200b", "A 17 \u200b"),
        ("text", "x" * 1000, "x" * 1000),
        ("number", "12.50", 12.5),
        ("number", 12.5, 12.5),
        ("number", " -7 ", -7),
        ("number", 5.0, 5),
        ("number", "1e3", 1000),
        ("number", "0.000000000000001", 1e-15),
        ("number", "123456789012345", 123456789012345),
        ("number", "-0", 0),
        ("choice", " Pro", "Pro"),
        ("date", "2028-02-29", "2028-02-29"),
        ("checkbox", "on", True),
        ("checkbox", False, False),
        ("checkbox", "0", False),
        ("text", "", None),
        ("number", " ", None),
        ("checkbox", None, None),
    ],
)
def test_what_is_given_is_kept_in_one_form(kind: str, given: Any, kept: Any):
    found = read_value(a_field(kind), given)
    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", "x" * 1001),
        ("text", 5),
        ("number", "12,5"),
        ("number", "1_000"),
        ("number", "٣"),
        ("number", "nan"),
        ("number", float("inf")),
        ("number", True),
        ("number", "1234567890123456"),
        ("number", "0.1234567890123456"),
        ("number", "1e15"),
        ("number", "1e-16"),
        ("number", "1e999"),
        ("number", "9" * 5000),
        ("choice", "pro"),
        ("choice", 1),
        ("date", "2026-02-30"),
        ("date", "20260131"),
        ("date", "31.01.2026"),
        ("date", 20260131),
        ("checkbox", "maybe"),
        ("checkbox", 1),
    ],
)
def test_what_does_not_fit_is_refused(kind: str, given: Any):
    with pytest.raises(ValueError, match=r"^[A-Z]"):
        read_value(a_field(kind), given)


@pytest.mark.parametrize("typed", ["0.1", "99999.99999", "0.30000000000004", "-123456789.123456", "1.0e-7"])
def test_a_number_stays_what_it_was_to_the_last_digit(typed: str):
    assert Decimal(as_typed(read_value(a_field("number"), typed))) == Decimal(typed)


def test_a_required_box_has_to_be_ticked():
    box, line = a_field("checkbox"), a_field("text")
    assert [is_missing(box, each) for each in (None, False, True)] == [True, True, False]
    assert [is_missing(line, each) for each in (None, "x")] == [True, False]


def test_a_value_is_shown_without_signs_of_a_program():
    assert [in_words(each) for each in (True, False, 1e-7, 12, "A")] == ["yes", "no", "0.0000001", "12", "A"]
    assert [as_typed(each) for each in (True, False, None)] == ["true", "false", ""]
