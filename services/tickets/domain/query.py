"""What people type to search: words, "exact words", -without, and operators such as `status:open`.

Any text is a query. Brackets, unknown operators and quotes without an end are words as they stand.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from services.tickets.domain.errors import UnknownQueryValue
from services.tickets.domain.searching import fold
from shared.contracts.parts import Channel, Priority, Status

LONGEST = 1000

OPERATORS = (
    "status", "priority", "assignee", "desk", "category", "tag", "from", "channel", "number", "has", "is",
    "created", "updated",
)  # fmt: skip

TOKEN = re.compile(
    rf'(?P<minus>-?)(?:(?P<name>(?ai:{"|".join(OPERATORS)})):)?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]\S*))'
)
DAY = re.compile(r"(?P<sign>[<>]=?|)(?P<day>\d{4}-\d{2}-\d{2})", re.ASCII)


class Is(StrEnum):
    """What `is:` asks for besides the statuses."""

    SNOOZED = "snoozed"
    UNASSIGNED = "unassigned"
    ASSIGNED = "assigned"
    UNRESOLVED = "unresolved"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked for: words, or an operator's value; `exact` when it stood in quotes."""

    operator: str
    value: str
    negated: bool = False
    exact: bool = False

    def __str__(self) -> str:
        """The term as it is typed."""
        name = f"{self.operator}:" if self.operator else ""
        value = f'"{self.value}"' if self.exact else self.value
        return f"{'-' if self.negated else ''}{name}{value}"


def parse(text: str) -> tuple[Term, ...]:
    """The terms of a query, in their order."""
    return tuple(
        Term((found["name"] or "").casefold(), _value(found), bool(found["minus"]), found["bare"] is None)
        for found in TOKEN.finditer(text)
        if found["bare"] or found["quoted"].strip()
    )


def printed(terms: Iterable[Term]) -> str:
    """The query of these terms; parsing it gives them again."""
    return " ".join(map(str, terms))


def depth(text: str) -> int:
    """How many opened brackets stand within each other at most; they are words here, but many of them are no question."""
    deepest = level = 0
    for sign in text:
        level = max(0, level + {"(": 1, ")": -1}.get(sign, 0))
        deepest = max(deepest, level)
    return deepest


def plain(terms: Iterable[Term]) -> list[Term]:
    """The words that are to be there, without operators."""
    return [term for term in terms if not term.operator and not term.negated]


def plain_words(terms: Iterable[Term]) -> list[str]:
    """The same, folded, each once."""
    return [words for words in dict.fromkeys(fold(term.value) for term in plain(terms)) if words]


def _value(found: re.Match[str]) -> str:
    return found["bare"] if found["bare"] is not None else found["quoted"]


@dataclass(frozen=True, slots=True)
class Span:
    """From the first instant to before the second; None is open."""

    start: datetime | None
    end: datetime | None


def understood(term: Term, here: ZoneInfo) -> Any:
    """What an operator's value stands for; a day is one of `here`. Raises UnknownQueryValue.

    Status, Priority, Channel, Is, Span, or the text itself where only the database knows it.
    """
    try:
        return READ.get(term.operator, _as_it_is)(term.value, here)
    except (ValueError, OverflowError):
        raise UnknownQueryValue(f"{term.operator}:{term.value[:60]}") from None


def _as_it_is(value: str, _: ZoneInfo) -> str:
    return value


def _one_of(*kinds: Callable[[str], StrEnum]) -> Callable[[str, ZoneInfo], StrEnum]:
    def read(value: str, _: ZoneInfo) -> StrEnum:
        name = fold(value).replace(" ", "_").replace("-", "_")
        for kind in kinds:
            try:
                return kind(name)
            except ValueError:
                continue
        raise ValueError(value)

    return read


def _attachment(value: str, _: ZoneInfo) -> str:
    if fold(value) not in ("attachment", "attachments"):
        raise ValueError(value)
    return "attachment"


def _span(value: str, here: ZoneInfo) -> Span:
    found = DAY.fullmatch(value)
    if not found:
        raise ValueError(value)
    day = date.fromisoformat(found["day"])
    start, end = _midnight(day, here), _midnight(day + timedelta(days=1), here)
    spans = {
        "": (start, end), ">": (end, None), ">=": (start, None), "<": (None, start), "<=": (None, end),
    }  # fmt: skip
    return Span(*spans[found["sign"]])


def _midnight(day: date, here: ZoneInfo) -> datetime:
    if not 1970 < day.year < 2200:
        raise ValueError("beyond any ticket")
    return datetime(day.year, day.month, day.day, tzinfo=here)


READ: dict[str, Callable[[str, ZoneInfo], Any]] = {
    "status": _one_of(Status),
    "priority": _one_of(Priority),
    "channel": _one_of(Channel),
    "is": _one_of(Is, Status),
    "has": _attachment,
    "created": _span,
    "updated": _span,
}
