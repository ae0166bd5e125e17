"""HTML as plain text: for mails that come without any. One pass over what the sanitiser wrote, so always well formed."""

import re
from html import unescape

import nh3

from services.notifications.parsing.html import WITHOUT_WORDS, costs_too_much, without_tags

TAG = re.compile(r'<(/?)([a-z0-9]+)((?: [a-z-]+="[^"]*")*)>')
HREF = re.compile(r' href="(https?:[^"]*)"')
ALT = re.compile(r' alt="(?![^"]*\.\w{3,4}")([^"]*)"')
"""What a picture says; the name of its file says nothing."""
SPACES = re.compile(r"[ \t\r\n\f]+")
AROUND_LINE = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]*")
MANY_LINES = re.compile(r"\n{3,}")
PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "blockquote", "hr"}
)
LINES = frozenset(
    {"div", "tr", "li", "dt", "dd", "address", "article", "section", "header", "footer", "center", "br"}
)
CELLS = frozenset({"td", "th"})
DEEPEST_QUOTE = 20

_cleaner = nh3.Cleaner(
    tags={*PARAGRAPHS, *LINES, *CELLS, "a", "img"},
    clean_content_tags=WITHOUT_WORDS,
    attributes={"a": {"href"}, "img": {"alt"}},
    url_schemes={"http", "https"},
    link_rel=None,
)


def html_to_text(html: str) -> str:
    """The words of `html` in lines as it would show them; addresses of links behind their words."""
    if costs_too_much(html):
        return without_tags(html)
    writer = _Writer()
    at = 0
    cleaned = _cleaner.clean(html)
    for found in TAG.finditer(cleaned):
        writer.words(cleaned[at : found.start()])
        writer.tag(found[2], found[3], closes=bool(found[1]))
        at = found.end()
    writer.words(cleaned[at:])
    return writer.text()


class _Writer:
    """Collects lines, each with the depth of quoting it stands in."""

    def __init__(self) -> None:
        self.quoted: list[tuple[int, list[str]]] = [(0, [])]
        self.depth = self.verbatim = 0
        self.is_fresh = True
        """Nothing stands in the line at hand."""
        self.link: str | None = None
        self.begun = 0

    def words(self, escaped: str) -> None:
        words = unescape(escaped)
        if not self.verbatim:
            words = SPACES.sub(" ", words)
            words = words.lstrip(" ") if self.is_fresh else words
        if words:
            self._add(words.replace("\xa0", " "))

    def tag(self, name: str, attributes: str, *, closes: bool) -> None:
        if name == "blockquote":
            self._quote(-1 if closes else 1)
        elif name == "pre":
            self.verbatim = max(0, self.verbatim + (-1 if closes else 1))
        if name == "a":
            self._link(attributes, closes=closes)
        elif name == "img":
            self.words(alt[1] if (alt := ALT.search(attributes)) else "")
        else:
            self._divide(name, closes=closes)

    def _divide(self, name: str, *, closes: bool) -> None:
        if name == "br" and not closes:
            self._add("\n")
        elif name in PARAGRAPHS:
            self._end_line()
            self._add("\n")
        elif name in LINES:
            self._end_line()
            self._add("- " if name == "li" and not closes else "")
        elif name in CELLS and closes and not self.is_fresh:
            self._add("\t")

    def text(self) -> str:
        pieces = [_quoted(depth, "".join(pieces)) for depth, pieces in self.quoted]
        return MANY_LINES.sub("\n\n", "\n".join(piece for piece in pieces if piece)).strip()

    def _add(self, words: str) -> None:
        if words:
            self.quoted[-1][1].append(words)
            self.is_fresh = words.endswith("\n")

    def _end_line(self) -> None:
        """An element that stands apart begins and ends a line, but two of them make no empty one."""
        if not self.is_fresh:
            self._add("\n")

    def _quote(self, step: int) -> None:
        self.depth = max(0, self.depth + step)
        self.quoted.append((min(self.depth, DEEPEST_QUOTE), []))
        self.is_fresh = True

    def _link(self, attributes: str, *, closes: bool) -> None:
        if not closes:
            found = HREF.search(attributes)
            self.link, self.begun = unescape(found[1]) if found else None, len(self.quoted[-1][1])
        elif self.link:
            words = "".join(self.quoted[-1][1][self.begun :]).strip()
            if words and self.link.rstrip("/") not in (
                words.rstrip("/"),
                f"http://{words}",
                f"https://{words}",
            ):
                self._add(f" <{self.link}>")
            self.link = None


def _quoted(depth: int, text: str) -> str:
    lines = MANY_LINES.sub("\n\n", AROUND_LINE.sub("\n", text)).strip("\n")
    if not depth or not lines:
        return lines
    return "\n".join(f"{'>' * depth} {line}".rstrip() for line in lines.split("\n"))
