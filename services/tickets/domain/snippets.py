"""The line of a text in which what was searched for stands, and where in it."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.tickets.domain.searching import fold
from shared.text import one_line

BEFORE, LONGEST = 50, 180
"""Characters that stand before the first word found, and of the whole."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of plain text, and the places of the words in it: from a character to before another, in order."""

    text: str
    marks: tuple[tuple[int, int], ...]

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it is marked."""
        pieces, last = [], 0
        for start, end in self.marks:
            pieces += [(self.text[last:start], False), (self.text[start:end], True)]
            last = end
        return [each for each in [*pieces, (self.text[last:], False)] if each[0]]


def snippet_of(texts: Iterable[str], words: Sequence[str]) -> Snippet | None:
    """A piece of the first of `texts` that has one of the folded `words` in it."""
    for text in texts:
        line = one_line(text)
        if marks := marks_in(line, words):
            return _cut(line, marks)
    return None


def marks_in(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where folded `words` stand in `text`, in order, none over another."""
    folded, places = _with_places(text)
    found: list[tuple[int, int]] = []
    for word in words:
        at = folded.find(word) if word else -1
        while at >= 0:
            found.append((places[at], places[at + len(word) - 1] + 1))
            at = folded.find(word, at + len(word))
    return _joined(sorted(found))


def _with_places(text: str) -> tuple[str, list[int]]:
    """Text as it is searched, and for each sign of it the place it comes from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    folded: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        plain = sign.lower() if sign.isascii() else (" " if sign.isspace() else fold(sign))
        folded.append(plain)
        places += [place] * len(plain)
    return "".join(folded), places


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _cut(line: str, marks: list[tuple[int, int]]) -> Snippet:
    first = marks[0][0]
    start = 0 if first <= BEFORE else line.find(" ", first - BEFORE, first) + 1 or first
    end = start + LONGEST
    while end < len(line) and unicodedata.combining(line[end]):
        end += 1
    before, behind = "…" if start else "", "…" if end < len(line) else ""
    shift = len(before) - start
    inside = tuple((a + shift, min(b, end) + shift) for a, b in marks if a < end)
    return Snippet(f"{before}{line[start:end]}{behind}", inside)
