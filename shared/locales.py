"""Languages that people can be spoken to in, and zones that their times can be shown in: one answer for all doors."""

import re
from functools import cache
from zoneinfo import available_timezones

_LANGUAGE = re.compile(r"(en|pl)(-[A-Za-z0-9]{2,8})*", re.IGNORECASE)


def is_language(tag: str) -> bool:
    """Whether `tag` is English or Polish, with the country or without it."""
    return _LANGUAGE.fullmatch(tag) is not None


def canonical(tag: str) -> str:
    """A language's one spelling (RFC 5646, section 2.1.1): `en-GB`, `pl-Latn-PL`."""
    first, *others = tag.lower().split("-")
    shapes = {2: str.upper, 4: str.title}
    return "-".join([first, *(shapes.get(len(part), str.lower)(part) for part in others)])


def is_zone(name: str) -> bool:
    """Whether `name` is a zone of the IANA database such as Europe/Warsaw."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    # The list, not a try: a machine's own files such as "localtime" can be opened as zones too.
    return frozenset(available_timezones() - {"localtime", "Factory"})
