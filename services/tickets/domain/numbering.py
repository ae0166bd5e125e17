"""Ticket numbers: a desk's pattern, what it writes, and how it is found again in free text.

Variables are `{{yy}} {{yyyy}} {{mm}}` and one counter: `{{nr}}` never restarts, `{{nr-m}}` restarts each
month, `{{nr-y}}` each year, in the desk's time zone. A counter is padded by `:width`, so that `#T-{{nr:3}}`
writes #T-001.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.tickets.domain.errors import (
    NumberPatternRefused,
    NumberPatternRepeats,
    NumberPatternUnknownVariable,
    NumberPatternWithoutCounter,
)

DEFAULT_PATTERN = "T-{{nr:3}}"
MAX_PATTERN = 60
VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
COUNTER = re.compile(r"(nr(?:-m|-y)?)(?::([1-9]))?")
# A number stands in addresses, mail subjects and search fields: no blanks, slashes or quotes.
LITERAL = re.compile(r"(?:[^\W_]|[-#._:+])*")

DATES: dict[str, Callable[[datetime], str]] = {
    "yyyy": lambda day: f"{day.year:04}",
    "yy": lambda day: f"{day.year % 100:02}",
    "mm": lambda day: f"{day.month:02}",
}
DATES_IN_TEXT = {"yyyy": r"[0-9]{4}", "yy": r"[0-9]{2}", "mm": r"(?:0[1-9]|1[0-2])"}
RANGES: dict[str, Callable[[datetime], str]] = {
    "nr": lambda _: "",
    "nr-m": lambda day: f"{day.year:04}-{day.month:02}",
    "nr-y": lambda day: f"{day.year:04}",
}
MAX_DIGITS = 15


def check(pattern: str) -> None:
    """Refuse a pattern whose numbers would repeat or could not be written in an address."""
    if len(pattern) > MAX_PATTERN:
        raise NumberPatternRefused(f"The pattern is longer than {MAX_PATTERN} characters")
    literals, names = VARIABLE.split(pattern)[::2], VARIABLE.findall(pattern)
    for name in names:
        if name not in DATES and not COUNTER.fullmatch(name):
            raise NumberPatternUnknownVariable(f"The pattern has no variable {{{{{name}}}}}")
    if not all(LITERAL.fullmatch(literal) for literal in literals):
        raise NumberPatternRefused("Use letters, digits and # - _ . : + around the variables")
    counters = [name for name in names if COUNTER.fullmatch(name)]
    if len(counters) > 1:
        # Two counters side by side write 1 and 11 like 11 and 1.
        raise NumberPatternRefused("The pattern has more than one counter")
    _check_repeats(_counter(pattern)[0], set(names))


def period(pattern: str, now: datetime, time_zone: str) -> str:
    """The key of the range that the counter counts in at this instant; empty when it never restarts."""
    return RANGES[_counter(pattern)[0]](now.astimezone(ZoneInfo(time_zone)))


def numbers(pattern: str, now: datetime, time_zone: str, first: int, count: int) -> list[str]:
    """The next `count` numbers, the counter beginning at `first`."""
    day = now.astimezone(ZoneInfo(time_zone))
    width = _counter(pattern)[1]
    frame = VARIABLE.sub(lambda found: DATES[found[1]](day) if found[1] in DATES else "\0", pattern)
    before, after = frame.split("\0")
    return [f"{before}{counter:0{width}}{after}" for counter in range(first, first + count)]


def parse(pattern: str, text: str) -> list[str]:
    """The numbers of this pattern in free text, as they were written out, each once, in order."""
    return list(dict.fromkeys(_as_written(pattern, found) for found in _finder(pattern).finditer(text)))


def _check_repeats(counter: str, names: set[str]) -> None:
    has_year = bool(names & {"yy", "yyyy"})
    if counter == "nr-m" and not (has_year and "mm" in names):
        raise NumberPatternRepeats("A monthly counter needs {{mm}} and {{yy}} or {{yyyy}} beside it")
    if counter == "nr-y" and not has_year:
        raise NumberPatternRepeats("A yearly counter needs {{yy}} or {{yyyy}} beside it")


@lru_cache(maxsize=1000)
def _counter(pattern: str) -> tuple[str, int]:
    for name in VARIABLE.findall(pattern):
        if counter := COUNTER.fullmatch(name):
            return counter[1], int(counter[2] or 1)
    raise NumberPatternWithoutCounter


@lru_cache(maxsize=1000)
def _finder(pattern: str) -> re.Pattern[str]:
    parts = VARIABLE.split(pattern)
    parts[::2] = [re.escape(literal) for literal in parts[::2]]
    parts[1::2] = [f"({DATES_IN_TEXT.get(name) or _counter_in_text(pattern)})" for name in parts[1::2]]
    # The number is no part of a longer word; a "#" in front of it ends any word by itself.
    before = "" if re.match(r"[^\w{]", pattern) else r"(?<!\w)"
    after = "" if re.search(r"[^\w}]$", pattern) else r"(?!\w)"
    return re.compile(f"{before}{''.join(parts)}{after}", re.IGNORECASE)


def _counter_in_text(pattern: str) -> str:
    width = _counter(pattern)[1]
    # Longer than its padding, a counter does not begin with a nought; and no counter is nought.
    return rf"(?!0+(?![0-9]))[0-9]{{{width}}}|[1-9][0-9]{{{width},{MAX_DIGITS}}}"


def _as_written(pattern: str, found: re.Match[str]) -> str:
    # People type t-001 for T-001: the letters are the pattern's, only the digits are theirs.
    digits = iter(found.groups())
    return VARIABLE.sub(lambda _: next(digits), pattern)
