"""A mail server, what this installation may do to reach it, and the connection itself."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from aiosmtplib import SMTPResponseException

from services.notifications.mail_servers.grants import Grant, grant_of
from services.notifications.mail_servers.hosts import Address, Hosts
from services.notifications.mail_servers.tokens import TOKEN_TROUBLE, Token, Tokens
from shared.holding import hold_nothing
from shared.secrets import Sealer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Server:
    """How to reach and sign in at a mail server: by password, or by what `grant` gives.

    `tls` is none, starttls or tls. Without a user name nobody signs in.
    """

    host: str
    port: int
    tls: str
    username: str = ""
    password: str = ""
    grant: Grant | None = None

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port})"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for each kind of step; shorter in tests."""

    step: float = 10.0
    """For one command to be answered."""
    opening: float = 20.0
    """For name service, connection, encryption and sign-in together."""
    data: float = 60.0
    """For the server to take a mail it was handed: many look into it before they answer."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How this installation reaches mail servers: which it may, as whom, how long, and whose certificates it trusts."""

    hosts: Hosts
    me: str
    limits: Limits
    tls: ssl.SSLContext
    tokens: Tokens

    async def connect(self, server: Server, field: str = "smtp") -> socket.socket:
        """A connection to the server; raises HostRefused, which names the form's `field`, NotResolved or OSError."""
        return await _connected(await self.hosts.resolve(server.host, server.port, field))


class Unreachable(Exception):
    """No mail was offered: the server cannot be reached, or does not let us in."""


def server_of(mailbox: Any, sealer: Sealer) -> Server:
    """How to reach a mailbox's server; raises CannotOpen when its secrets were sealed with another key."""
    password = sealer.open(mailbox.smtp_password) if mailbox.smtp_password else ""
    at = (mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_tls, mailbox.smtp_username)
    return Server(*at, password, grant_of(mailbox, "smtp", sealer))


def intake_of(mailbox: Any, sealer: Sealer) -> Server:
    """The same for the server where its mail arrives."""
    imap = mailbox.imap
    password = sealer.open(mailbox.imap_password) if mailbox.imap_password else ""
    at = (imap["host"], imap["port"], imap["tls"], imap["username"])
    return Server(*at, password, grant_of(mailbox, "imap", sealer))


async def token_for(grant: Grant, reach: Reach) -> Token:
    """What to sign in with; raises Unreachable when there is none to be had."""
    try:
        return await reach.tokens.token(grant)
    except TOKEN_TROUBLE as error:
        raise Unreachable(str(error)) from error


async def with_access(
    server: Server, reach: Reach, sign_in: Callable[[str], Awaitable[T]], refused: type[Exception]
) -> T:
    """What `sign_in` makes with the password, or with an access token where there is a grant.

    A token that was kept and is `refused` is fetched anew, once.
    """
    if (grant := server.grant) is None:
        return await sign_in(server.password)
    token = await token_for(grant, reach)
    try:
        return await sign_in(token.text)
    except refused:
        reach.tokens.forget(grant)
        if token.is_fresh:
            raise
        # It may have been taken back meanwhile.
        return await sign_in((await token_for(grant, reach)).text)


async def _connected(addresses: list[Address]) -> socket.socket:
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


def explain(error: BaseException) -> str:
    """What went wrong, for people; never what we said to sign in."""
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the server's certificate is not valid: {error.verify_message}"
    return f"{error}" or ("no answer in time" if isinstance(error, TimeoutError) else type(error).__name__)
