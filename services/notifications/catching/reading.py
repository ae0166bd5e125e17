"""What stands in a caught mail, however it is made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aiosmtpd.smtp import Envelope
from pydantic_core import from_json
from uuid_utils.compat import uuid7

from shared.clock import utc_now
from shared.confined import Confined, Unreadable

SHOWN_RAW = 20_000
"""Characters shown of a mail that cannot be read."""


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One mail as it came in.

    `sender` is what its head says, `recipients` those of the envelope.
    """

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


class Reader:
    """Reads mails in a child process: some are made to keep their reader busy, or to kill it."""

    def __init__(self) -> None:
        self._parse = Confined("services.notifications.catching.parsing:parse")

    async def read(self, envelope: Envelope) -> CaughtMail:
        """What stands in a mail; one that cannot be read is shown as it came."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        try:
            found = from_json(await self._parse.run(content))
        except Unreadable:
            found = _as_it_came(content)
        headers = {name.lower(): value for name, value in found["headers"].items()}
        return CaughtMail(
            id=uuid7(),
            sender=headers.get("from") or str(envelope.mail_from or ""),
            recipients=tuple(str(each) for each in envelope.rcpt_tos),
            subject=headers.get("subject", ""),
            received_at=utc_now(),
            **found,
        )

    async def close(self) -> None:
        """End the child."""
        await self._parse.close()


def _as_it_came(content: bytes) -> dict[str, Any]:
    text = content[:SHOWN_RAW].decode("utf-8", "replace")
    lines = text.replace("\r\n", "\n").partition("\n\n")[0].split("\n")
    pairs = (line.partition(":") for line in lines[:100] if ":" in line and not line[:1].isspace())
    return {"headers": {name.strip(): value.strip() for name, _, value in pairs}, "text": text, "html": ""}
