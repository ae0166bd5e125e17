"""A mail's HTML, made safe to show: words, tables and colours stay, whatever acts or reports does not.

Pictures from elsewhere would tell their sender when the mail is read: their addresses wait in `data-remote-src` until
a reader asks for them. Pictures that came with the mail stay `cid:`.
"""

import re
from html import unescape
from importlib.metadata import version

import nh3
from markupsafe import escape

RULES = 1
"""Grows when the rules below change."""
VERSION = f"{RULES} nh3 {version('nh3')}"
"""HTML made by another version is made again from the raw mail."""

DEEPEST = 400
"""Elements within each other; the reader of HTML takes time with the square of it."""

MOST_ENTITIES = 5000
"""Signs like `&nbsp;` between two tags."""

MOST_ATTRIBUTES = 1000
"""Attributes of one element, for the same reason."""

STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-right",
    "border-spacing", "border-style", "border-top", "border-width", "color", "direction", "font", "font-family",
    "font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing", "line-height",
    "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "min-width",
    "padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration",
    "text-indent", "text-transform", "unicode-bidi", "vertical-align", "white-space", "width", "word-break",
    "word-wrap",
}  # fmt: skip
TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center",
    "cite", "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "ol",
    "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "wbr",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"align", "bgcolor", "dir", "lang", "style", "title", "valign", "width", "height"},
    "a": {"href", "name"},
    "img": {"src", "alt", "border"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap"},
    "ol": {"start", "type"},
    "li": {"value"},
    "font": {"color", "face", "size"},
}
WITHOUT_WORDS = {
    "script",
    "style",
    "title",
    "head",
    "template",
    "noscript",
    "object",
    "svg",
    "math",
    "iframe",
}
OWN_PICTURE = re.compile(r"(?:cid:|data:image/(?:png|gif|jpeg|webp);base64,)", re.IGNORECASE)
ELSEWHERE = "https:remote:"
REMOTE = re.compile(rf'(<img(?: [a-z-]+="[^"]*")*?) src="{ELSEWHERE}([^"]*)"')
LONG_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']++|\"[^\"]*\"|'[^']*'|[\"'])*+")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
ANY_TAG = re.compile(r"<[^<>]*>")
BREAKS = re.compile(
    r"</?(?:br|p|div|tr|li|h[1-6]|table|blockquote|ul|ol|hr|pre|center)\b[^<>]*>", re.IGNORECASE
)
CELLS = re.compile(r"</?t[dh]\b[^<>]*>", re.IGNORECASE)
LINE_END = "<br>\n"
SILENT = re.compile(r"<(?:(style|script|title|template|noscript)\b|!--)", re.IGNORECASE)
OPENS = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})")
HARDLY_NESTS = frozenset(
    {"area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p", "param",
     "source", "td", "th", "tr", "wbr"}
)  # fmt: skip


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Pictures may be the mail's own, links and nothing else may hold data."""
    if tag == "img" and name == "src" and not OWN_PICTURE.match(value):
        return f"{ELSEWHERE}{value}" if value.lower().startswith(("http:", "https:")) else None
    if name == "href" and value.lower().startswith(("data:", "cid:")):
        return None
    return value


_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=WITHOUT_WORDS,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    filter_style_properties=STYLES,
    url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
    link_rel="noopener noreferrer nofollow",
)


def clean(html: str) -> str:
    """`html` with nothing in it that acts, frames, covers the page or loads from elsewhere.

    What would take too long to read as HTML is its words alone.
    """
    if costs_too_much(html):
        lines = (str(escape(line)) for line in without_tags(html).split("\n"))
        return f"<p>{LINE_END.join(lines)}</p>"
    return REMOTE.sub(r'\1 data-remote-src="\2"', _cleaner.clean(html))


def without_tags(html: str) -> str:
    """The words of `html` line by line, found without reading it as HTML."""
    parted = CELLS.sub(" ", BREAKS.sub("\n", _without_silent(html)))
    lines = (" ".join(unescape(line).split()) for line in ANY_TAG.sub("", parted).split("\n"))
    return "\n".join(filter(None, lines))


def _without_silent(html: str) -> str:
    """Without elements that show no words, and comments; one that nobody closes goes to the end."""
    kept: list[str] = []
    at = 0
    while found := SILENT.search(html, at):
        kept.append(html[at : found.start()])
        closing = re.compile(f"</{found[1]}\\b[^<>]*>" if found[1] else "-->", re.IGNORECASE)
        ended = closing.search(html, found.end())
        at = ended.end() if ended else len(html)
    return "".join([*kept, html[at:]])


def costs_too_much(html: str) -> bool:
    """Whether reading it takes a time that grows faster than it does."""
    # The sanitiser goes back over a text for each sign in it that may begin an entity.
    if any(words.count("&") > MOST_ENTITIES for words in html.split("<")):
        return True
    return nests_too_deep(html) or any(
        len(QUOTED.sub("", found[0]).split()) > MOST_ATTRIBUTES
        for found in LONG_TAG.finditer(html)
        if len(found[0]) > MOST_ATTRIBUTES
    )


def nests_too_deep(html: str) -> bool:
    """Whether elements stand within each other deeper than anybody writes."""
    depth = 0
    for found in OPENS.finditer(html):
        if found[2].lower() in HARDLY_NESTS:
            continue
        depth += -1 if found[1] else 1
        if depth > DEEPEST:
            return True
        depth = max(depth, 0)
    return False
