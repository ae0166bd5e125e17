"""Pictures among the files of an answer, shown below its words: parts of the mail with a Content-ID (RFC 2387, 2392)."""

import re
from collections.abc import Collection, Sequence
from html import escape

from shared.contracts.parts import Attachment

KINDS = ("image/png", "image/jpeg", "image/gif", "image/webp")
MARK = "\ue001"
"""Around the number of a picture until the words around it are cleaned; whoever types it gets their own picture there."""

STYLE = "max-width:100%;height:auto;border:0"
SHOWN = re.compile(r'<p[^>]*><img src="cid:([^"]*)"[^>]*></p>')


def pictures_of(files: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Those that every mail program can show; what a file is was judged by its first bytes."""
    return tuple(file for file in files if file.content_type in KINDS)


def content_id(file: Attachment) -> str:
    """What names the file within its mail, without angle brackets."""
    return f"{file.id}@files.helpdesk"


def places_of(pictures: Sequence[Attachment]) -> str:
    """A paragraph for each, to be filled by `placed`."""
    return "".join(f"<p>{MARK}{number}{MARK}</p>" for number, _ in enumerate(pictures))


def placed(html: str, pictures: Sequence[Attachment]) -> str:
    """`html`, cleaned by now, with the pictures in their places."""
    for number, file in enumerate(pictures):
        shown = f'<img src="cid:{content_id(file)}" alt="{escape(file.name)}" style="{STYLE}">'
        html = html.replace(f"{MARK}{number}{MARK}", shown)
    return html


def without_missing(html: str, found: Collection[str]) -> str:
    """`html` without the pictures whose Content-ID is none of `found`."""
    return SHOWN.sub(lambda each: each[0] if each[1] in found else "", html)
