"""Whom a note calls by name: `@Anna Nowak` or `@anna@example.com`, as people type it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

CALL = re.compile(r"(?<![\w@.])@(?=\w)")
"""An @ that begins a word: that of an address does not."""


@dataclass(frozen=True, slots=True)
class Callable:
    """Somebody who can be called."""

    id: UUID
    name: str
    email: str


def called_in(text: str, people: Iterable[Callable]) -> tuple[UUID, ...]:
    """Whom `text` calls by a whole name or address, each once, in order; of two of one name it calls neither."""
    by_name: dict[str, set[UUID]] = {}
    for person in people:
        for name in {person.name.casefold(), person.email.casefold()} - {""}:
            by_name.setdefault(name, set()).add(person.id)
    longest_first = sorted(by_name, key=len, reverse=True)
    folded = text.casefold()
    found: dict[UUID, None] = {}
    for at in CALL.finditer(folded):
        name = next((each for each in longest_first if _stands_at(folded, at.end(), each)), "")
        if len(meant := by_name.get(name, set())) == 1:
            found |= dict.fromkeys(meant)
    return tuple(found)


def _stands_at(text: str, place: int, name: str) -> bool:
    end = place + len(name)
    return text.startswith(name, place) and not re.match(r"\w|@|[.-]\w", text[end : end + 2])
