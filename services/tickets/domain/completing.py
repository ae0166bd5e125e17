"""How a search that somebody is typing can go on: the last term of it, and what fits there."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.tickets.domain.query import OPERATORS, Is
from services.tickets.domain.searching import fold
from shared.contracts.parts import Channel, Priority, Status

MOST = 8
LAST = re.compile(
    rf'(?:^|(?<=\s))(?P<minus>-?)(?:(?P<name>(?ai:{"|".join(OPERATORS)})):)?(?P<value>"[^"]*|[^\s"]*)$'
)
FIXED: dict[str, Sequence[str]] = {
    "status": tuple(Status),
    "priority": tuple(Priority),
    "channel": tuple(Channel),
    "is": (*Is, *Status),
    "has": ("attachment",),
}
"""Operators with all the values that they take."""
SPANS = ("created", "updated")


@dataclass(frozen=True, slots=True)
class Begun:
    """The term at the end of what is typed: what stands before it, its operator, and its value so far without quotes."""

    before: str
    operator: str
    value: str
    is_quoted: bool = False

    def going_on(self, word: str) -> str:
        """All that is typed, with the term as `word` makes it: an operator waits for its value, a value is done."""
        if not self.operator:
            return f"{self.before}{word}:"
        value = f'"{word}"' if self.is_quoted or any(sign.isspace() for sign in word) else word
        return f"{self.before}{self.operator}:{value} "


def begun(text: str) -> Begun:
    """What is being typed at the end of `text`."""
    found = LAST.search(text)
    if found is None:
        return Begun(text, "", "")
    value = found["value"]
    before = text[: found.start()] + found["minus"]
    return Begun(before, (found["name"] or "").casefold(), value.lstrip('"'), value.startswith('"'))


def operators_for(term: Begun) -> list[str]:
    """The operators that begin so; all of them where nothing is typed at all."""
    wanted = fold(term.value)
    if term.is_quoted or not (wanted or not term.before.strip(" -")):
        return []
    return [each for each in OPERATORS if each.startswith(wanted)]


def values_for(term: Begun, known: Iterable[str]) -> list[str]:
    """Of the values that are known, those that have what is typed: first where they begin so, then where a word does.

    A quote inside a value cannot be typed.
    """
    wanted = fold(term.value)
    among = {each: fold(each) for each in known if each and '"' not in each}
    found = [each for each, folded in among.items() if wanted in folded]
    rank = {each: (not among[each].startswith(wanted), f" {wanted}" not in among[each]) for each in found}
    return sorted(found, key=lambda each: rank[each])[:MOST]


def days_for(term: Begun, today: date) -> list[str]:
    """Spans that people ask for most: today, the last seven days, the last thirty, and all before."""
    ago = {days: today - timedelta(days=days) for days in (7, 30)}
    spans = (f"{today}", f">={ago[7]}", f">={ago[30]}", f"<{ago[30]}")
    return [each for each in spans if each.startswith(term.value)]
