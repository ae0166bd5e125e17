"""One conversation by SMTP, with a time limit on every step.

What matters is told apart: it could not be offered (try later), it was answered, nobody knows.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import NamedTuple, Self

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPSenderRefused,
)

from services.notifications.domain.errors import HostRefused
from services.notifications.mail_servers.connecting import (
    Limits,
    Reach,
    Server,
    Unreachable,
    explain,
    with_access,
)
from services.notifications.mail_servers.hosts import NotResolved

SLOWEST = 50_000
"""Bytes a second of the slowest line that large mails are sent over."""

CLOSING = 421
GO_AHEAD = 354
SIGN_IN_FIRST = frozenset({530, 534, 535, 538})
"""The mailbox's settings are wrong: that says nothing of the recipient, and people can correct it."""

LONE_ENDS = re.compile(rb"\r\n|\r|\n")
FIRST_DOTS = re.compile(rb"(?m)^\.")


class Answer(NamedTuple):
    """A server's answer to a mail."""

    code: int
    text: str


class ConnectionLost(Exception):
    """No mail was offered: the connection was lost on the way there."""


class OutcomeUnknown(Exception):
    """The mail was handed over and no answer came."""


class Connection:
    """An open, signed-in connection; several mails one after another."""

    def __init__(self, smtp: SMTP, limits: Limits) -> None:
        self._smtp = smtp
        self._limits = limits

    @classmethod
    async def open(cls, server: Server, reach: Reach) -> Self:
        """Connect to where the rule allows, encrypt, sign in; raises Unreachable with the reason."""
        if server.username and not reach.hosts.may_sign_in(server.tls):
            raise Unreachable("a password is not sent without encryption")
        try:
            async with asyncio.timeout(reach.limits.opening):
                return cls(await _signed_in(server, reach), reach.limits)
        except (SMTPException, OSError, TimeoutError, HostRefused, NotResolved, ValueError) as error:
            raise Unreachable(explain(error)) from error

    async def address(self, sender: str, recipient: str) -> Answer | None:
        """Name sender and recipient; answers a refusal, or None when the mail may be handed over."""
        try:
            await self._smtp.mail(sender)
            await self._smtp.rcpt(recipient)
        except (SMTPSenderRefused, SMTPRecipientRefused) as refused:
            if refused.code in SIGN_IN_FIRST:
                raise ConnectionLost(explain(refused)) from refused
            return Answer(refused.code, refused.message)
        except (SMTPException, OSError, TimeoutError) as error:
            raise ConnectionLost(explain(error)) from error
        return None

    async def ask_for_data(self) -> Answer | None:
        """Say that the mail comes now; answers a refusal, or None when the server waits for it."""
        try:
            begin = await self._smtp.execute_command(b"DATA")
        except (SMTPException, OSError, TimeoutError) as error:
            raise ConnectionLost(explain(error)) from error
        return None if begin.code == GO_AHEAD else Answer(begin.code, begin.message)

    def write(self, data: bytes) -> None:
        """Send the mail itself, as made by `as_data`, after `ask_for_data`. ConnectionLost = it surely did not get there."""
        try:
            if self._smtp.protocol is None:
                raise ConnectionResetError("the connection was lost")
            self._smtp.protocol.write(data)
        except (SMTPException, OSError, TimeoutError) as error:
            raise ConnectionLost(explain(error)) from error

    async def answer(self, size: int) -> Answer:
        """What the server says of a mail of so many bytes that was written; OutcomeUnknown = nobody knows."""
        try:
            if self._smtp.protocol is None:
                raise ConnectionResetError("the connection was lost")
            answer = await self._smtp.protocol.read_response(timeout=patience(self._limits.data, size))
        except (SMTPException, OSError, TimeoutError) as error:
            self.close()
            raise OutcomeUnknown(explain(error)) from error
        return Answer(answer.code, answer.message)

    async def is_alive(self) -> bool:
        """Whether the server still listens."""
        return await self._says_yes(self._smtp.noop)

    async def start_over(self) -> bool:
        """Forget sender and recipient after a refusal; answers whether the connection can be used again."""
        return await self._says_yes(self._smtp.rset)

    async def leave(self) -> None:
        """Say goodbye, and close whatever comes back."""
        try:
            if self._smtp.is_connected:
                await self._smtp.quit(timeout=1)
        except (SMTPException, OSError, TimeoutError):
            pass
        finally:
            self.close()

    def close(self) -> None:
        """Close without a word."""
        self._smtp.close()

    @property
    def is_open(self) -> bool:
        """Whether our end is still open."""
        return self._smtp.is_connected

    async def _says_yes(self, command: Callable[[], Awaitable[object]]) -> bool:
        try:
            await command()
        except (SMTPException, OSError, TimeoutError):
            self.close()
            return False
        return True


async def _signed_in(server: Server, reach: Reach) -> SMTP:
    """A connection that the server takes mail on."""
    refused = SMTPAuthenticationError
    return await with_access(server, reach, lambda secret: _open(server, reach, secret), refused)


async def _open(server: Server, reach: Reach, secret: str) -> SMTP:
    smtp = SMTP(
        hostname=server.host, local_hostname=reach.me, timeout=reach.limits.step, tls_context=reach.tls
    )
    try:
        connected = await reach.connect(server)
        await smtp.connect(sock=connected, use_tls=server.tls == "tls", start_tls=server.tls == "starttls")
        if server.grant:
            await smtp.auth_xoauth2(server.username, secret)
        elif server.username:
            await smtp.login(server.username, secret)
        elif smtp.is_ehlo_or_helo_needed:
            await smtp.ehlo()
    except BaseException:
        smtp.close()
        raise
    return smtp


def patience(limit: float, size: int) -> float:
    """Seconds for a mail of so many bytes to be taken, over a slow line too."""
    return limit + size / SLOWEST


def as_data(content: bytes) -> bytes:
    """A mail as it stands after DATA: CRLF only, leading dots doubled, closed by a dot."""
    lines = LONE_ENDS.sub(b"\r\n", content)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return FIRST_DOTS.sub(b"..", lines) + b".\r\n"
