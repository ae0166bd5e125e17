"""What people type, made fit to store: every sign that belongs to writing stays, nothing else does."""

import unicodedata
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

LONGEST_NAME = 200
LONGEST_PHONE = 50

SHOWS_NOTHING = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
"""General categories without a picture of their own: controls, formats, blanks, marks that need a letter."""

LINE_ENDS = {ord(sign): "\n" for sign in "\r\v\f\x85\u2028\u2029"}
"""What other systems end a line, a page or a paragraph with."""

FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and symbols by category that are drawn as nothing (Hangul fillers, the empty Braille pattern)."""


def one_line(text: str) -> str:
    """`text` with every run of white space made one space, without control signs and broken Unicode."""
    if text.isprintable():
        return " ".join(text.split())  # as nearly every line is: nothing to take out
    return " ".join(without(text, lambda sign: not sign.isspace() and not _is_kept(sign)).split())


def paragraphs(text: str) -> str:
    """`text` with its lines and tabs kept, without other control signs and broken Unicode."""
    if text.replace("\n", "").isprintable():
        return text.rstrip()
    lines = text.replace("\r\n", "\n").translate(LINE_ENDS)
    return without(lines, lambda sign: sign not in "\n\t" and not _is_kept(sign)).rstrip()


def shows_nothing(text: str) -> bool:
    """Whether a reader would see nothing at all: empty, or made of invisible signs only."""
    if text.isascii() and text.isprintable():
        return not text.strip()
    return all(unicodedata.category(sign) in SHOWS_NOTHING or sign in FILLERS for sign in set(text))


def without(text: str, is_dropped: Callable[[str], bool]) -> str:
    """`text` without some signs. Each kind is judged once: a long text must not hold the event loop."""
    dropped = {ord(sign): None for sign in set(text) if is_dropped(sign)}
    return text.translate(dropped) if dropped else text


def _is_kept(sign: str) -> bool:
    # "Cs" are halves of surrogate pairs: they come in by JSON escapes and cannot be written as UTF-8.
    return unicodedata.category(sign) not in {"Cc", "Cs"}


def line_of(longest: int) -> AfterValidator:
    """A validator for one line that shows something, of at most `longest` characters."""

    def check(text: str) -> str:
        if "\0" in text:
            raise ValueError("must not contain NUL characters")
        line = one_line(text)
        if shows_nothing(line):
            raise ValueError("must not be empty")
        if len(line) > longest:
            raise ValueError(f"must have at most {longest} characters")
        return line

    return AfterValidator(check)


def none_if_blank(value: object) -> object:
    """For optional fields: text that shows nothing counts as not given; NUL is refused by what comes after."""
    return None if isinstance(value, str) and "\0" not in value and shows_nothing(value) else value


PersonName = Annotated[str, line_of(LONGEST_NAME)]
"""What a person is called: one line. Names follow no other rule."""

Phone = Annotated[str, line_of(LONGEST_PHONE)]
"""A telephone number as its owner writes it."""

OptionalName = Annotated[PersonName | None, BeforeValidator(none_if_blank)]
OptionalPhone = Annotated[Phone | None, BeforeValidator(none_if_blank)]
