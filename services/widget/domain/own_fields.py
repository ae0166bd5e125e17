"""What a visitor gives for the fields of a desk's own. Their page may be older than the desk: no word of theirs is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.contracts.custom_fields import (
    CustomField,
    FieldKind,
    TypedField,
    in_words,
    is_missing,
    read_value,
)
from shared.text import one_line, shows_nothing

MAX_GIVEN = 60
"""Fields of one inquiry, those that the desk does not know included."""

MAX_KEY = 100
LONGEST = 1000
KINDS = frozenset(FieldKind)
REQUIRED = "This field is required"

Fields = tuple[CustomField, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What was given: for fields, as lines for what no field takes, and what is wrong with it."""

    fields: tuple[TypedField, ...] = ()
    lines: tuple[str, ...] = ()
    errors: tuple[dict[str, str], ...] = ()


def asked_for(fields: Iterable[CustomField]) -> Fields:
    """Those of a desk's fields that customers fill in; a kind that a newer version knows is none of them."""
    return tuple(field for field in fields if field.in_widget and field.kind in KINDS)


def read_given(fields: Fields, given: Mapping[str, Any]) -> Given:
    """What a visitor gave, by the keys of fields."""
    found: list[TypedField] = []
    errors: list[dict[str, str]] = []
    for field in fields:
        try:
            value = read_value(field, given.get(field.key))
            if field.required and is_missing(field, value):
                errors.append(_error(field.key, REQUIRED))
            elif value is not None:
                found.append(TypedField(id=field.id, key=field.key, name=field.name, value=value))
        except ValueError as error:
            errors.append(_error(field.key, str(error)))
    known = {field.key for field in fields}
    unknown = {key: in_words(value) for key, value in given.items() if key not in known and value is not None}
    errors += [_error(key, f"At most {LONGEST} characters") for key in unknown if len(unknown[key]) > LONGEST]
    lines = [
        f"[{one_line(key)}: {one_line(text)}]" for key, text in unknown.items() if not shows_nothing(text)
    ]
    return Given(tuple(found), tuple(lines), tuple(errors))


def _error(key: str, message: str) -> dict[str, str]:
    return {"field": f"fields.{key}", "message": message}
