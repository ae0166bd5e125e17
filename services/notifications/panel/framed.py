"""A mail's HTML as a document of its own, for a frame in which nothing runs and nothing reports home.

The reader cleaned it already (`parsing/html.py`). This is the second wall: whatever slipped through may not act.
"""

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote

from starlette.requests import Request

from services.notifications.parsing.html import VERSION, clean

FILES = "/files/notifications/"
ENCLOSED_BY = {"content_id", "url"}
"""What an attachment has that can be shown within the mail."""

MAY = "allow-popups allow-popups-to-escape-sandbox"
"""A link that somebody clicks opens a page of its own; nothing else leaves the frame."""

FRAME = (
    '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<meta name="color-scheme" content="light"><base target="_blank"><title>{title}</title><style>'
    "html{{background:#fff;color:#111}}body{{margin:16px;font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}}"
    "img{{max-width:100%;height:auto}}</style></head><body>{body}</body></html>"
)
"""Mails are drawn for white paper, whatever the panel's theme."""

_BEFORE = r'(<img(?: [a-z-]+="[^"]*")*?)'
WAITING = re.compile(_BEFORE + r' data-remote-src="([^"]*)"')
ENCLOSED = re.compile(_BEFORE + r' src="cid:([^"]*)"', re.IGNORECASE)
HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")


def document(html: str, pictures: Mapping[str, str], title: str, *, remote: bool) -> str:
    """The whole document. `pictures`: addresses by Content-ID; `remote`: pictures from elsewhere are asked for."""
    body = ENCLOSED.sub(lambda found: _enclosed(found, pictures), html)
    return FRAME.format(title=escape(title), body=WAITING.sub(_asked_for, body) if remote else body)


def cleaned(html: str, version: str) -> str:
    """`html` as the present rules leave it; `version` is that of the rules it was cleaned by when it arrived."""
    return html if version == VERSION else clean(WAITING.sub(r'\1 src="\2"', html))


def headers(request: Request, *, remote: bool, files_at: str = "") -> dict[str, str]:
    """What keeps the document where it is. `remote` lets pictures come from elsewhere, encrypted only.

    `files_at`: the origin of files, where it is another one.
    """
    pictures = " ".join(
        [
            "data:",
            *([f"{files_at}{FILES}"] if files_at else _own_files(request)),
            *(["https:"] if remote else []),
        ]
    )
    return {
        "Content-Security-Policy": (
            f"sandbox {MAY}; default-src 'none'; style-src 'unsafe-inline'; img-src {pictures}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def waiting(html: str) -> int:
    """How many pictures from elsewhere wait to be asked for."""
    return len(WAITING.findall(html))


def _own_files(request: Request) -> list[str]:
    # 'self' would allow every address of ours, and a picture's address is written by strangers.
    host = request.url.netloc
    return [f"{request.url.scheme}://{host}{FILES}"] if HOST.fullmatch(host) else []


def _enclosed(found: re.Match[str], pictures: Mapping[str, str]) -> str:
    address = pictures.get(unquote(unescape(found[2])))
    return f'{found[1]} src="{escape(address)}"' if address else found[1]


def _asked_for(found: re.Match[str]) -> str:
    # By https alone: what is asked for in the clear tells everybody on the way who reads which mail.
    address = re.sub(r"^http:", "https:", found[2], flags=re.IGNORECASE)
    return f'{found[1]} src="{address}"'
