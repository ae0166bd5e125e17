"""A real SMTP server that keeps what it gets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session

from services.local.ports import free_port


@dataclass
class Sink:
    """What was delivered, in order."""

    port: int = field(default_factory=free_port)
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.mails.append(message_from_bytes(content, policy=policy.default))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails that went to `address`."""
        return [mail for mail, rcpt in zip(self.mails, self.recipients, strict=True) if address in rcpt]


S = TypeVar("S", bound=Sink)


def text_of(mail: EmailMessage) -> str:
    """The plain part."""
    part = mail.get_body(("plain",))
    assert part is not None
    return part.get_content()


@asynccontextmanager
async def smtp_sink() -> AsyncIterator[Sink]:
    """A sink that listens on the loopback."""
    async with listening(Sink()) as sink:
        yield sink


@asynccontextmanager
async def listening(sink: S) -> AsyncIterator[S]:
    """`sink`, of whatever manners, while it listens on the loopback."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink.test"), "127.0.0.1", sink.port)
    try:
        yield sink
    finally:
        server.close()
        await server.wait_closed()
