"""Words of headers as people read them: encoded words (RFC 2047), and raw bytes where programs wrote those."""

import re
from collections.abc import Iterable
from itertools import groupby
from urllib.parse import unquote_to_bytes

from services.notifications.parsing.charsets import decode, decode_undeclared
from services.notifications.parsing.decoding import decode_base64, decode_quoted_printable

FOLD = re.compile(rb"[\r\n]+[ \t]*")
WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?((?:(?!=\?(?!=)|\?=)[\s\S])*)\?=")
WHITE = re.compile(r"[\s\x00-\x1f\x7f]+")


def unfolded(raw: bytes, likely: str = "") -> str:
    """A header's value on one line, its encoded words not yet decoded; raw letters are UTF-8, or the `likely` set."""
    return decode_undeclared(FOLD.sub(b" ", raw), likely).strip()


def decode_words(text: str) -> str:
    """`text` with every encoded word decoded; what only looks like one stays."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    words: list[tuple[str, bytes]] = []
    at = 0
    for found in WORD.finditer(text):
        between = text[at : found.start()]
        # White space between two encoded words belongs to neither (RFC 2047, 6.2).
        if not (words and not between.strip()):
            pieces += [_joined(words), between]
            words = []
        words.append((found[1], _bytes_of(found[2], found[3])))
        at = found.end()
    return "".join([*pieces, _joined(words), text[at:]])


def _bytes_of(encoding: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "replace")
    if encoding in "bB":
        return decode_base64(raw)
    return decode_quoted_printable(raw.replace(b"_", b"=20").replace(b" ", b"=20"))


def _joined(words: Iterable[tuple[str, bytes]]) -> str:
    """A letter may begin in one word and end in the next: words of one charset are decoded together."""
    return "".join(
        decode(b"".join(raw for _, raw in run), charset)
        for charset, run in groupby(words, key=lambda word: word[0].lower())
    )


def one_line(text: str) -> str:
    """What people read in one line: no control signs, no run of white space."""
    return WHITE.sub(" ", text).strip()


def percent_decoded(value: str, charset: str) -> str:
    """RFC 2231's `%C3%A4`."""
    return decode(unquote_to_bytes(value.encode("utf-8", "replace")), charset)
