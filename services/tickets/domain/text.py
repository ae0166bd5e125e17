"""A ticket's title and what is written on it, made fit to store."""

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
