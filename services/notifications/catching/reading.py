"""What stands in a caught mail, however it is made."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

from aiosmtpd.smtp import Envelope
from uuid_utils.compat import uuid7

from shared.clock import utc_now

LARGEST, LARGEST_HEAD, MOST_PARTS = 10_000_000, 100_000, 500
"""Bytes, and lines that could begin a part: beyond them reading a mail takes seconds."""

PIECES = re.compile(rb";\s*[\w-]+\*\d")
"""Parameters in pieces (RFC 2231): the time to put them together grows with their square."""

SHOWN_RAW = 20_000
"""Bytes shown of a mail that is not read."""


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One mail as it came in."""

    id: UUID
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    received_at: datetime

    @property
    def shown(self) -> dict[str, object]:
        """As the JSON door shows it."""
        return {
            "id": self.id,
            "from": self.sender,
            "to": list(self.recipients),
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "headers": self.headers,
            "received_at": self.received_at,
        }


def read_mail(envelope: Envelope) -> CaughtMail:
    """What stands in a mail; one that is made to break its readers is shown as it came."""
    content = envelope.content if isinstance(envelope.content, bytes) else b""
    mail = _parsed(content)
    headers = _headers(mail) if mail else _first_lines(content)
    found = {name.lower(): value for name, value in headers.items()}
    return CaughtMail(
        id=uuid7(),
        sender=found.get("from") or str(envelope.mail_from or ""),
        recipients=tuple(str(each) for each in envelope.rcpt_tos),
        subject=found.get("subject", ""),
        text=_body(mail, "plain") if mail else content[:SHOWN_RAW].decode("utf-8", "replace"),
        html=_body(mail, "html") if mail else "",
        headers=headers,
        received_at=utc_now(),
    )


def _parsed(content: bytes) -> EmailMessage | None:
    """The mail, or None when reading it would cost too much: many or deeply nested parts, an endless head."""
    head, _, _ = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    if len(content) > LARGEST or len(head) > LARGEST_HEAD or content.count(b"\n--") > MOST_PARTS:
        return None
    if head.count(b"(") > MOST_PARTS or len(PIECES.findall(content)) > MOST_PARTS:
        return None
    try:
        mail = message_from_bytes(content, policy=policy.default)
    except (RecursionError, ValueError, LookupError):
        return None
    assert isinstance(mail, EmailMessage)
    return mail


def _headers(mail: EmailMessage) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, raw in mail.raw_items():
        try:
            found[name] = str(mail.policy.header_fetch_parse(name, raw))
        except (RecursionError, ValueError, LookupError, IndexError):
            found[name] = str(raw)
    return found


def _first_lines(content: bytes) -> dict[str, str]:
    lines = (
        content[:SHOWN_RAW].decode("utf-8", "replace").replace("\r\n", "\n").partition("\n\n")[0].split("\n")
    )
    pairs = (line.partition(":") for line in lines[:100] if ":" in line and not line[:1].isspace())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _body(mail: EmailMessage, subtype: str) -> str:
    try:
        part = mail.get_body((subtype,))
        return str(part.get_content()).replace("\r\n", "\n") if part else ""
    except (RecursionError, ValueError, LookupError, AttributeError) as error:
        return f"({type(error).__name__}: this part cannot be read)"
