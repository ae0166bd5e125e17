"""Addresses inside plain words, found by a linkifier and made into links; everything else is escaped."""

import re
from itertools import pairwise

from linkify_it import LinkifyIt
from linkify_it.main import Match
from markupsafe import escape

OURS = ("http:", "https:", "mailto:")
LONGEST = 2000
"""Characters of one word that may be an address: longer ones are data, and cost the more the longer they are."""

BEHIND = ".,:;!?…*_~`|”“„’‘‚»«›‹」』》〉】）。、，！？：；"
"""Signs that end a sentence, a quote or emphasis, and no address."""

BARRED = re.compile(r"\|(?=https?://|www\.|mailto:|[\w.+-]{1,64}@)", re.IGNORECASE)
WIDE_BAR = "\uff5c"
"""Before an address it is a border to the linkifier, which the bar of a table is not."""

NEVER_IN_HOST = re.compile(r"((?:\w+://)?[^/?#|^]*)[|^]")


class Links(LinkifyIt):
    """Finds `https://…`, `www.…` and mail addresses; a bare `file.py` or `2.pl` stays a word."""

    def match(self, text: str) -> list[Match] | None:
        """The addresses in `text`, in order, or None."""
        found = super().match(BARRED.sub(WIDE_BAR, text)) if _may_hold_any(text) else None
        return [each for each in map(_trimmed, found or ()) if _is_address(each)] or None

    def match_at_start(self, text: str) -> Match | None:
        """The address that `text` begins with, or None."""
        word = text[: LONGEST + 1].split(None, 1)[:1]
        found = super().match_at_start(word[0]) if word and len(word[0]) <= LONGEST else None
        return found if found and _is_address(_trimmed(found)) else None

    def test(self, text: str) -> bool:
        """Whether there is any."""
        return _may_hold_any(text) and bool(self.match(text))

    def _validate_mailto(self, text: str, pos: int) -> int:
        """The parent stops before what the mail is to be about."""
        length: int = super()._validate_mailto(text, pos)
        if not length or text[pos + length : pos + length + 1] != "?":
            return length
        more = re.compile(self.re["src_path"], re.IGNORECASE).match(text, pos + length)
        return length + len(more.group()) if more else length


_links = Links()


def linked(text: str) -> str:
    """Plain `text` as HTML: an empty line parts paragraphs, a single break stays, addresses are links."""
    blocks = re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", text.replace("\r\n", "\n").strip("\n"))
    return "".join(f"<p>{'<br>'.join(map(_line, block.split(chr(10))))}</p>" for block in blocks if block)


def _line(line: str) -> str:
    found = (_links.match(line) if _may_hold_any(line) else None) or []
    places = [0, *(place for each in found for place in (each.index, each.last_index)), len(line)]
    pieces = [str(escape(line[start:end])) for start, end in pairwise(places)]
    for number, each in enumerate(found):
        pieces[2 * number + 1] = f'<a href="{escape(each.url)}">{pieces[2 * number + 1]}</a>'
    return "".join(pieces)


def has_endless_word(text: str) -> bool:
    """Whether looking for addresses in `text` would cost more than it is worth."""
    return len(text) > LONGEST and max(map(len, text.split()), default=0) > LONGEST


def _may_hold_any(text: str) -> bool:
    likely = "@" in text or "://" in text or "www." in text.lower() or "mailto:" in text.lower()
    return likely and not has_endless_word(text)


def _trimmed(found: Match) -> Match:
    """Without the signs that stand behind an address and are none of it."""
    host = NEVER_IN_HOST.match(found.raw)
    kept = (host.group(1) if host else found.raw).rstrip(BEHIND)
    cut = len(found.raw) - len(kept)
    if cut:
        found.url = found.url[:-cut]
        found.raw = found.text = kept
        found.last_index -= cut
    return found


def _is_address(found: Match) -> bool:
    is_ours = found.schema in OURS or found.text.lower().startswith("www.")
    return is_ours and not found.text.endswith("://")
