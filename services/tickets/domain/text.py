"""What people type, made fit to store: no NUL, no control characters, no broken Unicode."""

import unicodedata

from services.tickets.domain.errors import TitleRequired, TitleTooLong

MAX_TITLE = 300
INVISIBLE = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}


def clean_title(text: str) -> str:
    """The title on one line; refuses one that is too long or shows nothing."""
    title = one_line(text)
    if not any(unicodedata.category(sign) not in INVISIBLE for sign in title):
        raise TitleRequired
    if len(title) > MAX_TITLE:
        raise TitleTooLong(f"The title is longer than {MAX_TITLE} characters")
    return title


def one_line(text: str) -> str:
    """`text` with every run of white space made one space."""
    return " ".join("".join(sign for sign in text if sign.isspace() or _is_kept(sign)).split())


def clean_body(text: str) -> str:
    """`text` with its lines and tabs kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or _is_kept(sign)).rstrip()


def _is_kept(sign: str) -> bool:
    # "Cs" are halves of surrogate pairs: they come in by JSON escapes and cannot be written as UTF-8.
    return unicodedata.category(sign) not in {"Cc", "Cs"}
