"""One conversation with a mail server, with a time limit on every step.

What matters is told apart: it could not be offered (try later), it was answered, nobody knows.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple, Self

from aiosmtplib import SMTP, SMTPException, SMTPRecipientRefused, SMTPResponseException, SMTPSenderRefused

from services.notifications.domain.errors import HostRefused
from services.notifications.hosts import Address, Hosts, NotResolved
from shared.holding import hold_nothing

STEP = 10.0
"""Seconds for one command to be answered."""

OPEN_LIMIT = 20.0
"""Seconds for name service, connection, encryption and sign-in together."""

DATA_LIMIT = 60.0
"""Seconds for the server to take a mail it was handed: many look into it before they answer."""

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


@dataclass(frozen=True, slots=True)
class Server:
    """How to reach and sign in at a mail server."""

    host: str
    port: int
    tls: str
    username: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port})"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for each kind of step; shorter in tests."""

    step: float = STEP
    opening: float = OPEN_LIMIT
    data: float = DATA_LIMIT


class Unreachable(Exception):
    """No mail was offered: the server cannot be reached, or does not let us in."""


class LineBroke(Exception):
    """No mail was offered: the connection was lost on the way there."""


class OutcomeUnknown(Exception):
    """The mail was handed over and no answer came."""


class Line:
    """An open, signed-in connection; several mails one after another."""

    def __init__(self, smtp: SMTP, limits: Limits) -> None:
        self._smtp = smtp
        self._limits = limits

    @classmethod
    async def open(cls, server: Server, hosts: Hosts, limits: Limits, me: str, tls: ssl.SSLContext) -> Self:
        """Connect to where the rule allows, encrypt, sign in; raises Unreachable with the reason."""
        smtp = SMTP(hostname=server.host, local_hostname=me, timeout=limits.step, tls_context=tls)
        if server.username and not hosts.may_sign_in(server.tls):
            raise Unreachable("a password is not sent without encryption")
        try:
            async with asyncio.timeout(limits.opening):
                connected = await connect_to(await hosts.resolve(server.host, server.port))
                await smtp.connect(
                    sock=connected, use_tls=server.tls == "tls", start_tls=server.tls == "starttls"
                )
                if server.username:
                    await smtp.login(server.username, server.password)
                elif smtp.is_ehlo_or_helo_needed:
                    await smtp.ehlo()
        except (SMTPException, OSError, TimeoutError, HostRefused, NotResolved, ValueError) as error:
            smtp.close()
            raise Unreachable(explain(error)) from error
        except BaseException:
            smtp.close()
            raise
        return cls(smtp, limits)

    async def address(self, sender: str, recipient: str) -> Answer | None:
        """Name sender and recipient; answers a refusal, or None when the mail may be handed over."""
        try:
            await self._smtp.mail(sender)
            await self._smtp.rcpt(recipient)
        except (SMTPSenderRefused, SMTPRecipientRefused) as refused:
            if refused.code in SIGN_IN_FIRST:
                raise LineBroke(explain(refused)) from refused
            return Answer(refused.code, refused.message)
        except (SMTPException, OSError, TimeoutError) as error:
            raise LineBroke(explain(error)) from error
        return None

    async def ask_for_data(self) -> Answer | None:
        """Say that the mail comes now; answers a refusal, or None when the server waits for it."""
        try:
            begin = await self._smtp.execute_command(b"DATA")
        except (SMTPException, OSError, TimeoutError) as error:
            raise LineBroke(explain(error)) from error
        return None if begin.code == GO_AHEAD else Answer(begin.code, begin.message)

    def write(self, data: bytes) -> None:
        """Send the mail itself, as made by `as_data`, after `ask_for_data`. LineBroke = it surely did not get there."""
        try:
            if self._smtp.protocol is None:
                raise ConnectionResetError("the connection was lost")
            self._smtp.protocol.write(data)
        except (SMTPException, OSError, TimeoutError) as error:
            raise LineBroke(explain(error)) from error

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


def patience(limit: float, size: int) -> float:
    """Seconds for a mail of so many bytes to be taken, over a slow line too."""
    return limit + size / SLOWEST


def as_data(content: bytes) -> bytes:
    """A mail as it stands after DATA: CRLF only, leading dots doubled, closed by a dot."""
    lines = LONE_ENDS.sub(b"\r\n", content)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return FIRST_DOTS.sub(b"..", lines) + b".\r\n"


def explain(error: BaseException) -> str:
    """What went wrong, for people; never what we said to sign in."""
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the server's certificate is not valid: {error.verify_message}"
    return f"{error}" or ("no answer in time" if isinstance(error, TimeoutError) else type(error).__name__)


async def connect_to(addresses: list[Address]) -> socket.socket:
    """A connection to the first of `addresses` that takes one; raises OSError."""
    hold_nothing("talking to a mail server")
    problem: OSError = OSError("the host has no address")
    for address in addresses:
        connecting = socket.socket(address.family, socket.SOCK_STREAM)
        connecting.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(connecting, address.target)
        except OSError as error:
            connecting.close()
            problem = error
        except BaseException:
            connecting.close()
            raise
        else:
            connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connecting
    raise problem
