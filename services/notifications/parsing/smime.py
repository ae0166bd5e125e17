"""Signed mails whose content is packed into the signature (RFC 8551, 3.5.2; CMS is RFC 5652, 5.1).

The signature is not checked: nobody is trusted for it. Only what was signed is taken out, which is a part of a mail.
"""

from collections.abc import Iterator

TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
SIGNED_DATA, DATA = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
SEQUENCE, CONTENT, OCTETS, CHUNKS = 0x30, 0xA0, 0x04, 0x24
INDEFINITE = -1
MOST_ELEMENTS = 100_000


class _Broken(ValueError):
    """It is no such element."""


def signed_content(raw: bytes) -> bytes | None:
    """What was signed; None when `raw` is anything else, such as an encrypted mail, or breaks off."""
    try:
        at = _into(raw, _behind(raw, _into(raw, 0, SEQUENCE), SIGNED_DATA), CONTENT)
        at = _into(raw, at, SEQUENCE)
        # The version and the set of digests.
        at = _end(raw, _end(raw, at))
        at = _into(raw, _behind(raw, _into(raw, at, SEQUENCE), DATA), CONTENT)
        return b"".join(_chunks(raw, at))
    except (_Broken, IndexError):
        return None


def _header(raw: bytes, at: int) -> tuple[int, int, int]:
    """Tag, length and where the content begins. Lengths of several bytes say in their first how many follow."""
    tag, length, start = raw[at], raw[at + 1], at + 2
    if length == 0x80:
        return tag, INDEFINITE, start
    if length > 0x80:
        count = length - 0x80
        length = int.from_bytes(raw[start : start + count], "big")
        start += count
    if start + length > len(raw):
        raise _Broken
    return tag, length, start


def _into(raw: bytes, at: int, tag: int) -> int:
    found, _, start = _header(raw, at)
    if found != tag:
        raise _Broken
    return start


def _behind(raw: bytes, at: int, element: bytes) -> int:
    if not raw.startswith(element, at):
        raise _Broken
    return at + len(element)


def _end(raw: bytes, at: int) -> int:
    """Where the element ends; one of no stated length ends with two zeros."""
    depth = 0
    for _ in range(MOST_ELEMENTS):
        tag, length, start = _header(raw, at)
        if length == INDEFINITE:
            depth, at = depth + 1, start
        else:
            depth, at = depth - (tag == 0 and length == 0), start + length
        if not depth:
            return at
    raise _Broken


def _chunks(raw: bytes, at: int) -> Iterator[bytes]:
    """The bytes of a text that is in one piece or in many."""
    tag, length, start = _header(raw, at)
    if tag == OCTETS and length != INDEFINITE:
        yield raw[start : start + length]
        return
    if tag != CHUNKS:
        raise _Broken
    end = len(raw) if length == INDEFINITE else start + length
    for _ in range(MOST_ELEMENTS):
        if start >= end:
            return
        tag, length, start = _header(raw, start)
        if tag != OCTETS or length == INDEFINITE:
            return
        yield raw[start : start + length]
        start += length
