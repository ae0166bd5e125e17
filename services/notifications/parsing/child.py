"""What the child process of `shared/confined.py` runs: bytes of a mail in, JSON out, and its files behind that if asked.

Answers of `unpack` are frames, each a length of eight bytes and so many bytes: the JSON, then the files in its order.
"""

import json
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from services.notifications.parsing.charsets import decode
from services.notifications.parsing.mail import ParsedMail
from services.notifications.parsing.reading import parse

DESCRIBE = f"{__name__}:describe"
UNPACK = f"{__name__}:unpack"
# The first guess at a charset loads its tables: that is done before the first mail comes.
decode(b"D\xe9j\xe0 vu \xe0 la gare")
LENGTH = struct.Struct(">Q")


def describe(content: bytes) -> bytes:
    """The mail as one line of JSON; raises ValueError for one that is refused."""
    return _json(parse(content))


def unpack(content: bytes) -> bytes:
    """The mail as JSON, and the contents of its files; raises ValueError for one that is refused."""
    mail = parse(content)
    return b"".join(_framed([_json(mail), *(each.content for each in mail.attachments)]))


def _json(mail: ParsedMail) -> bytes:
    return json.dumps(mail.shown, ensure_ascii=False).encode("utf-8", "replace")


def _framed(pieces: Sequence[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield LENGTH.pack(len(piece))
        yield piece


def read_unpacked(answer: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What `unpack` answered: the mail, and the contents of its `attachments`."""
    pieces: list[bytes] = []
    at = 0
    while at < len(answer):
        (length,) = LENGTH.unpack_from(answer, at)
        at += LENGTH.size
        pieces.append(answer[at : at + length])
        at += length
    return json.loads(pieces[0]), pieces[1:]
