"""Cuts off what stands below the words: signature, list footer, notices, "Sent from my iPhone"."""

from collections.abc import Sequence

from services.notifications.parsing.quotes.endings import is_contact, is_dashed_name, is_notice
from services.notifications.parsing.quotes.lines import Kind, Line, is_list_mark, is_signature_mark

LONGEST_SIGNATURE = 15
"""Lines with something in them. What goes on for longer behind "--" is a chapter, not a signature."""

LONGEST_CARD = 6
"""The same below a rule of another kind."""


def trimmed(lines: Sequence[Line]) -> list[Line]:
    """The words of these lines, without empty lines at the end."""
    kept = [line for line in lines[: _end(lines)] if line.kind is not Kind.FOOTER]
    _strip(kept)
    if len(kept) > 2 and is_dashed_name(kept[-1]) and kept[-2].kind is Kind.EMPTY:
        kept.pop()
        _strip(kept)
    return kept


def _strip(kept: list[Line]) -> None:
    while kept and kept[-1].kind in (Kind.EMPTY, Kind.RULE):
        kept.pop()


def _end(lines: Sequence[Line]) -> int:
    """Where signature, list footer or notice begin."""
    words = _words_behind(lines)
    for at, line in enumerate(lines):
        if is_signature_mark(line) and (words[at] <= LONGEST_SIGNATURE or line.text.endswith("-- ")):
            return at
        if is_list_mark(line) and words[at] <= LONGEST_SIGNATURE:
            return at
        if line.kind is Kind.RULE and words[at] <= LONGEST_CARD and _is_card(lines[at + 1 :]):
            return at
        if line.is_words and is_notice(line) and (at == 0 or lines[at - 1].kind is not Kind.TEXT):
            return at
    return len(lines)


def _is_card(lines: Sequence[Line]) -> bool:
    """A name, then short lines with an address or number among them."""
    full = [line for line in lines if line.kind is not Kind.EMPTY]
    named = bool(full) and ":" not in full[0].bare and len(full[0].bare.split()) <= 4
    return named and any(map(is_contact, full)) and all(len(line.bare) < 80 for line in full)


def _words_behind(lines: Sequence[Line]) -> list[int]:
    """For each line how many further ones have something in them."""
    counts, count = [0] * len(lines), 0
    for at in range(len(lines) - 1, -1, -1):
        counts[at] = count
        count += lines[at].kind is not Kind.EMPTY
    return counts
