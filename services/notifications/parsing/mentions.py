"""Pictures that a mail's HTML shows, as they are named in its words: `[image: name]` stands where the picture stood.

Whoever shows those words puts the picture there again (`shared/pictures_in_place.py`); whoever reads them as text reads its name.
"""

import re
from collections.abc import Sequence
from html import escape, unescape
from urllib.parse import unquote

from services.notifications.parsing.mail import Attachment

SHOWS = re.compile(
    r"<img\b[^<>]{0,2000}?\bsrc\s*=\s*[\"']?cid:([^\"'\s<>]{1,500})[^<>]{0,2000}>", re.IGNORECASE
)


WORD = re.compile(r"[^\W\d_]{2,}")
MOSTLY = 0.8
"""The part of the words; names of pictures and addresses of links stand in one of both alone."""


def mentioned(html: str, files: Sequence[Attachment]) -> tuple[str, list[Attachment]]:
    """`html` with names in the place of its own pictures, '' when it shows none; and `files`, those in that order.

    The n-th mention of a name means the n-th file that is called so. A picture that did not come keeps its tag.
    """
    by_id = {each.content_id: each for each in files if each.content_id and _is_picture(each)}
    shown: dict[str, Attachment] = {}

    def name(found: re.Match[str]) -> str:
        content_id = unquote(unescape(found[1]))
        if content_id not in by_id:
            return found[0]
        if content_id in shown:
            return ""
        shown[content_id] = by_id[content_id]
        return escape(f"[image: {by_id[content_id].name}]", quote=False)

    named = SHOWS.sub(name, html)
    in_order = iter(shown.values())
    places = {id(each) for each in shown.values()}
    ordered = [next(in_order) if id(each) in places else each for each in files]
    return (named, ordered) if shown else ("", list(files))


def says_the_same(plain: str, html_text: str) -> bool:
    """Whether most words of a mail's plain text stand in its HTML, too: some write other words into each, or hide some."""
    wanted = set(WORD.findall(plain.casefold()))
    return len(wanted & set(WORD.findall(html_text.casefold()))) >= MOSTLY * len(wanted)


def _is_picture(file: Attachment) -> bool:
    return file.content_type.startswith("image/")
