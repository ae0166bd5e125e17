"""What was encoded for the way: base64, quoted-printable, uuencode; what is broken of it costs no more than itself."""

import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
NO_LETTERS = bytes(code for code in range(256) if code not in LETTERS)
NEXT_PIECE = re.compile(rb"=[ \t]*\r?\n(?=[A-Za-z0-9+/]{4})")
NO_BASE64_SIGN = re.compile(rb"[^A-Za-z0-9+/=\s]")
SPACES_IN_PROSE = 15
"""Bytes of a text among which there is a space at least."""
LONG_PROSE = 200
"""Bytes of words without any sign that base64 does not have; no base64 has so many spaces."""
LOOKED_AT = 2000
MOST_PIECES = 10_000
"""Encoded texts one after the other in one part."""
QP_END = re.compile(rb"(?<![ \t])[ \t]++(?=\r?\n|\Z)")
BEGIN = re.compile(rb"^begin(?:-base64)? ([0-7]{3,4})[ \t]*([^\r\n]{0,255})\r?\n", re.MULTILINE)
UU_LINE = re.compile(rb"[^\r\n]+")
END = re.compile(rb"^(?:end|====)[ \t]*\r?$\n?", re.MULTILINE)
YENC = re.compile(rb"^=ybegin [^\r\n]*?size=\d+[^\r\n]*? name=([^\r\n]{1,255})\r?\n", re.MULTILINE)
YENC_PART = re.compile(rb"\A=ypart [^\r\n]*\r?\n")
YENC_END = re.compile(rb"^=yend [^\r\n]*\r?\n?", re.MULTILINE)
YENC_ESCAPED = re.compile(rb"=(.)", re.DOTALL)
YENC_SHIFT = bytes((code - 42) % 256 for code in range(256))


def decode_base64(raw: bytes) -> bytes:
    """As many bytes as the letters give; what is plainly no base64 stays as it is.

    Signs that are none of base64's are passed over. Behind the end of one encoded text another one may begin on a
    line of its own; anything else there is ignored.
    """
    if is_prose(raw[:LOOKED_AT]):
        return raw
    letters = raw.translate(None, NO_LETTERS)
    end = letters.find(b"=")
    if end < 0 or not letters[end:].strip(b"="):
        return _decode_letters(letters)
    pieces = NEXT_PIECE.split(raw, MOST_PIECES)
    return b"".join(_decode_letters(piece.translate(None, NO_LETTERS).partition(b"=")[0]) for piece in pieces)


def is_prose(raw: bytes) -> bool:
    """Whether it is a text that was never encoded: words between spaces, with signs that base64 does not have."""
    if raw.count(b" ") * SPACES_IN_PROSE <= len(raw):
        return False
    return len(raw) >= LONG_PROSE or bool(NO_BASE64_SIGN.search(raw))


def _decode_letters(letters: bytes) -> bytes:
    """The bytes of letters with or without their padding; a large text is not copied if it is whole."""
    if len(letters) % 4:
        letters = letters.rstrip(b"=")
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        letters += b"=" * (-len(letters) % 4)
    return binascii.a2b_base64(letters)


def decode_quoted_printable(raw: bytes) -> bytes:
    """A `=` that begins no code stays as it is."""
    return binascii.a2b_qp(QP_END.sub(b"", raw))


def decode_uuencoded(raw: bytes) -> bytes:
    """The lines between `begin` and `end`; without a `begin`, all lines."""
    begun = BEGIN.search(raw)
    inner = raw[begun.end() :] if begun else raw
    if ended := END.search(inner):
        inner = inner[: ended.start()]
    return _uu_lines(inner)


def _uu_lines(raw: bytes) -> bytes:
    decoded = bytearray()
    for found in UU_LINE.finditer(raw):
        decoded += _uu_line(found[0])
    return bytes(decoded)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders count wrongly or pad the line: as many bytes as it says.
        letters = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:letters])
        except binascii.Error:
            return b""


DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "base64": decode_base64,
    "b64": decode_base64,
    "quoted-printable": decode_quoted_printable,
    "quotedprintable": decode_quoted_printable,
    "qp": decode_quoted_printable,
    "x-uuencode": decode_uuencoded,
    "uuencode": decode_uuencoded,
    "x-uue": decode_uuencoded,
    "uue": decode_uuencoded,
}
NAMED = re.compile(r"[a-z0-9-]+")


def decode_transfer(raw: bytes, encoding: str) -> bytes:
    """`raw` as it was before `encoding` (a Content-Transfer-Encoding); an unknown one changes nothing."""
    for word in NAMED.findall(encoding[:200].lower()):
        if word in DECODERS:
            return DECODERS[word](raw)
    return raw


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that stands between the lines of a text."""

    name: bytes
    content: bytes


def take_files(raw: bytes, most: int) -> tuple[bytes, list[Enclosed]]:
    """The text without the files that stand in it uuencoded or as yEnc, and those files."""
    if b"begin" not in raw:
        return raw, []
    kept: list[bytes] = []
    files: list[Enclosed] = []
    at = 0
    for start, end, file in _enclosed(raw):
        kept.append(raw[at:start])
        files.append(file)
        at = end
        if len(files) >= most:
            break
    return (b"".join([*kept, raw[at:]]), files) if files else (raw, [])


def _enclosed(raw: bytes) -> Iterator[tuple[int, int, Enclosed]]:
    """Where each file begins and ends, in their order."""
    for opening, closing, decoder in ((YENC, YENC_END, _yenc), (BEGIN, END, _uu_lines)):
        at, found = 0, False
        while begun := opening.search(raw, at):
            ended = closing.search(raw, begun.end())
            if ended is None:
                break
            at = ended.end()
            inner = raw[begun.end() : ended.start()]
            if content := (decode_base64 if b"begin-base64" in begun[0] else decoder)(inner):
                found = True
                yield begun.start(), at, Enclosed(begun[begun.re.groups].strip(), content)
        if found:
            return


def _yenc(raw: bytes) -> bytes:
    joined = YENC_PART.sub(b"", raw).replace(b"\r", b"").replace(b"\n", b"")
    plain = YENC_ESCAPED.sub(lambda found: bytes([(found[1][0] - 64) % 256]), joined)
    return plain.translate(YENC_SHIFT)
