"""What people write, as HTML that is safe to show: made once, at writing, and kept with its version.

Who writes decides how it is read. Customers and mails are plain text: lines stay, links are found, nothing else is
interpreted. Agents write Markdown (CommonMark), less what would make words vanish: link definitions, images,
entities and raw HTML are shown as typed.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, TypeVar

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from shared.contracts.parts import Channel
from shared.links import Links, has_endless_word, linked

Format = Literal["plain", "markdown"]
T = TypeVar("T")

VERSION = 2
"""Grows when the same words would be shown in another way; stored beside the HTML."""

LARGE = 1000
"""Characters from which on rendering leaves the event loop."""

LONGEST_MARKDOWN = 50_000
"""Characters up to which formatting is looked for; what is longer is a log or a dump and shown as typed."""

DEEPEST = 12
"""Quotes and lists inside each other; what lies deeper is shown flat."""

LARGEST_GROWTH = 12
"""HTML longer than so many times its text comes from nesting made to cost: it is shown as plain text."""

TAGS = {
    "p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr",
    "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
BLOCKS = ("p", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th")
ESCAPABLE = tuple("*_`[]#>~")
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
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
    if written == "markdown" and len(text) <= LONGEST_MARKDOWN:
        html = (_unlinked if has_endless_word(text) else _markdown).render(text)
        if len(html) <= 1000 + LARGEST_GROWTH * len(text):
            return _cleaner.clean(html)
    return _cleaner.clean(linked(text))


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
    return _cleaner.clean(html)


def _stars_inside_words(state: StateInline, silent: bool) -> bool:
    """Stars between two letters or digits are stars: `2*3*4` is a product, not emphasis."""
    start, source = state.pos, state.src
    if source[start] != "*":
        return False
    end = next((place for place in range(start, state.posMax) if source[place] != "*"), state.posMax)
    if start == 0 or end == state.posMax or not (source[start - 1].isalnum() and source[end].isalnum()):
        return False
    if not silent:
        state.pending += source[start:end]
    state.pos = end
    return True


def _escape(state: StateInline, silent: bool) -> bool:
    """A backslash escapes the signs of Markdown and nothing else: paths of Windows keep theirs."""
    start, following = state.pos, state.src[state.pos + 1 : state.pos + 2]
    if state.src[start] != "\\" or following not in ESCAPABLE:
        return False
    if not silent:
        token = state.push("text_special", "", 0)
        token.content, token.markup, token.info = following, f"\\{following}", "escape"
    state.pos += 2
    return True


def _fence(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
    """A code block; words behind its opening marks are its first line, unless they name a language."""
    info = tokens[index].info.strip()
    first = f"{info}\n" if " " in info else ""
    return f"<pre><code>{escapeHtml(first + tokens[index].content)}</code></pre>\n"


def _make_markdown(links: bool) -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": links, "maxNesting": DEEPEST})
    made.enable(["strikethrough", *(["linkify"] if links else [])])
    # Each of these makes words vanish that somebody typed.
    made.disable(["reference", "image", "entity", "html_block", "html_inline"])
    made.inline.ruler.at("escape", _escape)
    made.inline.ruler.before("emphasis", "stars_inside_words", _stars_inside_words)
    made.add_render_rule("fence", _fence)
    made.linkify = Links()
    return made


_markdown, _unlinked = _make_markdown(links=True), _make_markdown(links=False)
