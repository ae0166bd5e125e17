"""One-time codes by mail: how long they are, how long and how often they may be tried."""

import re
from datetime import timedelta

DIGITS = 8
LASTS = timedelta(minutes=10)
"""The mail and the page say so, too (`system_mail.my_tickets_code.` and `my_tickets.` in shared/languages)."""

ATTEMPTS = 5
"""Wrong ones until a code is good for nothing: with three codes an hour one guess in seven million of an address."""

BETWEEN_DIGITS = re.compile(r"[\s-]")


def written(number: int) -> str:
    """A number below 10**DIGITS as a code."""
    return f"{number:0{DIGITS}}"


def for_people(code: str) -> str:
    """The code in two groups, which are easier to type."""
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"


def as_typed(text: str) -> str:
    """What somebody typed, without what they put between the digits."""
    return BETWEEN_DIGITS.sub("", text)
