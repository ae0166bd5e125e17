"""The mail catcher of development: takes every mail and shows it, sends none on."""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from uuid_utils.compat import uuid7

from shared.clock import utc_now

KEPT = 1000


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


class Catcher:
    """An SMTP server on this machine and the last mails it took, in memory."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._mails: deque[CaughtMail] = deque(maxlen=KEPT)

    async def run(self) -> None:
        """Serve until cancelled."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._conversation, self._host, self._port)
        async with server:
            await server.serve_forever()

    @property
    def mails(self) -> list[CaughtMail]:
        """What was caught, the newest first."""
        return list(reversed(self._mails))

    def find(self, mail_id: UUID) -> CaughtMail | None:
        """One of them."""
        return next((mail for mail in self._mails if mail.id == mail_id), None)

    def empty(self) -> None:
        """Forget them all."""
        self._mails.clear()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        """Called by aiosmtpd for each mail."""
        self._mails.append(read_mail(envelope))
        return "250 Caught"

    def _conversation(self) -> SMTP:
        def anybody(*_: object) -> AuthResult:
            return AuthResult(success=True)

        return SMTP(
            self, hostname="catcher", authenticator=anybody, auth_require_tls=False, auth_exclude_mechanism=[]
        )


def read_mail(envelope: Envelope) -> CaughtMail:
    """What stands in a mail."""
    content = envelope.content if isinstance(envelope.content, bytes) else b""
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return CaughtMail(
        id=uuid7(),
        sender=str(mail["from"] or envelope.mail_from or ""),
        recipients=tuple(str(each) for each in envelope.rcpt_tos),
        subject=str(mail["subject"] or ""),
        text=_body(mail, "plain"),
        html=_body(mail, "html"),
        headers={name: str(value) for name, value in mail.items()},
        received_at=utc_now(),
    )


def _body(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""
