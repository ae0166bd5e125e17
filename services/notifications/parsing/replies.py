"""Separates what somebody wrote from the quote, the signature and the footers around it.

How it decides stands in docs/decisions/0048-visible-reply.md. Time grows with the length of the mail: each line is
looked at with a few lines around it, and no pattern can go back over what it has read.
"""

from collections.abc import Sequence

from services.notifications.parsing.quotes.kinds import drop_quoted_heads, lines_of
from services.notifications.parsing.quotes.lines import Kind, Line
from services.notifications.parsing.quotes.markup import text_of_html
from services.notifications.parsing.quotes.tails import trimmed

_NO_TEXT = (
    "your email client does not support html",
    "this message is in html",
    "this is an html",
    "html only",
)
MOST_READ = 1_000_000
MOST_LINES = 10_000
"""Characters and lines that are looked at. What comes behind them is kept if nothing above was cut."""


def visible_reply(text: str, html: str) -> str:
    """What the writer wrote, without quote, forwarded head, signature and footers.

    `text` is the decoded plain text, `html` the decoded HTML as it came; '' when there is none. Plain text counts
    first. If there are words below the quote only, these; if there is nothing but a quote, the quote.
    """
    if _is_useless(text) and html:
        return _reply_of(text_of_html(html)) or _reply_of(text_of_html(html, with_signature=True))
    return _reply_of(text)


def _is_useless(text: str) -> bool:
    short = text[:300].strip().lower()
    return not short or (len(text) < 300 and any(words in short for words in _NO_TEXT))


def _reply_of(text: str) -> str:
    """The reply in plain text whose quotes are marked by ">"."""
    end = _end_of_reading(text)
    read, rest = text[:end], text[end:]
    lines = lines_of(read)
    kept = _written(lines)
    if not _has_words(kept):
        kept = _quoted_alone(lines)
    reply = "\n".join(line.text for line in kept)
    return (reply + rest if len(kept) == len(lines) else reply).strip()


def _end_of_reading(text: str) -> int:
    at = -1
    for _ in range(MOST_LINES):
        at = text.find("\n", at + 1, MOST_READ)
        if at < 0:
            return min(len(text), MOST_READ)
    return at


def _written(lines: Sequence[Line]) -> Sequence[Line]:
    """What stands above the first head; if that is nothing, what stands below it."""
    at = 0
    while (head := _next(lines, at, Kind.HEAD)) is not None:
        above = _own(lines[at:head])
        below = _behind(lines, head)
        first = _behind_empty(lines, below)
        if first < len(lines) and lines[first].is_quote:
            return _around_quote(above, lines[below:], apart=_is_apart(lines, head, below))
        if _has_words(above):
            return above
        at = below
    return _own(lines[at:])


def _around_quote(above: Sequence[Line], below: Sequence[Line], *, apart: bool) -> Sequence[Line]:
    """What stands above a marked quote and the answers below it or in it.

    Quotes stay where answers stand between them, for else nobody could read these.
    """
    below = below[: _next(below, 0, Kind.HEAD)]
    answers = _own(below)
    if not _has_words(answers):
        return above
    if _quotes(below) == 1:
        answers = trimmed([line for line in answers if not line.is_quote])
        answers, apart = answers[_behind_empty(answers, 0) :], True
    if not _has_words(above):
        return answers
    return [*above, *([Line("", "", Kind.EMPTY)] if apart else []), *answers]


def _is_apart(lines: Sequence[Line], head: int, below: int) -> bool:
    """Whether there is an empty line on one side of the head."""
    return any(0 <= at < len(lines) and lines[at].kind is Kind.EMPTY for at in (head - 1, below))


def _own(lines: Sequence[Line]) -> Sequence[Line]:
    """Without what stands below the words: signature, footers, a quote that nothing answers."""
    kept = trimmed(lines)
    end = len(kept)
    while end and kept[end - 1].kind in (Kind.EMPTY, Kind.QUOTE):
        end -= 1
    return trimmed(kept[:end]) if _has_words(kept[:end]) else kept


def _quotes(lines: Sequence[Line]) -> int:
    """How many quotes there are with words between them."""
    full = [line.is_quote for line in lines if line.kind is not Kind.EMPTY]
    return sum(now and not before for before, now in zip([False, *full], full, strict=False))


def _quoted_alone(lines: Sequence[Line]) -> Sequence[Line]:
    """A mail that is nothing but a quote: its words, without heads."""
    drop_quoted_heads(lines)
    kept = [line for line in lines if line.is_quote]
    full = [at for at, line in enumerate(kept) if any(map(str.isalnum, line.bare))]
    return kept[full[0] : full[-1] + 1] if full else []


def _has_words(lines: Sequence[Line]) -> bool:
    return any(line.is_words for line in lines)


def _next(lines: Sequence[Line], start: int, kind: Kind) -> int | None:
    return next((at for at in range(start, len(lines)) if lines[at].kind is kind), None)


def _behind(lines: Sequence[Line], at: int) -> int:
    """Behind the head that begins here."""
    while at < len(lines) and lines[at].kind is Kind.HEAD:
        at += 1
    return at


def _behind_empty(lines: Sequence[Line], at: int) -> int:
    while at < len(lines) and lines[at].kind is Kind.EMPTY:
        at += 1
    return at
