"""What a search compares: text without case, accents and signs that nobody types."""

import unicodedata
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from shared.addresses import shown_address
from shared.contracts.custom_fields import in_words
from shared.text import one_line

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


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search finds of one ticket, comment or note; `who`, `head` and `tags` are a ticket's alone."""

    source_id: UUID
    ticket_id: UUID
    text: str
    who: str = ""
    head: str = ""
    tags: tuple[str, ...] = ()
    has_files: bool = False


def of_ticket(ticket: Any) -> Searched:
    """All of a ticket itself that a search looks into."""
    email = ticket.requester_email or ""
    who = fold(" ".join((ticket.requester_name or "", email, shown_address(email) if email else "")))
    parts = (
        ticket.number,
        ticket.title,
        ticket.requester_phone or "",
        ticket.requester_external_id or "",
        *ticket.tags,
        *[in_words(value) for value in ticket.field_values.values() if not isinstance(value, bool)],
        ticket.body,
    )
    keys = (compact(ticket.number), compact(ticket.requester_phone or ""))
    text = f"{who} {fold(' '.join(parts))}{KEYS}{' '.join(key for key in keys if key)} "
    head = f"{fold(' '.join((ticket.title, *ticket.tags)))} {who}"
    tags = dict.fromkeys(key for tag in ticket.tags for key in (tag_key(tag), tag_words(tag)))
    return Searched(ticket.id, ticket.id, text, who, head, tuple(tags), bool(ticket.attachments))


def of_writing(written: Any) -> Searched:
    """What a search looks into of a comment or note."""
    return Searched(written.id, written.ticket_id, fold(written.body), has_files=bool(written.attachments))


def tag_key(tag: str) -> str:
    """What tells tags apart: all but case."""
    return one_line(tag).casefold()


def tag_words(tag: str) -> str:
    """A tag as people type it who do not mind accents."""
    return f"~{fold(tag)}"


def pattern(words: str, around: str = "%") -> str:
    """A LIKE pattern for what was searched for; `around` stands before and behind it."""
    escaped = fold(words).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{around}{escaped}{around}"


def key_pattern(q: str) -> str | None:
    """A LIKE pattern for a number or phone with blanks or dashes in other places; None when there is none.

    Numbers and phones have digits: what has none needs no such look.
    """
    key = compact(q)
    return f"%{KEYS}%{key}%" if any(sign.isdigit() for sign in key) else None


def number_pattern(number: str) -> str | None:
    """A LIKE pattern for a ticket's whole number, however its blanks and dashes are typed."""
    key = compact(number)
    return f"%{KEYS}{key} %" if key else None
