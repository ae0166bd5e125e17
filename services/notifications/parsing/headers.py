"""The head of a mail or of a part: which headers it has, and where its body begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from services.notifications.parsing.limits import (
    LONGEST_ADDRESSES,
    LONGEST_HEAD,
    LONGEST_HEADER,
    MOST_HEADERS,
)
from services.notifications.parsing.words import decode_words, one_line, unfolded

MARK = b"\xef\xbb\xbf"
MBOX = re.compile(rb">?From (?![ \t]*:)[^\n]*\n")
"""The line before a mail in an mbox; `From :` is a header."""

IN_DASHES = re.compile(rb"--+ [^\n]{1,200} --+[ \t]*\r?\n(?=[!-9;-~]{1,200}:)")
"""Such as `---- Original message ----`, which people copy with the mail below it."""
LINE = re.compile(rb"[^\n]*\n?")
FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
CHARSET = re.compile(rb"charset[ \t]*=[ \t]*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
ENCODED = re.compile(rb"=\?([A-Za-z0-9_.:-]{2,40})\?[bBqQ]\?")
LOOKED_AHEAD = 3
ODD = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\r(?!\n)|\x1b[^\s<>]*@|@[^\s<>]*\x1b")
"""Control signs, but for those with which Japanese names are written."""

GOES_ON = re.compile(rb"=\?[^?\s]+\?[bBqQ]\?|@[^\s@]+\.")
"""What a fold that lost its white space looks like: an encoded word, or an address of a list."""
TELLING = re.compile(
    rb"^(?:from|to|subject|date|message-id|mime-version|content-type)[ \t]*:", re.IGNORECASE | re.MULTILINE
)
"""Headers that a mail is not read without."""
BLANK = re.compile(rb"\n\r?\n")
WITHIN_ANGLE = re.compile(rb"<[^<>\r\n]{0,100}\r?\n\Z")
REST_OF_ANGLE = re.compile(rb"[^\s<>]{1,200}>[ \t,;\r\n]")
"""An address that was broken in two: `<ada@`, and `example.com>` at the beginning of the next line."""
CONTROLS = bytes([*range(9), *range(14, 32), 127])
RAW_FIELD = re.compile(rb"([!-9;-~\x80-\xff\x00-\x08\x0e-\x1f\x7f]{1,200})[ \t]*:")
"""What others may take for a header: a name with a NUL in it ends there for programs in C."""


@dataclass(frozen=True)
class Head:
    """Headers in their order, as they came: names and values as written."""

    fields: Sequence[tuple[str, bytes]] = ()

    @cached_property
    def _first(self) -> dict[str, bytes]:
        return {name.lower(): raw for name, raw in reversed(self.fields)}

    @cached_property
    def charset(self) -> str:
        """What raw letters most likely are: the charset that the body declares, else that of encoded words."""
        found = CHARSET.search(self._first.get("content-type", b"")[:LONGEST_HEADER])
        for name in ("subject", "from", "to"):
            found = found or ENCODED.search(self._first.get(name, b"")[:LONGEST_HEADER])
        return found[1].decode("latin-1") if found else ""

    def __contains__(self, name: str) -> bool:
        return name in self._first

    def raw(self, name: str) -> str:
        """The first header of that name (in lower case) on one line, words not decoded; '' when there is none."""
        return unfolded(self._first.get(name, b""), self.charset)

    def filled(self, name: str) -> str:
        """Like `raw`, of the first that says something."""
        return next((text for text in self.all_raw(name) if text), "")

    def all_raw(self, name: str) -> list[str]:
        return [unfolded(raw, self.charset) for each, raw in self.fields if each.lower() == name]

    def is_odd(self, name: str) -> bool:
        """Whether a header of that name has signs in it that some programs drop and others stop at."""
        return any(ODD.search(raw) for each, raw in self.fields if each.lower() == name)

    def text(self, name: str) -> str:
        """The first header of that name that says something, for people to read."""
        return readable(self.filled(name)[:LONGEST_HEADER])

    def decoded(self) -> list[tuple[str, str]]:
        """All headers, for people to read."""
        return [(name, readable(unfolded(raw[:LONGEST_HEADER], self.charset))) for name, raw in self.fields]


def readable(value: str) -> str:
    """A header's value with its words decoded, on one line."""
    return one_line(decode_words(value))


def skip_leading(content: bytes) -> int:
    """Where a mail's first header begins: behind a byte order mark, blank lines, an mbox's `From ` and words in dashes."""
    kept = content.removeprefix(MARK).lstrip(b" \t\r\n")
    start = len(content) - len(kept)
    found = MBOX.match(content, start) or IN_DASHES.match(content, start)
    return found.end() if found else start


def read_head(content: bytes, start: int, end: int) -> tuple[Head, int]:
    """The headers that begin at `start`, and where the body begins."""
    reader = _Reader(content, start, min(end, start + LONGEST_HEAD))
    reader.run()
    return Head(reader.fields), reader.at


class _Reader:
    """Line after line, until the head is over. A CR alone ends no line: it would smuggle headers in."""

    def __init__(self, content: bytes, start: int, end: int) -> None:
        self.content, self.at, self.end = content, start, end
        self.begun: list[tuple[str, int]] = []
        self.ended = start
        self.telling: int | None = None
        """Where a header is known to begin below lines that are none; None as long as none was needed."""

    def run(self) -> None:
        while self.at < self.end and len(self.begun) < MOST_HEADERS:
            line = self._line(self.at)
            blank = not line.strip()
            if not (self._goes_on_behind(line) if blank else self._takes(line)):
                # The blank line is the head's; any other one is the body's first.
                self.at += len(line) if blank else 0
                return
            self.at += len(line)
            self.ended = self.at

    @property
    def fields(self) -> list[tuple[str, bytes]]:
        ends = [start for _, start in [*self.begun[1:], ("", self.ended)]]
        return [
            (name, self._value(start, end))
            for (name, start), end in zip(self.begun, ends, strict=False)
            if name
        ]

    def _value(self, start: int, end: int) -> bytes:
        return self.content[start : min(end, start + LONGEST_ADDRESSES)].partition(b":")[2]

    def _takes(self, line: bytes) -> bool:
        """Whether the line belongs to the head."""
        if self.begun and (line[:1] in b" \t" or self._ends_address(line)):
            return True
        if found := FIELD.match(line) or RAW_FIELD.match(line):
            self.begun.append((found[1].translate(None, CONTROLS).decode("latin-1"), self.at))
            return True
        # No header and no fold: passed over if more headers come, else the body begins.
        if line.startswith(b"--") or not (self._more_come(line) or self._is_unfolded()):
            return False
        is_folded = self._line(self.at + len(line))[:1] in (b" ", b"\t")
        if self.begun and not is_folded and not GOES_ON.search(line):
            self.begun.append(("", self.at))
        return True

    def _ends_address(self, line: bytes) -> bool:
        """Whether it is the rest of an address that was broken in two without white space."""
        if not REST_OF_ANGLE.match(line):
            return False
        return bool(WITHIN_ANGLE.search(self.content, max(self.begun[-1][1], self.at - 110), self.at))

    def _is_unfolded(self) -> bool:
        """Whether some program took the white space of all folds: From comes below lines that are no headers."""
        if self.telling is None:
            names = {name.lower() for name, _ in self.begun}
            if "received" not in names or "from" in names:
                return False
        if self.at > (self.telling or 0):
            self.telling = self._telling_ahead()
        return self.at < (self.telling or 0)

    def _telling_ahead(self) -> int:
        """Where the next header that tells something begins, above the next blank line; 0 when none does."""
        blank = BLANK.search(self.content, self.at, self.end)
        found = TELLING.search(self.content, self.at, blank.start() if blank else self.end)
        return found.start() if found else 0

    def _line(self, at: int) -> bytes:
        found = LINE.match(self.content, at, self.end)
        return found[0] if found else b""

    def _goes_on_behind(self, blank: bytes) -> bool:
        """A line of white space alone is a fold (RFC 5322, 4.2), if a header comes next."""
        if blank[:1] not in b" \t" or not self.begun:
            return False
        following = self._line(self.at + len(blank))
        if not following.strip():
            return False
        return bool(FIELD.match(following)) or (
            following[:1] in b" \t" and self._more_come(blank + following)
        )

    def _more_come(self, line: bytes) -> bool:
        at = self.at + len(line)
        for _ in range(LOOKED_AHEAD):
            following = self._line(at)
            if not following.strip():
                return False
            if FIELD.match(following):
                return True
            at += len(following)
        return False
