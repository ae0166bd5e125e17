"""The LMTP door, and what a test sees of both sides of it."""

import asyncio
import smtplib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from services.local.ports import accepts
from shared.contracts.notifications import MailCommentRequested
from tests.notifications.conftest import Mail
from tests.notifications.sink import Sink
from tests.waiting import until

Mails = Callable[..., Awaitable[list[dict[str, Any]]]]
"""Waits for so many mails that came, and answers all of them."""


async def handed_on(
    port: int, mail: bytes, *recipients: str, sender: str = "rita@example.com"
) -> dict[str, tuple[int, bytes]]:
    """Hand a mail on; answers who was refused, and how."""

    def send() -> dict[str, tuple[int, bytes]]:
        with smtplib.LMTP("127.0.0.1", port) as server:
            try:
                return server.sendmail(sender, list(recipients), mail, ["BODY=8BITMIME"])
            except smtplib.SMTPRecipientsRefused as error:
                return error.recipients
            except smtplib.SMTPSenderRefused as error:
                return {"": (error.smtp_code, b"")}

    async def listens() -> bool:
        return await accepts(port)

    await until(listens)
    return await asyncio.to_thread(send)


@dataclass(kw_only=True)
class Door:
    """Where mails are handed on to the service, and the sink to which its own go."""

    mail: Mail
    sink: Sink
    port: int
    arrived: Mails

    async def takes(self, content: bytes, to: str, count: int) -> Sequence[MailCommentRequested]:
        """Hand a mail on and wait until so many are taken in; answers the comments wished for by then."""
        assert await handed_on(self.port, content, to) == {}
        await self.arrived(count)
        return await self.mail.said(MailCommentRequested)

    async def mailed(self, count: int) -> list[list[str]]:
        """To whom each mail went, once there are so many."""

        async def enough() -> bool:
            return len(self.sink.raw) >= count

        await until(enough)
        return [to for _, to in self.sink.envelopes]
