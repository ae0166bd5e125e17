"""What servers on the way noted in a mail's head: whom it was delivered to, and whether its sender is who it says."""

import re
from collections.abc import Sequence

from services.notifications.parsing.addresses import read_addresses

NOTED = ("delivered-to", "x-delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to")
MOST = 10
FAILED = re.compile(r"\bdmarc=fail\b", re.IGNORECASE)


def delivered_to(headers: Sequence[tuple[str, str]]) -> list[str]:
    """The addresses it was delivered to, the last delivery first; names of `headers` in lower case."""
    noted = [value for name, value in headers if name in NOTED][:MOST]
    return [each.address for value in noted for each in read_addresses(value, MOST) if each.address]


def is_forged(headers: Sequence[tuple[str, str]]) -> bool:
    """Whether the server that took the mail in found that its sender's domain disowns it (RFC 8601, RFC 7489).

    Only the topmost field counts: those below may have come with the mail.
    """
    results = next((value for name, value in headers if name == "authentication-results"), "")
    return FAILED.search(results) is not None
