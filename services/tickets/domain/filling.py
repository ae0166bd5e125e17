"""Values put into an agent's words: one pass, so no value is a template, and none is Markdown either."""

import re
from collections.abc import Mapping

from shared.links import Links
from shared.placeholders import PLACEHOLDER, without_gaps
from shared.text import one_line, shows_nothing

JOINER = "\u2060"
"""Nobody sees it (WORD JOINER), and no address, list or heading goes on over it."""

_links = Links()
_begins_a_block = re.compile(r"(?=[-+=#>:]|\d+[.)])")
_marks = re.compile(r"(?<!\w)[*_]|[*_](?!\w)|`|~(?=~)|(?<=~)~")
_parts_of_addresses = re.compile(r"(?=[:@])|(?<=www)(?=\.)", re.IGNORECASE)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its values as they are to be read, in Markdown; one that shows nothing leaves no gap.

    What is no name of `values` stays as it is typed.
    """
    whole = without_gaps(template, lambda name: shows_nothing(values.get(name, name)))
    return PLACEHOLDER.sub(lambda found: _put(found, values), whole)


def as_typed(value: str) -> str:
    """Markdown that shows `value`, one line, sign by sign: what an outsider wrote is no link, list or emphasis of ours."""
    line = _marks.sub(r"\\\g<0>", one_line(value)).replace("](", f"]{JOINER}(")
    if "<" in line or _links.test(line):
        line = _parts_of_addresses.sub(JOINER, line)
    return f"{JOINER}{line}" if _begins_a_block.match(line) else line


def _put(found: re.Match[str], values: Mapping[str, str]) -> str:
    name = found[1].strip()
    return as_typed(values[name]) if name in values else found[0]
