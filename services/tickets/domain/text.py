"""What people type, made fit to store, and compared with what is stored."""

from typing import Any

from services.tickets.domain.errors import TitleRequired, TitleTooLong
from shared.text import one_line, shows_nothing

MAX_TITLE = 300


def clean_title(text: str) -> str:
    """The title on one line; refuses one that is too long or shows nothing."""
    title = one_line(text)
    if shows_nothing(title):
        raise TitleRequired
    if len(title) > MAX_TITLE:
        raise TitleTooLong(f"The title is longer than {MAX_TITLE} characters")
    return title


def comparable(value: Any) -> Any:
    """A stored value as the rules compare it: a JSON or array column may hand a tuple back as a list."""
    return tuple(value) if isinstance(value, list) else value
