"""Rich text as Outlook packs it into winmail.dat (MS-OXRTFCP)."""

import struct

from services.notifications.parsing.limits import LONGEST_RTF

COMPRESSED, UNCOMPRESSED = 0x75465A4C, 0x414C454D
KNOWN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What packers and readers both know before the first byte (MS-OXRTFCP, 2.1.2.1)."""
RING = 4096


def unpack_rtf(packed: bytes) -> bytes:
    """The RTF, up to where it breaks off or gets too long; b"" when it is none."""
    if len(packed) < 16:
        return b""
    kind = struct.unpack_from("<I", packed, 8)[0]
    if kind == UNCOMPRESSED:
        return packed[16 : 16 + LONGEST_RTF]
    return _inflated(packed) if kind == COMPRESSED else b""


def _inflated(packed: bytes) -> bytes:
    """Of eight tokens each a bit says whether it is a byte or a place in the ring and a length."""
    found, at = bytearray(KNOWN), 16
    while at < len(packed) and len(found) < LONGEST_RTF:
        bits, at = packed[at], at + 1
        for number in range(8):
            if not bits >> number & 1:
                found += packed[at : at + 1]
                at += 1
                continue
            code = int.from_bytes(packed[at : at + 2], "big")
            back = (len(found) - (code >> 4)) % RING
            at += 2
            if not back or back > len(found) or at > len(packed):
                return bytes(found[len(KNOWN) :])
            run = found[-back:][: (code & 15) + 2]
            found += (run * 17)[: (code & 15) + 2]
    return bytes(found[len(KNOWN) :])
