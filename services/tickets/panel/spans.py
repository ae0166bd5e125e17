"""Spans of days in the address of a list: both days belong to the span, in the zone of whoever looks."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from shared.errors import Invalid

T = TypeVar("T")
Days = Mapping[str, date]
SPANS = ("created_from", "created_to", "updated_from", "updated_to")
OPERATOR_OF = {
    "created_from": "created:>=", "created_to": "created:<=", "updated_from": "updated:>=",
    "updated_to": "updated:<=",
}  # fmt: skip
"""How a search says the same."""
FILTER_OF = {
    "created_from": "created_after", "created_to": "created_before", "updated_from": "updated_after",
    "updated_to": "updated_before",
}  # fmt: skip
YEARS = range(1971, 2200)


def days_in(parameters: Mapping[str, str]) -> dict[str, date]:
    """The days that an address names, by their parameters; raises Invalid."""
    named = {name: read(_day, parameters.get(name, ""), name) for name in SPANS}
    return {name: day for name, day in named.items() if day}


def instants_of(days: Days, here: ZoneInfo) -> dict[str, Any]:
    """The same as the instants of filters, by the names of these: a span ends where the day behind it begins."""
    return {
        FILTER_OF[name]: datetime.combine(day + timedelta(days=name.endswith("_to")), time(), here)
        for name, day in days.items()
    }


def read(kind: Callable[[str], T], text: str, field: str) -> T | None:
    """A field's text as what it stands for, an empty one as nothing; raises Invalid."""
    try:
        return kind(text) if text else None
    except ValueError:
        raise Invalid(
            f"“{text[:60]}” is no {field.replace('_', ' ')}", [{"field": field, "message": "unknown"}]
        ) from None


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError("beyond any ticket")
    return day
