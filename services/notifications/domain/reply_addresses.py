"""The address that answers to a mail of ours come to: the mailbox's own with a tag that nobody can guess (RFC 5233)."""

import re

BYTES = 16
"""Random ones in a token: 128 bits."""

TOKEN = re.compile(r"[0-9a-f]{32}")
LONGEST_LOCAL = 64
"""Characters before the @ (RFC 5321, section 4.5.3.1.1)."""


def token_of(random: bytes) -> str:
    """Random bytes in signs that stay themselves when a server folds the case of addresses."""
    return random.hex()


def reply_address(mailbox: str, token: str) -> str:
    """Where answers go: `support+token@…`; the mailbox itself without a token, or where none fits in."""
    local, _, domain = mailbox.rpartition("@")
    tagged = f"{local}+{token}"
    return f"{tagged}@{domain}" if token and len(tagged) <= LONGEST_LOCAL else mailbox


def token_in(address: str) -> str:
    """The token of a reply address, or ''."""
    tag = address.rpartition("@")[0].partition("+")[2].lower()
    return tag if TOKEN.fullmatch(tag) else ""
