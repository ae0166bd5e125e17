"""HTML as plain text in which quotes are marked by ">", so that the same rules read both.

It is made for `visible_reply` alone: nothing of it is shown as HTML. Reads once from left to right.
"""

import re
from dataclasses import dataclass, field
from html import unescape

from services.notifications.parsing.phrases import phrases
from services.notifications.parsing.quotes.containers import Effect, effect_of

MOST_READ = 1_000_000
MOST_TAGS = 100_000
"""Characters and tags of HTML that are looked at; what comes behind them is no reply."""

MARK = "-----Original Message-----"
_SPACES = re.compile(r"[ \t\r\n\f]+")
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9:]{0,20}")
_SILENT = ("style", "script", "head", "title", "template")
_BREAKING = frozenset(
    phrases(
        """
    p | div | br | tr | li | table | h1 | h2 | h3 | h4 | h5 | h6 | ul | ol | dl | dt
    dd | blockquote | hr | pre | section | article | header | footer | center
        """
    )
)
_HREF = re.compile(r"\bhref\s{0,5}=\s{0,5}(?:\"(https?:[^\"\s<>]+)\"|'(https?:[^'\s<>]+)')", re.IGNORECASE)
_VOID = frozenset(phrases("br | hr | img | meta | link | input | col | area | base | wbr | o:p"))


@dataclass
class _Page:
    """Lines so far, the line at hand, and the open elements with what they do to the text in them."""

    with_signature: bool
    lines: list[str] = field(default_factory=list[str])
    words: list[str] = field(default_factory=list[str])
    opened: list[tuple[str, Effect]] = field(default_factory=list[tuple[str, Effect]])
    counts: dict[str, int] = field(default_factory=dict[str, int])
    depth: int = 0
    silent: int = 0
    is_close: bool = False
    """The paragraph at hand is one of Outlook's, which stand close to each other."""

    link: str = ""
    """Where the open link leads, as the HTML writes it."""
    link_at: int = 0
    """How many words of the line at hand stand before it."""

    @property
    def is_spaced(self) -> bool:
        """The line at hand is kept empty by a space that does not break."""
        return bool(self.words) and any("&nbsp;" in word or "\u00a0" in word for word in self.words)

    def write(self, text: str) -> None:
        if not self.silent and text:
            self.words.append(text)

    def end_line(self, *, empty: bool = False) -> None:
        """Ends the line at hand; an empty one only where it is asked for."""
        if not (self.words or empty):
            return
        line = _SPACES.sub(" ", unescape("".join(self.words)).replace("\u00a0", " ")).strip(" ")
        self.words.clear()
        self.link_at = 0
        if line or empty:
            self.lines.append(f"{'>' * min(self.depth, 5)} {line}" if self.depth else line)

    def begin_link(self, attributes: str) -> None:
        found = _HREF.search(attributes)
        self.link, self.link_at = (found[1] or found[2]) if found else "", len(self.words)

    def end_link(self) -> None:
        """Where a link leads stands behind its words, unless they say it."""
        said = _bare(unescape("".join(self.words[self.link_at :])))
        if self.link and said and said != _bare(unescape(self.link)):
            self.write(f" &lt;{self.link}&gt;")
        self.link = ""

    def open(self, name: str, effect: Effect) -> None:
        if effect is Effect.MARK:
            self.lines += ["", MARK]
        if name in _VOID:
            return
        if effect is Effect.SIGNATURE and self.with_signature:
            effect = Effect.NONE
        self.opened.append((name, effect))
        self.counts[name] = self.counts.get(name, 0) + 1
        self.depth += effect is Effect.QUOTE
        self.silent += effect is Effect.SIGNATURE

    def close(self, name: str) -> None:
        """Closes the innermost element of that name and what is still open in it."""
        while self.counts.get(name):
            last, effect = self.opened.pop()
            self.counts[last] -= 1
            self.depth -= effect is Effect.QUOTE
            self.silent -= effect is Effect.SIGNATURE
            if last == name:
                return


def _bare(address: str) -> str:
    """An address as people name it: without scheme and last slash."""
    return address.strip().removeprefix("http://").removeprefix("https://").rstrip("/")


def text_of_html(html: str, *, with_signature: bool = False) -> str:
    """The words of decoded HTML, unsanitised, line by line."""
    page = _Page(with_signature)
    html, at = html[:MOST_READ], 0
    for _ in range(MOST_TAGS):
        tag = html.find("<", at)
        page.write(html[at : tag if tag >= 0 else len(html)])
        if tag < 0 or at >= len(html):
            break
        at = _read_tag(page, html, tag)
    page.end_line()
    return "\n".join(page.lines)


def _read_tag(page: _Page, html: str, start: int) -> int:
    """Reads the tag or comment that begins here; where it ends."""
    if html.startswith("<!--", start):
        return _behind(html, "-->", start + 4)
    closing = html.startswith("/", start + 1)
    name = _NAME.match(html, start + 1 + closing)
    if name is None:
        if not html.startswith(("<!", "<?", "</"), start):
            page.write("&lt;")
            return start + 1
        return _behind(html, ">", start)
    end = _behind(html, ">", start)
    tag = name[0].lower()
    if tag in _SILENT and not closing:
        found = re.compile(f"</{tag}", re.IGNORECASE).search(html, end)
        return _behind(html, ">", found.end()) if found else len(html)
    _take(page, tag, closing, html[name.end() : min(end - 1, name.end() + 1000)])
    return end


def _behind(html: str, sign: str, start: int) -> int:
    found = html.find(sign, start)
    return found + len(sign) if found >= 0 else len(html)


def _take(page: _Page, tag: str, closing: bool, attributes: str) -> None:
    if tag in _BREAKING:
        is_end = closing and tag in ("p", "div")
        page.end_line(empty=tag == "br" or (is_end and page.is_spaced))
        if tag == "p" and closing and not page.is_close:
            page.lines.append(">" * min(page.depth, 5))
        if tag == "p":
            page.is_close = not closing and "msonormal" in attributes.lower()
    elif tag in ("td", "th"):
        page.write(" ")
    elif tag == "a":
        page.end_link()
        page.begin_link("" if closing else attributes)
    if closing:
        page.close(tag)
        return
    if tag == "hr":
        page.lines.append("________")
    page.open(tag, effect_of(tag, attributes))
