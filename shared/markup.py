"""What people write, as HTML that is safe to show: made once, at writing, and kept with its version.

Who writes decides how it is read. Customers and mails are plain text: lines stay, links are found, nothing else is
interpreted. Agents write Markdown (`shared.markdown`), unless it would cost more than others can wait.
"""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, TypeVar

import nh3
from markupsafe import escape

from shared.contracts.parts import Channel
from shared.links import has_endless_word, linked
from shared.markdown import costs_too_much, make_markdown

Format = Literal["plain", "markdown"]
T = TypeVar("T")

VERSION = 3
"""Grows when the same words would be shown in another way; stored beside the HTML."""

LARGE = 1000
"""Characters from which on rendering leaves the event loop."""

LONGEST_MARKDOWN = 50_000
"""Characters up to which formatting is looked for; what is longer is a log or a dump and shown as typed."""

LARGEST_GROWTH = 12
"""HTML longer than so many times its text comes from nesting made to cost: it is shown as plain text."""

TAGS = {
    "p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr",
    "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
BLOCKS = ("p", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th")
NUMBERS = ("value", "start")
_without_address = re.compile(r'<a rel="[^"]*">(.*?)</a>', re.DOTALL)


def _digits(tag: str, attribute: str, value: str) -> str | None:
    """A number of a list is digits."""
    return None if tag in ("li", "ol") and attribute in NUMBERS and not value.isdecimal() else value


_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}, "ol": {"start"}, "li": {"value"}},
    attribute_filter=_digits,
    # Each paragraph is written in the direction of its own first letters.
    set_tag_attribute_values={tag: {"dir": "auto"} for tag in BLOCKS},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer nofollow",
)
_elsewhere = ThreadPoolExecutor(max_workers=1, thread_name_prefix="markup")


def format_of(channel: Channel) -> Format:
    """How a ticket's first words are read: those that an agent or a program of the team sent are Markdown."""
    return "markdown" if channel in (Channel.PANEL, Channel.API) else "plain"


def format_by(kind: str) -> Format:
    """How a comment is read, by the kind of its author (`Actor.kind`)."""
    return "markdown" if kind == "agent" else "plain"


def to_html(text: str, written: Format) -> str:
    """`text` as sanitised HTML with every visible sign in it."""
    if written == "markdown" and len(text) <= LONGEST_MARKDOWN and not costs_too_much(text):
        html = (_unlinked if has_endless_word(text) else _markdown).render(text)
        if len(html) <= 1000 + LARGEST_GROWTH * len(text):
            return _clean(html)
    return _clean(linked(text))


async def render(text: str, written: Format) -> str:
    """`to_html`, away from the event loop when the text is large."""
    return await elsewhere(len(text), to_html, text, written)


async def elsewhere(characters: int, make: Callable[..., T], *given: Any) -> T:
    """What `make` makes of `given`, away from the event loop when that is `LARGE`; one at a time."""
    if characters < LARGE:
        return make(*given)
    return await asyncio.get_running_loop().run_in_executor(_elsewhere, make, *given)


def clean_html(html: str) -> str:
    """Foreign HTML, as mails bring it, with everything taken out that is not plain text formatting."""
    return _clean(html)


def _clean(html: str) -> str:
    """Cleaned, and a link whose address was taken away is words again."""
    return _without_address.sub(r"\1", _cleaner.clean(html))


def _is_kept(address: str) -> bool:
    """Whether the cleaner lets a link lead to `address`."""
    return " href=" in _cleaner.clean(f'<a href="{escape(address)}">')


_markdown, _unlinked = make_markdown(True, _is_kept), make_markdown(False, _is_kept)
