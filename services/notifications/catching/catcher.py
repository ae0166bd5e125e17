"""An SMTP server that takes every mail, shows it, and sends none on."""

import asyncio
from collections import deque
from uuid import UUID

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from services.notifications.catching.reading import CaughtMail, Reader

KEPT = 1000


class Catcher:
    """An SMTP server on this machine and the last mails it took, in memory."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._mails: deque[CaughtMail] = deque(maxlen=KEPT)
        self._reader = Reader()

    async def run(self) -> None:
        """Serve until cancelled."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._conversation, self._host, self._port)
        try:
            async with server:
                await server.serve_forever()
        finally:
            await self._reader.close()

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
        self._mails.append(await self._reader.read(envelope))
        return "250 Caught"

    def _conversation(self) -> SMTP:
        def anybody(*_: object) -> AuthResult:
            return AuthResult(success=True)

        return SMTP(
            self, hostname="catcher", authenticator=anybody, auth_require_tls=False, auth_exclude_mechanism=[]
        )
