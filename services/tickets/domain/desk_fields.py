"""What may be a field of a desk's own. What a value of it may be says `shared/contracts/custom_fields.py`."""

import re
from collections.abc import Sequence
from typing import Any, TypedDict
from uuid import UUID

from services.tickets.domain.errors import FieldDefinitionRefused, FieldFixed, FieldKeyTaken, NoSuchField
from shared.contracts.custom_fields import CustomField, FieldKind
from shared.text import one_line, shows_nothing

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_FIELDS = 30
MAX_CHOICES = 50
MAX_NAME = 100
FIXED = ("key", "kind")
"""Programs, addresses and stored values go by them: another key or kind is another field."""

Fields = tuple[CustomField, ...]


class FieldSettings(TypedDict, total=False):
    """What can be set on a field. `position` counts from 0; one that is not named stays, a new field is the last."""

    key: str
    name: str
    kind: FieldKind
    choices: tuple[str, ...]
    required: bool
    in_widget: bool
    position: int


def with_field(fields: Fields, field_id: UUID, settings: FieldSettings) -> Fields:
    """The fields with one more."""
    if len(fields) >= MAX_FIELDS:
        raise FieldDefinitionRefused(f"A desk has at most {MAX_FIELDS} fields", "key")
    if not KEY.fullmatch(key := settings.get("key", "")):
        raise FieldDefinitionRefused("Use up to 40 small letters, digits and _, a letter first", "key")
    if any(each.key == key for each in fields):
        raise FieldKeyTaken(f"This desk has a field “{key}” already")
    made = CustomField(id=field_id, key=key, name="", kind=settings.get("kind", FieldKind.TEXT))
    return _placed(fields, _set(made, {"name": "", "choices": (), **settings}), settings)


def with_changed(fields: Fields, field_id: UUID, settings: FieldSettings) -> Fields:
    """The fields with one of them changed; raises NoSuchField."""
    before = field_of(fields, field_id)
    for name in FIXED:
        if settings.get(name, getattr(before, name)) != getattr(before, name):
            raise FieldFixed(f"The {name} of a field stays: make another field", name)
    others = tuple(each for each in fields if each.id != field_id)
    return _placed(others, _set(before, dict(settings)), {"position": fields.index(before), **settings})


def without_field(fields: Fields, field_id: UUID) -> Fields:
    """The fields but one; raises NoSuchField."""
    gone = field_of(fields, field_id)
    return tuple(each for each in fields if each is not gone)


def field_of(fields: Sequence[CustomField], field_id: UUID) -> CustomField:
    """One of them; raises NoSuchField."""
    for field in fields:
        if field.id == field_id:
            return field
    raise NoSuchField(f"no field {field_id} on this desk")


def _placed(others: Fields, field: CustomField, settings: FieldSettings) -> Fields:
    place = min(max(settings.get("position", len(others)), 0), len(others))
    return (*others[:place], field, *others[place:])


def _set(field: CustomField, settings: dict[str, Any]) -> CustomField:
    changes = {name: settings[name] for name in ("required", "in_widget") if name in settings}
    if "name" in settings:
        changes["name"] = _name(settings["name"], "name", MAX_NAME)
    if "choices" in settings:
        changes["choices"] = _choices(field.kind, settings["choices"])
    return field.model_copy(update=changes)


def _name(text: str, field: str, longest: int) -> str:
    line = one_line(text)
    if shows_nothing(line) or len(line) > longest:
        raise FieldDefinitionRefused(f"A name of 1 to {longest} characters is needed", field)
    return line


def _choices(kind: FieldKind, choices: Sequence[str]) -> tuple[str, ...]:
    if kind != FieldKind.CHOICE:
        if choices:
            raise FieldDefinitionRefused("Only a field of the kind “choice” has choices", "choices")
        return ()
    if not 1 <= len(choices) <= MAX_CHOICES:
        raise FieldDefinitionRefused(f"Name 1 to {MAX_CHOICES} choices", "choices")
    clean = tuple(_name(each, "choices", MAX_NAME) for each in choices)
    if len({each.casefold() for each in clean}) < len(clean):
        raise FieldDefinitionRefused("Two choices are the same", "choices")
    return clean
