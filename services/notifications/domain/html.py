"""A filled template as HTML: paragraphs, links, an agent's formatted answer; an outsider's words stay words."""

import re
from collections.abc import Mapping
from html import escape

from shared.links import linked
from shared.markup import clean_html

BEGIN, END = "\x01", "\x02"
"""Around the number of a value in the text. No value has them: control signs are taken out."""

MARK = re.compile(rf"{BEGIN}([wb])\d+{END}")
LINK_BEFORE = re.compile(rf'<a href="[^"]*">([^<]*)</a>(?={BEGIN}w)')


def mark_of_words(number: int) -> str:
    """Stands for an outsider's words, which are never made a link and lengthen none."""
    return f"{BEGIN}w{number}{END}"


def mark_of_block(number: int) -> str:
    """Stands for HTML that is whole paragraphs."""
    return f"{BEGIN}b{number}{END}"


def to_html(text: str, inserted: Mapping[str, str]) -> str:
    """`text` in paragraphs, with what its marks stand for: plain words, or HTML of an agent."""
    html = LINK_BEFORE.sub(r"\1", linked(text))
    # In one pass: a value is not looked at for marks.
    return clean_html(_without_empty(MARK.sub(lambda found: _put_in(found, inserted), html)))


def _put_in(mark: re.Match[str], inserted: Mapping[str, str]) -> str:
    value = inserted.get(mark[0], "")
    return f"</p>{value}<p>" if mark[1] == "b" else escape(value)


def _without_empty(html: str) -> str:
    tidy = re.sub(r"<p>(?:\s|<br>)+", "<p>", html)
    return re.sub(r"(?:\s|<br>)+</p>", "</p>", tidy).replace("<p></p>", "")
