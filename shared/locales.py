"""Languages that people can be spoken to in, and zones that their times can be shown in: one answer for all doors."""

import re
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

CATALOGUES = Path(__file__).parent / "languages"
"""One file of words per language; a file more is a language more."""

FOR_WIDGET_ALONE = '"X-For: widget\\n"'
"""In the head of a file that has the words of the widget's scripts and no others: no page or mail could be said in it."""

ENGLISH = "en"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


def languages() -> tuple[str, ...]:
    """The languages that everything is said in, English first."""
    return _languages()


def languages_of_widget_alone() -> tuple[str, ...]:
    """Those that only the widget speaks: no desk or person can have them."""
    return tuple(sorted(path.stem for path in CATALOGUES.glob("*.po") if _is_for_widget_alone(path)))


def spoken(tag: str) -> str | None:
    """That of our languages which readers of `tag` understand, with a country or without it; None if there is none."""
    first = tag.replace("_", "-").partition("-")[0].lower()
    return first if first in _languages() else None


def is_language(tag: str) -> bool:
    """Whether `tag` names a language there are words in, with the country or without it."""
    return _LANGUAGE.fullmatch(tag) is not None and spoken(tag) is not None


def in_words() -> str:
    """The languages there are, for a sentence: `en or pl`."""
    *others, last = _languages()
    return f"{', '.join(others)} or {last}" if others else last


def canonical(tag: str) -> str:
    """A language's one spelling (RFC 5646, section 2.1.1): `en-GB`, `pl-Latn-PL`."""
    first, *others = tag.lower().split("-")
    shapes = {2: str.upper, 4: str.title}
    return "-".join([first, *(shapes.get(len(part), str.lower)(part) for part in others)])


def is_zone(name: str) -> bool:
    """Whether `name` is a zone of the IANA database such as Europe/Warsaw."""
    return name in _zones()


@cache
def _languages() -> tuple[str, ...]:
    whole = (path.stem for path in CATALOGUES.glob("*.po") if not _is_for_widget_alone(path))
    return tuple(sorted(whole, key=lambda tag: (tag != ENGLISH, tag)))


def _is_for_widget_alone(path: Path) -> bool:
    head, _, _ = path.read_text("utf-8").partition("\n\n")
    return FOR_WIDGET_ALONE in head


@cache
def _zones() -> frozenset[str]:
    # The list, not a try: a machine's own files such as "localtime" can be opened as zones too.
    return frozenset(available_timezones() - {"localtime", "Factory"})
