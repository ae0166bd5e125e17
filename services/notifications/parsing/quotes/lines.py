"""One line of a mail's text, as it was written and as it is compared."""

import re
from dataclasses import dataclass
from enum import Enum

LONGEST_COMPARED = 500
"""Characters of a line that are looked at. What is longer is a paragraph, not a mark."""

_QUOTED = re.compile(r"[ \t]*(?:[A-Z]{1,3}(?=>))?(?:>[ \t]?)+")
_INVISIBLE = {
    **dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0xAD]),
    **dict.fromkeys([0xA0, 0x202F, 0x2009, 0x3000], " "),
    0xFF1A: ":",
    0x2019: "'",
}
"""Direction marks and joiners go, every space and colon is the plain one."""

RULE_SIGNS = frozenset("-_=*~#+—–─━•·ᐧ")


class Kind(Enum):
    """What a line is. A HEAD is any line of what stands above a quote; its first one begins it."""

    EMPTY = "empty"
    TEXT = "text"
    QUOTE = "quote"
    HEAD = "head"
    RULE = "rule"
    FOOTER = "footer"


@dataclass(slots=True)
class Line:
    """`text` as written, `bare` in lower case without quote marks, stars and invisible signs."""

    text: str
    bare: str
    kind: Kind

    @property
    def is_words(self) -> bool:
        return self.kind is Kind.TEXT

    @property
    def is_quote(self) -> bool:
        return self.kind is Kind.QUOTE


def read_line(text: str) -> Line:
    """A line of which nothing but itself is known: empty, quoted, a rule, or text."""
    if not text or text.isspace():
        return Line(text, "", Kind.EMPTY)
    if quoted := _QUOTED.match(text):
        return Line(text, compared(text[quoted.end() :]), Kind.QUOTE)
    bare = compared(text)
    if not bare and set(text.strip()) > RULE_SIGNS:
        return Line(text, "", Kind.EMPTY)
    return Line(text, bare, Kind.RULE if is_rule(text) else Kind.TEXT)


def compared(text: str) -> str:
    """Lower case, without stars (bold, in text made of HTML) and invisible signs, ends trimmed."""
    short = text[:LONGEST_COMPARED]
    if not short.isascii():
        short = short.translate(_INVISIBLE)
    lowered = short.replace("*", "").strip().lower()
    return (
        lowered if lowered.isascii() else lowered.replace("i\u0307", "i")
    )  # the Turkish capital I with a dot


def is_rule(text: str) -> bool:
    """A line of dashes, underscores and the like, or "--"."""
    signs = text[:LONGEST_COMPARED].strip()
    return bool(signs) and (len(signs) > 1 or signs in "—–ᐧ_") and RULE_SIGNS.issuperset(signs)


def is_signature_mark(line: Line) -> bool:
    """The "-- " of RFC 3676 4.3; the space is often lost."""
    return line.kind is Kind.RULE and line.text.strip() in ("--", "- --", "––")


def is_list_mark(line: Line) -> bool:
    """The row of underscores that list servers, Yahoo and Outlook put above what they add."""
    signs = line.text.strip()
    return line.kind is Kind.RULE and len(signs) > 1 and set(signs) == {"_"}
