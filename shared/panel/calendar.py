"""The words of dates: names of months and days as Babel knows them, the rest from the language's catalogue."""

from dataclasses import dataclass
from functools import cache

from babel.dates import get_day_names, get_month_names

from shared.language import language_named

NEAR = {-1: "date.yesterday", 0: "date.today", 1: "date.tomorrow"}
"""What is said instead of a date, by how many days it is away."""


@dataclass(frozen=True)
class Calendar:
    """Names of days from Monday on and of months from January on, as they stand in a date; whole and short."""

    days: tuple[str, ...]
    short_days: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]


@cache
def calendar_in(tag: str) -> Calendar:
    """The names of the language `tag`, one of those there are words in."""
    days = get_day_names("wide", "format", tag)
    months, short = (get_month_names(width, "format", tag) for width in ("wide", "abbreviated"))
    return Calendar(
        days=tuple(days[place] for place in range(7)),
        short_days=tuple(language_named(tag).say("date.short_days").split()),
        months=tuple(months[place] for place in range(1, 13)),
        short_months=tuple(short[place] for place in range(1, 13)),
    )
