"""Finds addresses, states and the failed mail's id in text that people were meant to read."""

import re
from collections.abc import Iterator, Sequence

from services.notifications.parsing.failures.words import COPY_BELOW

MOST_LINES = 400
LONGEST_LINE = 500
LONGEST_DIAGNOSTIC = 1000
ADDRESS = re.compile(
    r"[\w.!#$%&'*+/=?^{|}~-]{1,64}@[A-Za-z0-9\u0080-\uffff][A-Za-z0-9.\u0080-\uffff-]{0,250}", re.ASCII
)
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])[45]\d\d(?=[ -])")
_LEADING = re.compile(
    r"\s{0,20}(?:>>> |[*\u2022-] |[45]\d\d )?(?:(?:smtp|recipient|to|user|address|rcpt to|original recipient|recipient address|e-?mail|error-for|"
    r"unknown user|your message to|failed recipient|final-recipient)\s?:?\s?)?[<(\"'\[]?$",
    re.IGNORECASE,
)
_ID = re.compile(
    r"^\s{0,8}message-id\s{0,3}:\s{0,5}(<[^<>\s]{1,500}>|[^\s<>]{1,500}@[^\s<>]{1,250})",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(
    r"(?:received|return-path|message-id|dkim-signature|mime-version|x-[a-z-]+):", re.IGNORECASE
)


def address_in(text: str) -> str:
    """The first address, in lower case; '' if there is none."""
    found = ADDRESS.search(text[:2000].replace("mailto:", " "))
    return found[0].strip(".'").lower() if found else ""


def status_in(text: str) -> str:
    """The first state after RFC 3463; '' if there is none."""
    found = _STATUS.search(text[:5000])
    return found[0] if found else ""


def status_of_reply(text: str) -> str:
    """A state made of a bare SMTP reply code (RFC 5321 4.2.1): 550 -> 5.0.0, so that permanent and passing differ."""
    found = _REPLY.search(text[:5000])
    return f"{found[0][0]}.0.0" if found else ""


def message_id_in(text: str) -> str:
    """The first Message-ID line's value, in angle brackets."""
    found = _ID.search(text[:200_000])
    return f"<{found[1].strip('<>')}>" if found else ""


def notice_lines(text: str) -> list[str]:
    """The lines of what the system itself says: those above the copy of the failed mail."""
    kept: list[str] = []
    for line in text[: MOST_LINES * LONGEST_LINE].splitlines()[:MOST_LINES]:
        start = line.strip().lower()[:80]
        if (
            kept
            and (start.startswith(COPY_BELOW) or _HEADER.match(start))
            and any(ADDRESS.search(each) for each in kept)
        ):
            break
        kept.append(line[:LONGEST_LINE])
    return kept


def named_in(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Addresses that lead a line, each with what is said below and beside it."""
    at = 0
    while at < len(lines):
        found = ADDRESS.search(lines[at].replace("<mailto:", " "))
        if found is None or not _LEADING.match(lines[at][: found.start()].replace("<mailto:", " ")):
            at += 1
            continue
        said, end = _said(lines, at, found.end())
        yield found[0].strip(".'").lower(), said
        at = end


def _said(lines: Sequence[str], at: int, start: int) -> tuple[str, int]:
    """The rest of the line and the lines below it, up to an empty one behind words or the next address."""
    said = [lines[at][start:].strip(" \t>)]:\"'")]
    end = at + 1
    while end < len(lines) and end - at <= 8:
        line = lines[end].strip()
        found = ADDRESS.search(line)
        if (not line and any(said)) or (found and _LEADING.match(line[: found.start()])):
            break
        said.append(line)
        end += 1
    return " ".join(filter(None, said))[:LONGEST_DIAGNOSTIC], end


def any_in(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The first address at all."""
    for line in lines:
        if found := ADDRESS.search(line):
            yield found[0].strip(".'").lower(), line.strip()[:LONGEST_DIAGNOSTIC]
            return


def mentioned_in(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Addresses anywhere in a line that tells of an error."""
    for line in lines:
        low = line.lower()
        if _REPLY.search(line) or _STATUS.search(line) or any(word in low for word in _ERRORS):
            for found in ADDRESS.finditer(line):
                yield found[0].strip(".'").lower(), line.strip()[:LONGEST_DIAGNOSTIC]


_ERRORS = (
    "fail",
    "unknown",
    "deliver",
    "reject",
    "not ",
    "error",
    "unable",
    "returned",
    "undeliver",
    "недоставл",
    "доставл",
)
