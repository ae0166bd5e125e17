"""From desk to desk: a ticket gets a number there, and the one it had goes on leading to it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.tickets.domain.field_values import Values
from services.tickets.domain.fields import TicketFields
from shared.contracts.custom_fields import CustomField
from shared.contracts.parts import Actor, Category


class Relocating(TicketFields):
    """A ticket that can go to another desk."""

    def number_on(self, desk_id: UUID) -> str | None:
        """The number it had on a desk, which it has again when it comes back."""
        had = (each["number"] for each in self.former_numbers if each["desk_id"] == str(desk_id))
        return next(had, None)

    def move_to_desk(self, desk_id: UUID, number: str, category: Category | None, by: Actor) -> None:
        """Go to a desk. What the old desk's own fields held stays, unseen, for when it comes back."""
        here = former_number(self.desk_id, self.number)
        others = (each for each in self.former_numbers if each["desk_id"] != str(desk_id))
        self.former_numbers = (*others, here)
        self.remember("desk", here, former_number(desk_id, number), by)
        self.desk_id, self.number, self.category = desk_id, number, category
        self.show_change(by)


def former_number(desk_id: UUID, number: str) -> dict[str, str]:
    """A number on a desk as tickets keep it that have left."""
    return {"desk_id": str(desk_id), "number": number}


def category_there(category: Category | None, there: Sequence[Category]) -> Category | None:
    """The category of the same name on another desk, if it has one."""
    if category is None:
        return None
    same = (each for each in there if each.name.casefold() == category.name.casefold())
    return next(same, None)


def values_there(
    kept: Mapping[str, Any], here: Sequence[CustomField], there: Sequence[CustomField]
) -> Values:
    """What a ticket holds on another desk: values of fields of the same key and kind go with it, unless it has one there."""
    values, mine = dict(kept), {(field.key, field.kind): str(field.id) for field in here}
    for field in there:
        old = mine.get((field.key, field.kind))
        if old and old in kept and _takes(field, kept[old]):
            values.setdefault(str(field.id), kept[old])
    return values


def _takes(field: CustomField, value: Any) -> bool:
    return not field.choices or value in field.choices
