"""How the child answers with files: frames, each a length of eight bytes and so many bytes; the first one is JSON."""

import json
import struct
from collections.abc import Iterator, Sequence
from typing import Any

LENGTH = struct.Struct(">Q")


def framed(pieces: Sequence[bytes]) -> Iterator[bytes]:
    """`pieces` one after the other, each behind its length."""
    for piece in pieces:
        yield LENGTH.pack(len(piece))
        yield piece


def read_unpacked(answer: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What `child.unpack` answered: the mail, and the contents of its `attachments`."""
    pieces: list[bytes] = []
    at = 0
    while at < len(answer):
        (length,) = LENGTH.unpack_from(answer, at)
        at += LENGTH.size
        pieces.append(answer[at : at + length])
        at += length
    return json.loads(pieces[0]), pieces[1:]
