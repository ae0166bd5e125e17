"""The parts of a mail: a tree, walked without recursion and without copying."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from services.notifications.parsing import smime
from services.notifications.parsing.boundaries import between, find_marks
from services.notifications.parsing.charsets import decode, decode_undeclared
from services.notifications.parsing.decoding import decode_transfer
from services.notifications.parsing.headers import Head, read_head
from services.notifications.parsing.limits import (
    DEEPEST,
    MOST_DECODED,
    MOST_OPENED,
    MOST_PARTS,
    MOST_SEARCHED,
    TooMuch,
)
from services.notifications.parsing.parameters import Stated, read_disposition, read_type

META = re.compile(rb"<meta\s[^>]{0,300}?charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
WITHIN_HTML = 4096
"""Bytes of a page in which it may say its charset."""
UNKNOWN = "application/octet-stream"
"""The type of a file that does not say which one it has."""


@dataclass(eq=False)
class Part:
    """One part: where its body stands in the mail, and, of a multipart, its parts.

    It knows nothing above itself: a ring of references would keep a large mail in memory until somebody collects it.
    """

    mail: bytes = field(repr=False)
    head: Head
    start: int
    end: int
    default_type: str = "text/plain"
    parts: list["Part"] = field(default_factory=list)

    @cached_property
    def stated(self) -> Stated:
        stated = read_type(self.head.filled("content-type"))
        if stated.value:
            return stated
        is_file = bool(stated.get("name")) and bool(self.head.filled("content-type"))
        return Stated(UNKNOWN if is_file else self.default_type, stated.parameters)

    @property
    def content_type(self) -> str:
        """In lower case, without parameters; a multipart without parts is the text it looks like."""
        return "text/plain" if self.is_multipart and not self.parts else self.stated.value

    @property
    def is_multipart(self) -> bool:
        return self.stated.value.startswith("multipart/")

    @cached_property
    def disposition(self) -> Stated:
        return read_disposition(self.head.filled("content-disposition"))

    @cached_property
    def named(self) -> str:
        """How it says it is called as a file; '' when it does not. Some programs exchange the two parameters."""
        shown, stated = self.disposition, self.stated
        # The name of a form's field is none of a file.
        exchanged = stated.get("filename") or (shown.get("name") if shown.value != "form-data" else "")
        return shown.get("filename") or stated.get("name") or exchanged

    @property
    def content_id(self) -> str:
        return self.head.raw("content-id").strip(" <>")[:500]

    @property
    def raw(self) -> bytes:
        return self.mail[self.start : self.end]

    @cached_property
    def content(self) -> bytes:
        """As it was before it was encoded for the way."""
        encoding = self.head.filled("content-transfer-encoding")
        return decode_transfer(self.raw, encoding) if encoding else self.raw

    @property
    def text(self) -> str:
        """What people read of it; '' of what is not text. Mails and reports within the mail are their raw text."""
        return self._decoded

    @cached_property
    def _decoded(self) -> str:
        if not self.content_type.startswith(("text/", "message/")):
            return ""
        content, declared = self.content[:MOST_DECODED], self.stated.get("charset")
        text = decode(content, declared) if declared else decode_undeclared(content, self._likely(content))
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _likely(self, content: bytes) -> str:
        """The charset that HTML names itself, else that of the headers."""
        found = META.search(content[:WITHIN_HTML]) if self.content_type == "text/html" else None
        return found[1].decode("latin-1") if found else self.head.charset

    def walk(self) -> Iterator["Part"]:
        """Itself and all parts below it, in their order."""
        waiting: list[Part] = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.parts))


def read_parts(mail: bytes, start: int = 0) -> Part:
    """The tree of a mail's parts; raises TooMuch."""
    root = _whole(mail, start)
    _Grower(root).grow()
    return root


def _whole(mail: bytes, start: int = 0) -> Part:
    head, body = read_head(mail, start, len(mail))
    return Part(mail, head, body, len(mail))


class _Grower:
    """Finds the parts of parts, and counts what that costs."""

    def __init__(self, root: Part) -> None:
        self.waiting = [(root, 1)]
        self.parts, self.searched, self.signed = 1, 0, 0

    def grow(self) -> None:
        while self.waiting:
            part, depth = self.waiting.pop()
            below = self._split(part, depth) if part.is_multipart else self._signed(part)
            self.parts += len(below)
            self.waiting += [(each, depth + 1) for each in below]

    def _split(self, part: Part, depth: int) -> list[Part]:
        self.searched += part.end - part.start
        if depth > DEEPEST or self.searched > MOST_SEARCHED:
            raise TooMuch(f"its parts are nested more than {DEEPEST} deep, or too deep for its size")
        part.parts = _split(part, MOST_PARTS - self.parts)
        return [each for direct in part.parts for each in (direct.parts or [direct])]

    def _signed(self, part: Part) -> list[Part]:
        """The part that stands within its signature; documents that are signed so stay files."""
        if part.content_type not in smime.TYPES or self.signed >= MOST_OPENED:
            return []
        self.signed += 1
        inner = _whole(smime.signed_content(part.content) or b"")
        part.parts = [inner] if "content-type" in inner.head else []
        return part.parts


def _split(part: Part, most: int) -> list[Part]:
    """The parts of a multipart; raises TooMuch when there are more than `most`."""
    boundary, marks = find_marks(part.mail, part.start, part.end, part.stated.get("boundary"))
    default = "message/rfc822" if part.stated.value == "multipart/digest" else "text/plain"
    found: list[Part] = []
    holder: Part | None = None
    for count, (start, end, is_last) in enumerate(between(part.mail, part.end, marks)):
        if count >= most:
            raise TooMuch(f"it has more than {MOST_PARTS} parts")
        head, body = read_head(part.mail, start, end)
        new = Part(part.mail, head, min(body, end), end, default)
        (holder.parts if holder else found).append(new)
        if holder is None and _shares(new, boundary):
            holder = new
        elif is_last:
            holder = None
    if found and boundary:
        _end_at_mark(found[-1], b"--" + boundary + b"--")
    return found


def _end_at_mark(part: Part, mark: bytes) -> None:
    """Some programs write the last boundary right behind the last words, where it is none."""
    at = part.mail.rfind(mark, max(part.start, part.end - len(mark) - 4), part.end)
    if at >= 0 and not part.mail[at + len(mark) : part.end].strip():
        part.end = at


def _shares(part: Part, boundary: bytes) -> bool:
    """A multipart within a multipart of the same boundary: what follows, up to the end mark, is its own."""
    named = part.stated.get("boundary").encode("utf-8", "replace").rstrip()
    return part.is_multipart and named == boundary and not part.raw.strip()
