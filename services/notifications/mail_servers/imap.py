"""A conversation with the server where mail arrives: connect, encrypt, sign in; and trying whether that works."""

import asyncio
import re
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass

from services.notifications.domain.errors import HostRefused
from services.notifications.mail_servers.connecting import (
    Reach,
    Server,
    Unreachable,
    explain,
    with_access,
)
from services.notifications.mail_servers.hosts import NotResolved

LONGEST_LINE = 256 * 1024
MOST_LINES = 100_000
LARGEST = 40 * 1024 * 1024
"""Bytes of a literal: what the largest mail takes that is fetched whole."""

MOST_HEARD = LARGEST + 8 * 1024 * 1024
"""Bytes that a server may say to one command."""

NEWS = re.compile(rb"\* \d+ EXISTS", re.IGNORECASE)
LITERAL = re.compile(rb"\{(\d{1,10})\}$")


class Refused(Exception):
    """The server said no; its own words."""


TROUBLE = (OSError, TimeoutError, HostRefused, NotResolved, Refused, ValueError, EOFError)
"""What a conversation with a server can end in that is no mistake of ours."""


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of the server: its text, with the literals that stood in it apart."""

    text: bytes
    literals: tuple[bytes, ...] = ()


async def try_imap(server: Server, folder: str, reach: Reach) -> None:
    """Sign in and look at `folder`; nothing is read or changed. Raises Unreachable with the reason."""
    try:
        async with asyncio.timeout(reach.limits.opening):
            conversation = await open_imap(server, reach)
            try:
                await conversation.command(b"EXAMINE", folder_name(folder))
                await conversation.command(b"LOGOUT")
            finally:
                conversation.close()
    except TROUBLE as error:
        raise Unreachable(explain(error)) from error


async def open_imap(server: Server, reach: Reach) -> "Conversation":
    """A conversation in which we are signed in; raises Unreachable, or what `TROUBLE` lists."""
    if server.username and not reach.hosts.may_sign_in(server.tls):
        raise Unreachable("a password is not sent without encryption")
    return await with_access(server, reach, lambda secret: _signed_in(server, reach, secret), Refused)


async def _signed_in(server: Server, reach: Reach, secret: str) -> "Conversation":
    conversation = await _connect(server, reach)
    try:
        if server.grant:
            await conversation.authenticate(xoauth2(server.username, secret))
        elif server.username:
            await conversation.command(b"LOGIN", server.username.encode(), secret.encode())
    except BaseException:
        conversation.close()
        raise
    return conversation


def xoauth2(username: str, token: str) -> bytes:
    """What a client says to sign in with an access token, by Google's description of the mechanism."""
    return b64encode(f"user={username}\x01auth=Bearer {token}\x01\x01".encode())


async def _connect(server: Server, reach: Reach) -> "Conversation":
    found = await reach.connect(server, "imap")
    secure = {"ssl": reach.tls, "server_hostname": server.host} if server.tls == "tls" else {}
    reader, writer = await asyncio.open_connection(sock=found, limit=LONGEST_LINE, **secure)
    conversation = Conversation(reader, writer)
    try:
        await conversation.greeting()
        if server.tls == "starttls":
            await conversation.command(b"STARTTLS")
            await _check_silent(reader)
            await writer.start_tls(reach.tls, server_hostname=server.host)
    except BaseException:
        conversation.close()
        raise
    return conversation


async def _check_silent(reader: asyncio.StreamReader) -> None:
    """Raises Refused for words that came before the encryption, and would be taken for what was said under it."""
    with suppress(TimeoutError):
        async with asyncio.timeout(0):
            if await reader.read(1):
                raise Refused("the server spoke on after it had agreed to encrypt")


class Conversation:
    """As much of IMAP (RFC 9051) as it takes to read mail: commands, and answers with literals."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._number = self._heard = 0
        self.has_news = False
        """Whether the server told of new mail beside an answer; it does not tell it twice."""

    async def greeting(self) -> None:
        """Read what the server says first; raises Refused."""
        line = await self._line()
        if not line.text.startswith((b"* OK", b"* PREAUTH")):
            raise Refused(_shown(line.text))

    async def command(self, name: bytes, *values: bytes) -> list[Line]:
        """One command, its values as literals: nothing in them can end the line. Answers what the server says
        before it is done; raises Refused.
        """
        tag = await self.begin(name, *values)
        return await self._until(tag)

    async def begin(self, name: bytes, *values: bytes) -> bytes:
        """Send a command whose end is waited for apart; answers its tag."""
        self._number, self._heard = self._number + 1, 0
        tag = b"a%d" % self._number
        self._writer.write(tag + b" " + name)
        for value in values:
            self._writer.write(b" {%d}\r\n" % len(value))
            await self._until(tag, b"+")
            self._writer.write(value)
        self._writer.write(b"\r\n")
        await self._writer.drain()
        return tag

    async def authenticate(self, said: bytes) -> None:
        """Sign in by XOAUTH2; raises Refused. What the server says is wrong is asked for by an empty line."""
        tag = await self.begin(b"AUTHENTICATE XOAUTH2")
        await self._until(tag, b"+")
        self._writer.write(said + b"\r\n")
        answer = await self._until(tag, b"+")
        if not answer or not answer[-1].text.startswith(tag + b" "):
            self._writer.write(b"\r\n")
            await self._until(tag)
            raise Refused("the server does not take the access token")

    async def idle(self, at_most: float) -> None:
        """Wait until the server tells of something in the folder (RFC 2177), or so many seconds."""
        tag = await self.begin(b"IDLE")
        await self._until(tag, b"+")
        try:
            async with asyncio.timeout(at_most):
                while not self.has_news:
                    await self._line()
        except TimeoutError:
            pass
        self._writer.write(b"DONE\r\n")
        await self._until(tag)

    def close(self) -> None:
        """Close without a word."""
        self._writer.close()

    async def _until(self, tag: bytes, also: bytes | None = None) -> list[Line]:
        """Read up to the answer to `tag`, or to a line that begins with `also`; answers what came before."""
        await self._writer.drain()
        said: list[Line] = []
        for _ in range(MOST_LINES):
            line = await self._line()
            if also and line.text.startswith(also):
                return said
            if line.text.startswith(tag + b" "):
                if line.text[len(tag) + 1 :].upper().startswith(b"OK"):
                    return [*said, line]
                raise Refused(_shown(line.text[len(tag) + 1 :]))
            said.append(line)
        raise Refused("the server talks without end")

    async def _line(self) -> Line:
        text, literals = b"", []
        while True:
            part = await self._reader.readline()
            if not part.endswith(b"\n"):
                raise EOFError("the server closed the connection")
            self._hear(len(part))
            text += part.rstrip(b"\r\n")
            if not (found := LITERAL.search(text)):
                self.has_news = self.has_news or NEWS.match(text) is not None
                return Line(text, tuple(literals))
            self._hear(int(found[1]))
            literals.append(await self._reader.readexactly(int(found[1])))
            text = text[: found.start()] + b"{}"

    def _hear(self, size: int) -> None:
        self._heard += size
        if self._heard > MOST_HEARD:
            raise Refused("the server sends more than was asked for")


def folder_name(name: str) -> bytes:
    """A folder's name in IMAP's own form of UTF-7 (RFC 3501, section 5.1.3)."""
    done, foreign = bytearray(), ""
    for sign in [*name, ""]:
        if sign and not 0x20 <= ord(sign) <= 0x7E:
            foreign += sign
            continue
        if foreign:
            done += b"&" + b64encode(foreign.encode("utf-16-be")).rstrip(b"=").replace(b"/", b",") + b"-"
            foreign = ""
        done += b"&-" if sign == "&" else sign.encode()
    return bytes(done)


def _shown(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip()[:200]
