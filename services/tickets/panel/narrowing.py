"""What narrows a list down: what can be chosen, and what was, each with the address that is without it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.tickets.panel.own_fields import offered
from services.tickets.panel.places import LIST, Place
from services.tickets.panel.rail import Desks
from services.tickets.panel.spans import FILTER_OF
from services.tickets.queries.fields import FIELD
from services.tickets.queries.people import Workers
from shared.contracts.custom_fields import CustomField
from shared.panel.words import CHANNELS, PRIORITIES, STATUSES, say


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on."""

    name: str
    value: str
    url: str
    called: str

    @property
    def label(self) -> str:
        """What is filtered by, in the reader's words; a field of a desk's own is called as the desk calls it."""
        return self.called or say(f"filter.{self.name.removesuffix('_id')}")


@dataclass(frozen=True, slots=True)
class Sought:
    """A field of the desk's own that the list can be narrowed down by; `offered` is what can be chosen."""

    name: str
    label: str
    kind: str
    value: str
    offered: tuple[tuple[str, str], ...]


def sought_fields(place: Place, desk: Mapping[str, Any] | None) -> tuple[Sought, ...]:
    """Those of the one desk that is shown."""
    chosen = place.narrowing
    told = [CustomField.model_validate(each) for each in (desk["fields"] if desk else ())]
    names = ((each, f"{FIELD}{each.key}") for each in told)
    return tuple(
        Sought(name, each.name, str(each.kind), str(chosen.get(name, "")), offered(each, None))
        for each, name in names
    )


def chips(place: Place, desks: Desks, workers: Workers) -> tuple[Chip, ...]:
    """Every filter that is on, in the order of the form."""
    called = {f"{FIELD}{each['key']}": each["name"] for desk in desks for each in desk["fields"]}
    words = _words(desks, workers)
    found = []
    for name, value in place.narrowing.items():
        for one in value if isinstance(value, tuple) else (value,):
            rest = tuple(each for each in value if each != one) if isinstance(value, tuple) else None
            said = words.get(str(one), str(one))
            otherwise = name.removeprefix(FIELD) if name.startswith(FIELD) else ""
            found.append(Chip(name, said, place.url(LIST, **{name: rest}), called.get(name, otherwise)))
    return tuple(found)


def for_programs(place: Place) -> str:
    """The same list as CSV: days are instants there."""
    filters = {name: getattr(place.filters, name) for name in FILTER_OF.values()}
    given = {name: instant.isoformat() for name, instant in filters.items() if instant}
    return place.url("/api/tickets.csv", **{"saved": None, **dict.fromkeys(FILTER_OF), **given})


def as_fields(given: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    """What stands in an address as the fields of a form; several of one name each by itself."""
    pairs = ((name, value if isinstance(value, tuple) else (value,)) for name, value in given.items())
    return tuple((name, one) for name, several in pairs for one in several if one)


def _words(desks: Desks, workers: Workers) -> dict[str, str]:
    people = {str(each.id): each.name for each in (*workers.people, *workers.groups)}
    categories = {str(each["id"]): each["name"] for desk in desks for each in desk["categories"]}
    return {**STATUSES, **PRIORITIES, **CHANNELS, **people, **categories}
