"""What tickets hold for the fields of their desk. Values are kept by the field's id, so a new field of an old key is empty."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.tickets.domain.errors import FieldRequired, FieldValueRefused, UnknownField
from shared.contracts.custom_fields import (
    CustomField,
    FieldValue,
    TypedField,
    in_words,
    is_missing,
    read_value,
)
from shared.errors import Invalid

Values = dict[str, Any]
"""By the ids of fields; what is empty is not there. What a field held that was removed stays, and nobody is shown it."""

Filled = Sequence[tuple[CustomField, FieldValue | None]]
REQUIRED = "This field is required"


def filled(
    fields: Iterable[CustomField], given: Mapping[str, Any], kept: Mapping[str, Any], *, is_new: bool = False
) -> Filled:
    """What a person gives, by keys, as it is kept; of a new ticket (`is_new`) all that is required must be there.

    What a ticket holds may stay, though its choice was removed. Raises UnknownField, FieldValueRefused or FieldRequired
    with every wrong field named.
    """
    by_key = {field.key: field for field in fields}
    wrong: list[tuple[type[Invalid], str, str]] = []
    wrong += [(UnknownField, key, UnknownField.title) for key in given if key not in by_key]
    found: list[tuple[CustomField, FieldValue | None]] = []
    for field in by_key.values():
        if field.key not in given and not is_new:
            continue
        try:
            found.append((field, _read(field, given.get(field.key), kept.get(str(field.id)))))
        except ValueError as error:
            wrong.append((FieldValueRefused, field.key, str(error)))
    wrong += [(FieldRequired, field.key, REQUIRED) for field, value in found if _is_missing(field, value)]
    if wrong:
        errors = [{"field": f"fields.{key}", "message": why} for _, key, why in wrong]
        raise wrong[0][0](wrong[0][2], errors)
    return found


def taken_over(fields: Iterable[CustomField], typed: Iterable[TypedField]) -> tuple[Values, list[str]]:
    """What a customer gave: values, and a line for each that its field does not take any more, so that no word is lost."""
    by_id = {field.id: field for field in fields}
    values: Values = {}
    lines: list[str] = []
    for each in typed:
        field = by_id.get(each.id)
        try:
            value = read_value(field, each.value) if field else None
        except ValueError:
            value = None
        if value is None:
            lines.append(f"[{each.name}: {in_words(each.value)}]")
        else:
            values[str(each.id)] = value
    return values, lines


def by_key(fields: Iterable[CustomField], values: Mapping[str, Any]) -> Values:
    """What a ticket holds, under the keys of the fields that its desk has, in their order."""
    return {field.key: values[str(field.id)] for field in fields if str(field.id) in values}


def _read(field: CustomField, given: Any, kept: Any) -> FieldValue | None:
    return kept if given is not None and given == kept else read_value(field, given)


def _is_missing(field: CustomField, value: FieldValue | None) -> bool:
    return field.required and is_missing(field, value)
