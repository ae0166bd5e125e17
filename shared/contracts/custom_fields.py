"""A desk's own fields: how they are told, and the one rule by which every service reads what somebody gives for one."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from shared.contracts.event import Part
from shared.contracts.tomorrow import kept
from shared.text import one_line, shows_nothing

MAX_TEXT = 1000
MAX_DIGITS = 15
"""So many digits stay what they are in every program that reads JSON numbers as binary ones (IEEE 754 doubles)."""

NUMBER = re.compile(r"[+-]?(\d{1,40}\.?\d{0,40}|\.\d{1,40})(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
TICKED = {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}
"""What forms send for a box."""

FieldValue = bool | int | float | str
"""What a field holds: a number is whole or has a fraction, a date is ISO 8601 text."""


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"
    CHECKBOX = "checkbox"


class CustomField(Part):
    """A desk's own field. `key` is its name for programs; one that is not `in_widget` is nothing for customers."""

    id: UUID
    key: str
    name: str
    kind: Annotated[FieldKind, kept(FieldKind)]
    choices: tuple[str, ...] = ()
    required: bool = False
    in_widget: bool = False


class TypedField(Part):
    """What a customer gave for a field, and what the field was called then."""

    id: UUID
    key: str
    name: str
    value: FieldValue

    @property
    def in_words(self) -> str:
        """What was given, in a line of text."""
        return in_words(self.value)


def read_value(field: CustomField, given: Any) -> FieldValue | None:
    """What was given, as it is kept, or None for nothing; raises ValueError with a sentence for people."""
    if given is None or (isinstance(given, str) and shows_nothing(given)):
        return None
    return READ.get(field.kind, _text)(given, field)


def is_missing(field: CustomField, value: FieldValue | None) -> bool:
    """Whether a required field is still to be filled in: a required box has to be ticked."""
    return value is None or (field.kind == FieldKind.CHECKBOX and value is False)


def in_words(value: Any) -> str:
    """A value in a line of text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{Decimal(str(value)):f}" if isinstance(value, float) else str(value)


def as_typed(value: Any) -> str:
    """A value as forms carry it; nothing is empty."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else in_words(value)


def _text(given: Any, _: CustomField) -> str:
    if not isinstance(given, str):
        raise ValueError("Use text")
    line = one_line(given)
    if len(line) > MAX_TEXT:
        raise ValueError(f"At most {MAX_TEXT} characters")
    return line


def _number(given: Any, _: CustomField) -> int | float:
    typed = str(given).strip() if isinstance(given, str | int | float) and not isinstance(given, bool) else ""
    if not NUMBER.fullmatch(typed):
        raise ValueError("Use a number such as 12.5")
    exact = Decimal(typed)
    digits = "".join(map(str, exact.as_tuple().digits)).strip("0")
    if len(digits) > MAX_DIGITS or (exact and not -MAX_DIGITS <= exact.adjusted() < MAX_DIGITS):
        raise ValueError(f"Use a number of at most {MAX_DIGITS} digits")
    return int(exact) if exact == int(exact) else float(exact)


def _choice(given: Any, field: CustomField) -> str:
    if not isinstance(given, str) or (line := one_line(given)) not in field.choices:
        raise ValueError("Choose one from the list")
    return line


def _date(given: Any, _: CustomField) -> str:
    typed = given.strip() if isinstance(given, str) else ""
    try:
        if DAY.fullmatch(typed):
            return date.fromisoformat(typed).isoformat()
    except ValueError:
        pass  # such as the 31st of February
    raise ValueError("Use a date such as 2026-01-31")


def _checkbox(given: Any, _: CustomField) -> bool:
    ticked = TICKED.get(given.strip().lower()) if isinstance(given, str) else given
    if not isinstance(ticked, bool):
        raise ValueError("Use true or false")
    return ticked


READ: dict[str, Callable[[Any, CustomField], FieldValue]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.CHOICE: _choice,
    FieldKind.DATE: _date,
    FieldKind.CHECKBOX: _checkbox,
}
