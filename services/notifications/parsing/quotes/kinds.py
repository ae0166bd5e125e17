"""Says of every line of a mail what it is, with a few lines around it."""

from collections.abc import Sequence

from services.notifications.parsing.quotes.endings import is_bare_mark, is_footer, is_mark, is_title
from services.notifications.parsing.quotes.fields import block_at
from services.notifications.parsing.quotes.heads import (
    head_ending_at,
    is_named_head,
    is_verb_alone,
    split_shared,
)
from services.notifications.parsing.quotes.lines import Kind, Line, read_line

_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----\n"
_SIGNATURE = "\n-----BEGIN PGP SIGNATURE-----"
_FENCE = "```"


def lines_of(text: str) -> list[Line]:
    """The lines of a decoded text, each with its kind."""
    lines = [read_line(line) for line in _split(_without_armour(text))]
    _fence(lines)
    for at, line in enumerate(lines):
        _judge(lines, at, line)
    for at in range(len(lines) - 2, -1, -1):
        if lines[at + 1].kind is Kind.HEAD:
            _join_above(lines, at)
    return lines


def _split(text: str) -> list[str]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    lines: list[str] = []
    for line in plain.split("\n"):
        shared = split_shared(line)
        lines += shared or (line,)
    return lines


def _without_armour(text: str) -> str:
    """Without the frame of a signed message (RFC 9580 7)."""
    plain = text.replace("\r\n", "\n") if "-----BEGIN PGP" in text else text
    if plain.startswith(_SIGNED):
        plain = plain[len(_SIGNED) :].partition("\n\n")[2]
    return plain.partition(_SIGNATURE)[0] if _SIGNATURE in plain else plain


def _fence(lines: Sequence[Line]) -> None:
    """Lines of code between two fences are words whatever they look like."""
    opened: int | None = None
    for at, line in enumerate(lines):
        if not line.bare.startswith(_FENCE) or line.is_quote:
            continue
        if opened is None:
            opened = at
            continue
        for inside in lines[opened : at + 1]:
            inside.kind, inside.bare = Kind.TEXT, _FENCE
        opened = None


def _judge(lines: list[Line], at: int, line: Line) -> None:
    if line.is_quote:
        if not (at and lines[at - 1].kind is Kind.TEXT and _closes_bracket(lines[at - 1].text, line.bare)):
            return
        line.kind = Kind.TEXT
    if line.kind in (Kind.EMPTY, Kind.HEAD):
        return
    if _is_torn(lines, at):
        line.kind = Kind.QUOTE
    elif (first := _head_from(lines, at)) is not None:
        _mark(lines, first, at + 1)
    elif (end := block_at(lines, at)) is not None:
        _mark(lines, at, end)
    elif is_footer(line):
        line.kind = Kind.FOOTER


def _head_from(lines: list[Line], at: int) -> int | None:
    if is_mark(lines[at]):
        return at
    first = head_ending_at(lines, at)
    return at if first is None and is_named_head(lines[at], _following(lines, at)) else first


def _following(lines: Sequence[Line], at: int) -> Line | None:
    """The next line that is not empty, at most two lines on."""
    return next((line for line in lines[at + 1 : at + 4] if line.kind is not Kind.EMPTY), None)


def _mark(lines: Sequence[Line], first: int, end: int) -> None:
    for line in lines[first:end]:
        line.kind = Kind.HEAD


def _join_above(lines: Sequence[Line], at: int) -> None:
    """A rule, "Original message" without dashes or a title right above a head belongs to it."""
    line = lines[at]
    above = lines[at - 1] if line.kind is Kind.EMPTY and at else line
    if above.kind is Kind.RULE or is_title(above) or is_bare_mark(line):
        line.kind = Kind.HEAD


def _closes_bracket(before: str, bare: str) -> bool:
    """The ">" of an address that a mail program broke in two, not that of a quote."""
    opened = before[-300:].rpartition("<")[2].strip()
    if ">" not in opened and " " not in opened and ("@" in opened or opened.startswith("http")):
        return True
    return is_verb_alone(bare)


def _is_torn(lines: Sequence[Line], at: int) -> bool:
    """The end of a long quoted line that was broken without a mark of its own."""
    if not at or not lines[at - 1].is_quote:
        return False
    if not lines[at].text[:1].islower():
        return (
            lines[at].bare.startswith(("(http", "<http")) and at + 1 < len(lines) and lines[at + 1].is_quote
        )
    before, short = lines[at - 1].text, len(lines[at].text) < 60
    if short and at + 1 < len(lines) and lines[at + 1].is_quote and len(lines[at].text) < 40:
        return True
    return short and len(before) >= 60 and before.rstrip()[-1:] not in ".?!:"


def drop_quoted_heads(lines: Sequence[Line]) -> None:
    """Marks heads inside of quotes too; only a mail that is all quote needs it."""
    for at, line in enumerate(lines):
        if line.is_quote and (first := head_ending_at(lines, at)) is not None:
            _mark(lines, first, at + 1)
