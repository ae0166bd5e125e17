"""Where the parts of a multipart begin and end (RFC 2046, 5.1.1), also when its boundary is wrong or broken."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from services.notifications.parsing.limits import LIKE_BOUNDARY_WITHIN, MOST_PARTS

LIKE_BOUNDARY = re.compile(
    rb"\n--(?!---BEGIN)(?=[^\r\n]{0,99}\w)(\S[^\r\n]{0,199}?)[ \t]*\r?\n(?=[A-Za-z-]+[ \t]*:|\r?\n)"
)
MOST_MARKS = 2 * MOST_PARTS


class Mark(NamedTuple):
    """A line that is a boundary: where it begins and ends, and whether it is the last one."""

    start: int
    end: int
    is_last: bool


def find_marks(mail: bytes, start: int, end: int, named: str) -> tuple[bytes, Sequence[Mark]]:
    """The boundary that counts in `mail[start:end]`, and its lines.

    It is the one that is `named`, if there are such lines: those of the boundary alone, else those that begin with
    it. Otherwise it is the one that the text seems to have.
    """
    boundary = named.encode("utf-8", "replace").rstrip()
    # A line end is searched for, too: the one before the region belongs to it.
    start = max(0, start - 1)
    if boundary and (found := _named(mail, start, end, boundary)):
        return boundary, found
    guess = LIKE_BOUNDARY.search(mail, start, min(end, start + LIKE_BOUNDARY_WITHIN))
    return (guess[1], _named(mail, start, end, guess[1])) if guess else (b"", ())


def _named(mail: bytes, start: int, end: int, boundary: bytes) -> Sequence[Mark]:
    line = re.escape(b"\n--" + boundary)
    alone = _marks(re.compile(line + rb"(--)?[ \t]*\r*(?=\n|\Z)"), mail, start, end)
    if any(not mark.is_last for mark in alone):
        return alone
    return _marks(re.compile(line + rb"(--)?(?:[ \t][^\n]*)?(?=\n|\Z)"), mail, start, end)


def _marks(pattern: re.Pattern[bytes], mail: bytes, start: int, end: int) -> list[Mark]:
    found = islice(pattern.finditer(mail, start, end), MOST_MARKS)
    return [Mark(each.start() + 1, each.end() + 1, bool(each[1])) for each in found]


def between(mail: bytes, end: int, marks: Sequence[Mark]) -> Iterator[tuple[int, int, bool]]:
    """Where each part begins and ends, and whether the last boundary follows; the last part may have none."""
    start: int | None = None
    for mark in marks:
        if start is not None:
            yield start, max(start, _before_line_end(mail, mark.start)), mark.is_last
        start = None if mark.is_last else min(mark.end, end)
    if start is not None and start < end:
        yield start, end, True


def _before_line_end(mail: bytes, at: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if mail[at - 1 : at] == b"\n":
        at -= 1
    return at - 1 if mail[at - 1 : at] == b"\r" else at
