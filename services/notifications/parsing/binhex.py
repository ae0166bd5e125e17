"""BinHex 4.0 (RFC 1741): how old Macs sent files. Only the data of a file is of use elsewhere."""

import binascii
import re
import struct
from dataclasses import dataclass
from itertools import islice

from services.notifications.parsing.charsets import decode
from services.notifications.parsing.limits import LARGEST_MAIL

LETTERS = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
# Both write six bits as a letter: BinHex is base64 in another alphabet.
AS_BASE64 = bytes.maketrans(LETTERS, BASE64)
NO_LETTERS = bytes(code for code in range(256) if code not in LETTERS)
CODED = re.compile(rb"^:([^:]{20,}):", re.MULTILINE)
REPEATED = re.compile(rb"\x90([\s\S])")
MOST_REPEATED = 300_000
"""Runs and escaped signs of one file; an ordinary one has one for each 256 bytes."""
BEHIND_NAME = struct.Struct(">x4s4sHLLH")
"""A zero, type, creator, flags, lengths of the two forks, and a checksum."""


@dataclass(frozen=True, slots=True)
class MacFile:
    """A file as it was packed."""

    name: str
    content: bytes


def read_binhex(raw: bytes) -> MacFile | None:
    """The file that stands in `raw`; None when there is none, or nothing in its data fork."""
    coded = CODED.search(raw)
    if coded is None:
        return None
    letters = coded[1].translate(None, NO_LETTERS).translate(AS_BASE64)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return _file(_unrolled(binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))))


def _unrolled(packed: bytes) -> bytes:
    """0x90 and a count stand for so many of the byte before; with a zero they stand for 0x90."""
    found = bytearray()
    at = 0
    for run in islice(REPEATED.finditer(packed), MOST_REPEATED):
        found += packed[at : run.start()]
        count = run[1][0]
        found += found[-1:] * (count - 1) if count else b"\x90"
        at = run.end()
        if len(found) > LARGEST_MAIL:
            return b""
    return bytes(found + packed[at:])


def _file(unpacked: bytes) -> MacFile | None:
    start = 1 + unpacked[0] if unpacked else 0
    if len(unpacked) < start + BEHIND_NAME.size:
        return None
    length = BEHIND_NAME.unpack_from(unpacked, start)[3]
    content = unpacked[start + BEHIND_NAME.size :][:length]
    return MacFile(decode(unpacked[1:start], "mac_roman"), content) if content else None
