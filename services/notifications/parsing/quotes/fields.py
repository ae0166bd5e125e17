"""Finds the block "From: … Sent: … To: … Subject: …" above an older mail."""

import re
from collections.abc import Sequence

from services.notifications.parsing.quotes.labels import LABELS
from services.notifications.parsing.quotes.lines import Kind, Line

MOST_LINES = 14
MOST_FOLDED = 2
_LONGEST_LABEL = 25
_CLOCK = re.compile(r"\d[:h]\d\d")
_ADDRESS = re.compile(r"<[^<>\s@]{1,80}@[^<>\s]{1,120}>|\[mailto:")


def label_of(bare: str) -> tuple[str, str]:
    """Kind and value of a line "Sent: Monday"; two empty strings if it is none."""
    colon = bare.find(":", 0, _LONGEST_LABEL)
    if colon < 1:
        return "", ""
    return LABELS.get(bare[:colon].strip(" \t"), ""), bare[colon + 1 :].strip()


def block_at(lines: Sequence[Line], first: int) -> int | None:
    """The line behind the block that begins here; None if none does. Looks at 14 lines at most."""
    kind, _ = label_of(lines[first].bare)
    if not kind:
        return None
    fields: dict[str, str] = {}
    end = at = first
    folded = 0
    while at < min(len(lines), first + MOST_LINES) and folded <= MOST_FOLDED:
        kind, value = label_of(lines[at].bare)
        if kind:
            fields.setdefault(kind, value)
            end, folded = at + 1, 0
        else:
            folded += 1
        at += 1
    if not (_is_block(fields) or _is_sender_alone(lines, first, end)):
        return None
    return end + (end < len(lines) and _is_broken(lines[end - 1].text, lines[end].text))


def _is_broken(text: str, following: str) -> bool:
    """Whether the last line goes on in the following one, within the brackets of an address or behind a comma."""
    before, after = text.rstrip(), following.partition(">")
    opened = before.rpartition("<")
    if opened[1] and ">" not in opened[2]:
        return bool(after[1]) and "@" in opened[2] + after[0] and " " not in after[0].strip()
    return before.endswith((",", ";")) and bool(_ADDRESS.search(following))


def _is_block(fields: dict[str, str]) -> bool:
    """Three labels of a mail's head, or two that can be nothing else.

    From, To and Date are said of journeys too: an address, a clock or a subject makes them a mail's.
    """
    known = fields.keys() - {"other"}
    dated = any(sign.isdigit() for sign in fields.get("date", ""))
    sent_by = "from" in known
    mailed = any("@" in fields.get(kind, "") for kind in ("from", "to"))
    if len(known) >= 3:
        timed = bool(_CLOCK.search(fields.get("date", "")))
        return (sent_by or dated) and (mailed or timed or "subject" in known)
    return len(known) == 2 and mailed and (sent_by or dated)


def _is_sender_alone(lines: Sequence[Line], first: int, end: int) -> bool:
    """One line "From: Ann <ann@…>" between empty ones."""
    apart = (
        first > 0 and lines[first - 1].kind is not Kind.TEXT and (end >= len(lines) or not lines[end].bare)
    )
    kind, value = label_of(lines[first].bare)
    return end == first + 1 and apart and kind == "from" and bool(_ADDRESS.search(value))
