"""Plain text as simple HTML: paragraphs, line ends, links; everything else is escaped."""

import re
from html import escape

Span = tuple[int, int]
"""Begin and end, in the text, of words that are never made a link."""

URL = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)
END_OF_SENTENCE = ".,;:!?)]*"


def to_html(text: str, never_links: list[Span]) -> str:
    """`text` in paragraphs; blank lines part them."""
    parts = re.split(r"\n[^\S\n]*\n\s*", _with_links(text, never_links).strip())
    return "\n".join(f"<p>{part.replace(chr(10), '<br>' + chr(10))}</p>" for part in parts if part)


def _with_links(text: str, never_links: list[Span]) -> str:
    done, last = [], 0
    for found in URL.finditer(text):
        begin, address = found.start(), found[0].rstrip(END_OF_SENTENCE)
        end = begin + len(address)
        # A stranger's word inside an address would choose where it leads.
        if any(begin < theirs[1] and theirs[0] < end for theirs in never_links):
            continue
        link = escape(address)
        done += [escape(text[last:begin]), f'<a href="{link}">{link}</a>']
        last = end
    return "".join([*done, escape(text[last:])])
