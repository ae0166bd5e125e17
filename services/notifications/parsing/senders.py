"""Whom a mail is from. Whoever trusts a sender must know that no other program reads another one out of the same mail."""

import re
from collections.abc import Sequence

from services.notifications.parsing.addresses import INNER_COMMENT, read_addresses
from services.notifications.parsing.mail import NOBODY, Address
from services.notifications.parsing.words import decode_words, one_line

SPEC = re.compile(
    r"^(?:\"(?:[^\"\\]|\\.)*\"|[^\s@\"<>()\[\],;:\\]+)@(?:[^\s@\"<>()\[\],;:\\]+|\[[^\s\]]+\])$"
)
LIKE_ADDRESS = re.compile(r"(?<![^\s@\"<>()\[\],;:])[^\s@\"<>()\[\],;:]++@[^\s@\"<>()\[\],;:]+")
QUOTED = re.compile(r"\"(?:[^\"\\]|\\.?)*+(?:\"|(\Z))")
"""One that nobody closes goes to the end, so that no sign is looked at twice."""
UNBALANCED = re.compile(r"[()\"\\]")
MOST_HEADERS = 10
"""From headers in which an address is looked for."""
NO_ADDRESS = "there is no whole address in From"
SEVERAL = "there are several addresses in From"
SEVERAL_READINGS = "there is more than one thing like an address in From"
ODD = "From is written so that programs read different addresses out of it"
ODDITIES = re.compile(r"<\s*@|:[^;]*;|>\s*:")
"""Routes and groups: see "Composition Kills" (USENIX Security 2020), VU#517845."""


def read_sender(values: Sequence[str], others: Sequence[str] = ()) -> tuple[Address, str | None]:
    """Whom a mail is from, by all its From headers; and why others may read somebody else.

    `others` are values of headers that tell it where there is no From, or one without an address.
    """
    if not any(each.strip() for each in values):
        found = _elsewhere(others)
        return found, "there is no From" if found.address else NO_ADDRESS
    value = _telling(values)
    found = read_addresses(value, 2)
    if not any(each.address for each in found) and "=?" in value:
        # Some programs encode name and address as one word.
        found = read_addresses(one_line(decode_words(value)), 2)
        if any(each.address for each in found):
            return found[0], "the address is within an encoded word"
    sender = next((each for each in found if "@" in each.address), (found or [NOBODY])[0])
    doubt = doubt_about(sender, value, len(found), len(values))
    if doubt in (SEVERAL, SEVERAL_READINGS) and UNBALANCED.search(_without_comments(value)):
        # CVE-2023-27043: nothing says which of them is meant.
        return Address(one_line(decode_words(value)), ""), doubt
    return sender if sender.address else Address(sender.name, _elsewhere(others).address), doubt


def _telling(values: Sequence[str]) -> str:
    """The first From that has an address; where none has, the first that says something."""
    said = [each for each in values if each.strip()][:MOST_HEADERS]
    with_address = (each for each in said if any("@" in found.address for found in read_addresses(each, 2)))
    return next(with_address, said[0]) if len(said) > 1 else said[0]


def _elsewhere(others: Sequence[str]) -> Address:
    """Whom other headers name in place of From."""
    return next((each for value in others for each in read_addresses(value, 1) if each.address), NOBODY)


def _says_another(value: str, sender: Address) -> bool:
    """Whether a comment has another address in it: not every program knows comments."""
    comments = INNER_COMMENT.findall(QUOTED.sub(" ", value))
    return any("@" in each and each.strip("() ").lower() != sender.address.lower() for each in comments)


def _without_comments(value: str) -> str:
    """What every program takes for the same: neither quoted nor a comment."""
    return INNER_COMMENT.sub(" ", QUOTED.sub(lambda found: found[0] if found[1] is not None else " ", value))


def doubt_about(sender: Address, value: str, mailboxes: int, headers: int) -> str | None:
    """Why another program may read another sender out of `value`; None when none will."""
    if headers > 1:
        return "there are several From headers"
    if mailboxes > 1:
        return SEVERAL
    if not SPEC.match(sender.address) or "@" not in _without_comments(value):
        return NO_ADDRESS
    if ODDITIES.search(_without_comments(value)) or "=?" in sender.address or _says_another(value, sender):
        return ODD
    others = {each.strip("'").rstrip(".").lower() for each in LIKE_ADDRESS.findall(_without_comments(value))}
    if others - {sender.address.lower()} and not sender.address.startswith('"'):
        return SEVERAL_READINGS
    return None
