"""What a search compares: text without case, accents and signs that nobody types."""

import unicodedata
from typing import Any, Final

from shared.addresses import shown_address

DROPPED = frozenset({"Mn", "Me", "Cf", "Cs", "Cc"})
NOT_DECOMPOSED: Final = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}
"""Letters with a stroke are signs of their own for Unicode; people type what they look like."""

KEYS = "\x1f"
"""Stands before the number and phone without blanks and dashes; no word has it, it counts as white space."""


def fold(text: str) -> str:
    """`text` as it is searched: accents, case, marks and the kind of white space make no difference."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # By the signs that occur, not sign by sign: a long text must not hold the event loop.
    other = {
        ord(sign): NOT_DECOMPOSED.get(sign, "")
        for sign in set(plain)
        if sign in NOT_DECOMPOSED or (unicodedata.category(sign) in DROPPED and not sign.isspace())
    }
    return " ".join(plain.translate(other).split())


def compact(text: str) -> str:
    """Letters and digits of a number or phone, as somebody copies or dictates it."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


def search_text(ticket: Any) -> str:
    """All of a ticket that a search looks into."""
    email = ticket.requester_email or ""
    parts = (
        ticket.number,
        ticket.title,
        ticket.requester_name or "",
        email,
        shown_address(email) if email else "",
        ticket.requester_phone or "",
        *ticket.tags,
        ticket.body,
    )
    keys = (compact(ticket.number), compact(ticket.requester_phone or ""))
    return f"{fold(' '.join(parts))}{KEYS}{' '.join(key for key in keys if key)}"


def patterns(q: str) -> list[str]:
    """One LIKE pattern for each word searched for; all have to fit."""
    escaped = fold(q).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return [f"%{word}%" for word in escaped.split()]


def key_pattern(q: str) -> str | None:
    """A LIKE pattern for a number or phone with blanks or dashes in other places; None when there is none."""
    key = compact(q)
    return f"%{KEYS}%{key}%" if key else None
