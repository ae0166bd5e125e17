"""Names of files, fit to show: no path, nothing that hides the end of a name, never empty."""

import mimetypes
import re
import unicodedata

from services.notifications.parsing.limits import LONGEST_NAME

SEPARATOR = re.compile(r"[/\\]")
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls and formats: marks that turn the direction or show nothing (A4 of the attacks)."""
ENDINGS = {
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/delivery-status": ".txt",
    "text/rfc822-headers": ".txt",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "application/pgp-signature": ".asc",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "message/rfc822-headers": ".txt",
    "message/external-body": ".txt",
    "message/news": ".eml",
    "application/octet-stream": ".bin",
}
mimetypes.init([])


def shown_name(given: str) -> str:
    """The last piece of a path, on one line; '' when nothing is left."""
    kept = "".join(sign for sign in given if unicodedata.category(sign) not in HIDDEN)
    name = " ".join(SEPARATOR.split(kept.rstrip("/\\ "))[-1].split())
    if name.strip(".") == "":
        return ""
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: LONGEST_NAME - 20]}{dot}{ending[:19]}" if dot else name[:LONGEST_NAME]


def made_name(stem: str, content_type: str) -> str:
    """A name for what came without one."""
    usual = ".txt" if content_type.startswith("text/") else ".bin"
    return stem + (ENDINGS.get(content_type) or mimetypes.guess_extension(content_type) or usual)
