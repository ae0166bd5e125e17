"""A real SMTP server that behaves as badly as it is told."""
# ruff: noqa: N802 aiosmtpd names its hooks after commands

import asyncio
import ssl
from base64 import b64decode
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult


class Sink:
    """Keeps what it took. `mode` says how it answers; `at_data` is told of each mail before its answer.

    With `tokens` it takes XOAUTH2 with one of those, and says more of a refusal only when asked.
    """

    def __init__(
        self, tls: ssl.SSLContext | None = None, password: str = "", tokens: set[str] | None = None
    ) -> None:
        self.mode = ""
        self.raw: list[bytes] = []
        self.mails: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.connections = 0
        self.commands: list[str] = []
        self.handed_over = asyncio.Event()
        self._tls, self._password, self.tokens = tls, password, tokens
        self.signed_in: list[str] = []
        self._open: set[SMTP] = set()
        self._release = asyncio.Event()

    def answer(self) -> None:
        """Let those that hang go on."""
        self._release.set()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._conversation, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._release.set()
        for each in self._open:
            if each.transport:
                each.transport.close()
        self._server.close()

    def _conversation(self) -> SMTP:
        self.connections += 1
        with_password: dict[str, Any] = {}
        if self._password:
            with_password = {"authenticator": self._sign_in, "auth_require_tls": False, "auth_required": True}
        if self.tokens is not None:
            with_password = {"auth_require_tls": False, "auth_required": True}
        more = {"tls_context": self._tls, "require_starttls": True} if self._tls else {}
        conversation = SMTP(self, hostname="sink", **with_password, **more)
        self._open.add(conversation)
        return conversation

    def _sign_in(self, *given: Any) -> AuthResult:
        return AuthResult(success=given[-1].password == self._password.encode())

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        said = b64decode(args[1]).decode()
        self.signed_in.append(said)
        if self.tokens and said in {f"user=u\x01auth=Bearer {token}\x01\x01" for token in self.tokens}:
            return AuthResult(success=True, auth_data=said)
        await server.challenge_auth('{"status":"400"}')
        return AuthResult(success=False, handled=False)

    async def handle_EHLO(
        self, server: SMTP, session: Any, envelope: Any, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        self.commands.append("EHLO")
        return answers

    async def handle_MAIL(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.commands.append("MAIL")
        if self.mode == "421":
            return "421 too busy"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.commands.append("RCPT")
        if self.mode == "hang before":
            await self._release.wait()
        if self.mode == "drop before":
            cut(server)
        if self.mode in ("450", "530", "550"):
            return f"{self.mode} not this one"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.handed_over.set()
        if self.mode in ("451 data", "554 data"):
            return f"{self.mode[:3]} not this mail"
        self.raw.append(envelope.content)
        # Read once: aiosmtpd looks at every attribute of this class for each connection, so none may take time.
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        if self.mode == "drop after data":
            cut(server)
        if self.mode == "hang after data":
            await self._release.wait()
        if self.mode == "drop after 250":
            asyncio.get_running_loop().call_soon(lambda: server.transport and server.transport.close())
        return "250 Taken"


def cut(server: SMTP) -> None:
    """End the connection in the middle of a word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()
