"""Fields of a desk's own, as pages show them and forms bring them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from services.tickets.domain.field_values import by_key
from services.tickets.use_cases.seeing import OWN
from shared.contracts.custom_fields import CustomField, FieldKind, as_typed, in_words

LONGEST_SHOWN = 200
KINDS: dict[str, str] = {
    FieldKind.TEXT: "Text",
    FieldKind.NUMBER: "Number",
    FieldKind.CHOICE: "Choice from a list",
    FieldKind.DATE: "Date",
    FieldKind.CHECKBOX: "Box to tick",
}


@dataclass(frozen=True, slots=True)
class OwnField:
    """One field beside a ticket. `typed` is its value as forms carry it; `offered` is what can be chosen, with its words."""

    key: str
    name: str
    kind: str
    required: bool
    words: str
    typed: str
    offered: tuple[tuple[str, str], ...]
    action: str


def own_fields(told: Iterable[Mapping[str, Any]], values: Mapping[str, Any]) -> tuple[OwnField, ...]:
    """The fields of a desk with what a ticket holds for them."""
    fields = [CustomField.model_validate(each) for each in told]
    held = by_key(fields, values)
    return tuple(_shown(field, held.get(field.key)) for field in fields)


def seen_of(fields: Iterable[OwnField]) -> dict[str, str]:
    """What forms say that they saw of each."""
    return {f"{OWN}{field.key}": field.typed for field in fields}


def typed_in(data: FormData, told: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What a form brings for the fields of the desk that it names, by their keys; it may show those of another one."""
    return {each["key"]: str(data.get(f"{OWN}{each['key']}", "")) for each in told}


def own_name(place: str) -> str:
    """How a page's form calls what a refusal names: a field of the desk's own, or the outermost part."""
    return place if place.startswith(OWN) else place.split(".", maxsplit=1)[0]


def _shown(field: CustomField, value: Any) -> OwnField:
    return OwnField(
        key=field.key,
        name=field.name,
        kind=str(field.kind),
        required=field.required,
        words=_words(value),
        typed=as_typed(value),
        offered=offered(field, value),
        action=f"fields/{field.key}",
    )


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return in_words(value).capitalize()
    return "" if value is None else in_words(value)[:LONGEST_SHOWN]


def offered(field: CustomField, value: Any) -> tuple[tuple[str, str], ...]:
    """What can be chosen for a field that holds `value`, each with its words; nothing where one types."""
    if field.kind == FieldKind.CHECKBOX:
        return (("true", "Yes"), ("false", "No"))
    # A choice that was removed stays on the ticket that holds it.
    gone = (value,) if isinstance(value, str) and value not in field.choices else ()
    return tuple((each, each) for each in (*field.choices, *gone)) if field.kind == FieldKind.CHOICE else ()
