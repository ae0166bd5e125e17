"""Text whose lines were broken for the way and belong together (RFC 3676)."""

import re

QUOTES = re.compile(r"^(>*) ?(.*)$")
SIGNATURE = "-- "


def unflowed(text: str, *, delete_space: bool) -> str:
    """Paragraphs as one line each; quotes keep their depth. `delete_space` is DelSp=yes."""
    lines: list[str] = []
    depth, open_line = "", False
    for line in text.split("\n"):
        found = QUOTES.match(line)
        quotes, words = (found[1], found[2]) if found else ("", line)
        flows = words.endswith(" ") and words != SIGNATURE
        words = words[:-1] if flows and delete_space else words
        if open_line and quotes == depth and words != SIGNATURE:
            lines.append(words)
        else:
            lines.append(("\n" if lines else "") + quotes + (" " if quotes and words else "") + words)
        depth, open_line = quotes, flows
    return "".join(lines)
