"""Macros that are not rendered again for what they have rendered before: most of a page is as it was a moment ago."""

from collections.abc import Callable, Hashable
from functools import lru_cache

from markupsafe import Markup

from shared.panel.words import the_reader

Macro = Callable[..., Markup]

MOST_MARKS = 5000
ROOM = 4_000_000
"""Characters that one macro keeps in a process; when they are used up it begins anew."""

LONGEST = 20_000
"""What is longer is rendered each time: it would use too much of the room."""


def remembered(macro: Macro) -> Macro:
    """A macro that depends on nothing but its arguments.

    They are told apart by type too: a text that is safe to show and one that is not may be equal.
    """
    return lru_cache(maxsize=MOST_MARKS, typed=True)(macro)


def remembered_for_reader(macro: Macro) -> Macro:
    """One that also tells instants: it depends on the zone, the language and the day of whoever reads, too.

    Its arguments are hashable. Safe and unsafe texts have places of their own in them, so that no two of these can be equal.
    """
    kept: dict[Hashable, Markup] = {}
    room = ROOM

    def shown(*given: Hashable) -> Markup:
        nonlocal room
        here = the_reader()
        key = (here.zone, here.language, here.today, *given)
        html = kept.get(key)
        if html is None:
            html = macro(*given)
            room -= len(html)
            if room < 0:
                kept.clear()
                room = ROOM
            if len(html) <= LONGEST:
                kept[key] = html
        return html

    return shown
