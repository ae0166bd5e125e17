"""Recognising a mail that comes a second time, by another way or from another folder."""

import hashlib
import re

SAID_BY_WRITER = re.compile(
    rb"^(?:from|date|subject|message-id)[ \t]*:.*(?:\n[ \t].*)*", re.IGNORECASE | re.MULTILINE
)
"""Header lines that no server on the way changes or adds."""

LONGEST_HEAD = 256 * 1024


def fingerprint_of(content: bytes) -> bytes:
    """SHA-256 over what the mail's writer sent: those lines and the body, whatever its ends of lines are."""
    plain = content.replace(b"\r\n", b"\n")
    head, _, body = plain.partition(b"\n\n")
    said = sorted(b" ".join(line.split()) for line in SAID_BY_WRITER.findall(head[:LONGEST_HEAD]))
    return hashlib.sha256(b"\n".join([*said, b"", body.rstrip()])).digest()
