"""Agents' Markdown: CommonMark, less whatever makes words vanish that somebody typed.

Link definitions, images, entities, raw HTML, headings by underlining, links without words or with a title are shown
as typed; a list keeps the numbers that were typed; a path keeps its backslashes; a lone `#` and `01.` are what they are.
"""

import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.helpers import parseLinkDestination, parseLinkLabel
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, heading, paragraph
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from shared.links import Links

DEEPEST = 12
"""Quotes and lists inside each other; what lies deeper is shown flat."""

MOST_MARKS = 8_000
"""Signs of Markdown in one text; what has more was made to cost, or is a dump."""

COSTLY = {"\n": 4, "@": 5, "://": 5, "www.": 5, **dict.fromkeys("!#&*+->[\\]_`~<", 1)}
"""As how many signs each counts: a line and an address take that much longer."""

LONGEST_PATH = 260
ESCAPABLE = tuple("*_`[]#>~")
VANISHING = ["reference", "lheading", "image", "entity", "html_block", "html_inline"]
_of_a_path = re.compile(r"""[„"'(]?(?:\\\\|[A-Za-z]:\\|\.{1,2}\\)""")
_with_zero = re.compile(r"0\d+[.)](?:\s|$)")
_goes_on = re.compile(r"[*?.]*\w")


def costs_too_much(text: str) -> bool:
    """Whether formatting `text` would take longer than others can wait."""
    return sum(weight * text.count(sign) for sign, weight in COSTLY.items()) > MOST_MARKS


def make_markdown(links: bool, is_kept: Callable[[str], bool]) -> MarkdownIt:
    """A parser; `links` says whether it looks for bare addresses, `is_kept` whether a link may lead to one."""
    made = _Markdown(is_kept, {"html": False, "breaks": True, "linkify": links, "maxNesting": 2 * DEEPEST})
    made.enable(["strikethrough", *(["linkify"] if links else [])])
    made.disable(VANISHING)
    made.core.ruler.after("block", "numbers", _numbers)
    made.block.ruler.before("table", "flat", _flat)
    made.block.ruler.before("list", "zeros", _zeros, {"alt": ["list"]})
    made.block.ruler.at("heading", _heading, {"alt": ["paragraph", "reference", "blockquote"]})
    made.inline.ruler.at("escape", _escape)
    made.inline.ruler.at("link", _link)
    made.inline.ruler.before("emphasis", "stars_inside_words", _stars_inside_words)
    made.add_render_rule("fence", _fence)
    made.linkify = Links()
    return made


class _Markdown(MarkdownIt):
    """Shows addresses as they were typed, and makes no link that would lead nowhere."""

    def __init__(self, is_kept: Callable[[str], bool], options: dict[str, object]) -> None:
        super().__init__("commonmark", options)
        self.is_kept = is_kept

    def validateLink(self, url: str) -> bool:  # noqa: N802 the parser's name
        return super().validateLink(url) and self.is_kept(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 the parser's name
        return link


def _flat(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The parser's own bound drops what lies deeper."""
    return state.level >= DEEPEST and paragraph(state, start, end, silent)


def _zeros(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`01.` begins no list: its number would be shown without the zero."""
    return bool(_with_zero.match(_line(state, start))) and (silent or paragraph(state, start, end, silent))


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A `#` with nothing behind it is shown: an empty heading is not."""
    return bool(_line(state, start).strip("# \t")) and heading(state, start, end, silent)


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _numbers(state: StateCore) -> None:
    """Each item of a list has the number that was typed, wherever counting on would give another."""
    expected: list[int] = []
    for token in state.tokens:
        if token.type == "ordered_list_open":
            expected.append(int(token.attrGet("start") or 1) if token.attrGet("start") != 0 else 0)
        elif token.type == "ordered_list_close":
            expected.pop()
        elif token.type == "list_item_open" and token.info:
            if int(token.info) != expected[-1]:
                token.attrSet("value", token.info)
            expected[-1] = int(token.info) + 1


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
    """A backslash escapes the signs of Markdown and nothing else, and in a path not even those."""
    start, following = state.pos, state.src[state.pos + 1 : state.pos + 2]
    if state.src[start] != "\\" or following not in ESCAPABLE:
        return False
    if not silent and _is_in_a_path(state.src, start):
        state.pending += f"\\{following}"
    elif not silent:
        token = state.push("text_special", "", 0)
        token.content, token.markup, token.info = following, f"\\{following}", "escape"
    state.pos += 2
    return True


def _is_in_a_path(source: str, backslash: int) -> bool:
    r"""`\\nas\_new`, `C:\*.log` and `logs\*.log` are paths; `\*so\*` is two escaped stars."""
    word = re.split(r"\s", source[max(0, backslash - LONGEST_PATH) : backslash])[-1]
    if word.endswith("\\") or _of_a_path.match(f"{word}\\"):
        return True
    return word[-1:].isalnum() and bool(_goes_on.match(source, backslash + 2))


def _link(state: StateInline, silent: bool) -> bool:
    """`[words](address)`; without words nobody would see it, and a title would be lost."""
    start, end, source = state.pos, state.posMax, state.src
    if source[start] != "[":
        return False
    close = parseLinkLabel(state, start, True)
    if close < 0 or source[close + 1 : close + 2] != "(" or not source[start + 1 : close].strip():
        return False
    target = parseLinkDestination(source, close + 2, end)
    if not (target.ok and target.str and target.pos < end and source[target.pos] == ")"):
        return False
    address = state.md.normalizeLink(target.str)
    if not state.md.validateLink(address):
        return False
    if not silent:
        _push_link(state, address, start + 1, close)
    state.pos, state.posMax = target.pos + 1, end
    return True


def _push_link(state: StateInline, address: str, start: int, end: int) -> None:
    state.pos, state.posMax = start, end
    state.push("link_open", "a", 1).attrs = {"href": address}
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)


def _fence(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
    """A code block; words behind its opening marks are its first line, unless they name a language."""
    info = tokens[index].info.strip()
    first = f"{info}\n" if " " in info else ""
    return f"<pre><code>{escapeHtml(first + tokens[index].content)}</code></pre>\n"
