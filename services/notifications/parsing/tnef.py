"""Outlook's winmail.dat (MS-OXTNEF): the files and words that it packs, as far as they can be read."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.notifications.parsing.charsets import decode
from services.notifications.parsing.limits import MOST_FILES
from services.notifications.parsing.rtf import read_rtf
from services.notifications.parsing.rtf_packing import unpack_rtf

SIGNATURE = 0x223E9F78
IN_ATTACHMENT = 2
ATTACH_BEGINS, ATTACH_TITLE, ATTACH_DATA, ATTACH_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
BODY, MESSAGE_PROPERTIES, CODE_PAGE = 0x800C, 0x9003, 0x9007
MOST_ATTRIBUTES = 20_000
MOST_PROPERTIES = 5_000
SIZES = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8,
         0x0040: 8, 0x0048: 16}  # fmt: skip
"""Bytes of a property's value by its type; those of other types say their length."""
MULTIPLE = 0x1000
NARROW, WIDE, OBJECT, BINARY = 0x001E, 0x001F, 0x000D, 0x0102
LENGTHY = (NARROW, WIDE, OBJECT, BINARY)
LONG_NAME, SHORT_NAME, FILE_DATA, FILE_TYPE, FILE_CONTENT_ID = 0x3707, 0x3704, 0x3701, 0x370E, 0x3712
PLAIN_BODY, RICH_BODY, HTML_BODY = 0x1000, 0x1009, 0x1013
OBJECT_ID = 16
"""Bytes of an interface's id before the data of an object."""


@dataclass(slots=True)
class PackedFile:
    """One file as it was packed; the type may be ''."""

    name: str = ""
    content_type: str = ""
    content: bytes = b""
    content_id: str = ""


@dataclass(slots=True)
class Packed:
    """All that is in it."""

    text: str = ""
    html: str = ""
    rich: bytes = b""
    """Its words as rich text, still packed."""
    files: list[PackedFile] = field(default_factory=list)


def read_tnef(raw: bytes) -> Packed | None:
    """What `raw` packs, up to where it breaks off; None when it is no TNEF."""
    if len(raw) < 6 or struct.unpack_from("<I", raw)[0] != SIGNATURE:
        return None
    packed, charset = Packed(), "cp1252"
    for level, kind, value in _attributes(raw):
        if kind == CODE_PAGE and len(value) >= 4:
            charset = f"cp{struct.unpack_from('<I', value)[0]}"
        elif level == IN_ATTACHMENT:
            _note_file(packed.files, kind, value, charset)
        elif kind == BODY:
            packed.text = decode(value, charset)
        elif kind == MESSAGE_PROPERTIES:
            _note_words(packed, value, charset)
    packed.files = [file for file in packed.files if file.content]
    return packed


def words_of(packed: Packed) -> tuple[str, str]:
    """Its text and its HTML; rich text counts where there is neither."""
    if packed.text.strip() or packed.html.strip():
        return packed.text, packed.html
    return read_rtf(unpack_rtf(packed.rich))


def _attributes(raw: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Each attribute: its level, its id, its value."""
    at = 6
    for _ in range(MOST_ATTRIBUTES):
        if at + 9 > len(raw):
            return
        level, kind, _, length = struct.unpack_from("<BHHI", raw, at)
        at += 9
        if at + length > len(raw):
            return
        yield level, kind, raw[at : at + length]
        # A checksum of two bytes follows, which many programs write wrongly.
        at += length + 2


def _note_file(files: list[PackedFile], kind: int, value: bytes, charset: str) -> None:
    if kind == ATTACH_BEGINS and len(files) < MOST_FILES:
        files.append(PackedFile())
    if not files:
        return
    if kind == ATTACH_TITLE:
        files[-1].name = files[-1].name or decode(value, charset)
    elif kind == ATTACH_DATA:
        files[-1].content = value
    elif kind == ATTACH_PROPERTIES:
        _note_properties(files[-1], _properties(value), charset)


def _note_properties(file: PackedFile, found: dict[int, tuple[int, bytes]], charset: str) -> None:
    name = _text(found.get(LONG_NAME), charset) or file.name or _text(found.get(SHORT_NAME), charset)
    file.name = name
    file.content_type = _text(found.get(FILE_TYPE), charset).lower() or file.content_type
    file.content_id = _text(found.get(FILE_CONTENT_ID), charset).strip("<>")
    kind, data = found.get(FILE_DATA, (BINARY, b""))
    if data and not file.content:
        file.content = data[OBJECT_ID:] if kind == OBJECT else data


def _note_words(packed: Packed, value: bytes, charset: str) -> None:
    found = _properties(value)
    packed.text = _text(found.get(PLAIN_BODY), charset) or packed.text
    packed.html = _text(found.get(HTML_BODY), charset) or packed.html
    packed.rich = found.get(RICH_BODY, (BINARY, packed.rich))[1]


def _text(found: tuple[int, bytes] | None, charset: str) -> str:
    if found is None:
        return ""
    kind, raw = found
    return decode(raw, "utf-16-le" if kind == WIDE else charset).rstrip("\0")


def _properties(raw: bytes) -> dict[int, tuple[int, bytes]]:
    """MAPI properties by their id: type and value. What breaks off ends them."""
    found: dict[int, tuple[int, bytes]] = {}
    try:
        (count,) = struct.unpack_from("<I", raw)
        at = 4
        for _ in range(min(count, MOST_PROPERTIES)):
            kind, name = struct.unpack_from("<HH", raw, at)
            at = _behind_name(raw, at + 4) if name >= 0x8000 else at + 4
            value, at = _value(raw, at, kind)
            found.setdefault(name, (kind & ~MULTIPLE, value))
    except (struct.error, OverflowError):
        pass
    return found


def _behind_name(raw: bytes, at: int) -> int:
    """Behind the name of a named property: a set's id, then a number or a text."""
    (by_text,) = struct.unpack_from("<I", raw, at + 16)
    if not by_text:
        return at + 24
    (length,) = struct.unpack_from("<I", raw, at + 20)
    return at + 24 + _padded(length)


def _value(raw: bytes, at: int, kind: int) -> tuple[bytes, int]:
    """The first value of a property, and where the next property begins."""
    plain = kind & ~MULTIPLE
    count = 1
    if kind & MULTIPLE or plain in LENGTHY:
        (count,) = struct.unpack_from("<I", raw, at)
        at += 4
    first = b""
    for number in range(min(count, MOST_PROPERTIES)):
        length = SIZES.get(plain)
        if length is None:
            (length,) = struct.unpack_from("<I", raw, at)
            at += 4
        if at + length > len(raw):
            raise struct.error("breaks off")
        first = raw[at : at + length] if not number else first
        at += _padded(length)
    return first, at


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4
