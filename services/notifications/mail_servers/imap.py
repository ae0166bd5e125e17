"""Trying the server where mail arrives: connect, encrypt, sign in, look at the folder. Nothing is read or changed."""

import asyncio
from base64 import b64encode

from services.notifications.domain.errors import HostRefused
from services.notifications.mail_servers.connecting import Reach, Server, Unreachable, connect_to, explain
from services.notifications.mail_servers.hosts import NotResolved

LONGEST_LINE = 64 * 1024
MOST_LINES = 1000


class Refused(Exception):
    """The server said no; its own words."""


async def try_imap(server: Server, folder: str, reach: Reach) -> None:
    """Sign in and look at `folder`; raises Unreachable with the reason."""
    if server.username and not reach.hosts.may_sign_in(server.tls):
        raise Unreachable("a password is not sent without encryption")
    try:
        async with asyncio.timeout(reach.limits.opening):
            conversation = await _connect(server, reach)
            try:
                await conversation.sign_in(server, folder)
            finally:
                conversation.close()
    except (OSError, TimeoutError, HostRefused, NotResolved, Refused, ValueError, EOFError) as error:
        raise Unreachable(explain(error)) from error


async def _connect(server: Server, reach: Reach) -> "Conversation":
    found = await connect_to(await reach.hosts.resolve(server.host, server.port, "imap"))
    secure = {"ssl": reach.tls, "server_hostname": server.host} if server.tls == "tls" else {}
    reader, writer = await asyncio.open_connection(sock=found, limit=LONGEST_LINE, **secure)
    conversation = Conversation(reader, writer)
    await conversation.greeting()
    if server.tls == "starttls":
        await conversation.command(b"STARTTLS")
        await writer.start_tls(reach.tls, server_hostname=server.host)
    return conversation


class Conversation:
    """As much of IMAP (RFC 9051) as it takes to sign in and look."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._number = 0

    async def greeting(self) -> None:
        """Read what the server says first; raises Refused."""
        line = await self._line()
        if not line.startswith((b"* OK", b"* PREAUTH")):
            raise Refused(_shown(line))

    async def sign_in(self, server: Server, folder: str) -> None:
        """Sign in, look at the folder without changing it, say goodbye."""
        if server.username:
            await self.command(b"LOGIN", server.username.encode(), server.password.encode())
        await self.command(b"EXAMINE", folder_name(folder))
        await self.command(b"LOGOUT")

    async def command(self, name: bytes, *values: bytes) -> None:
        """One command, its values as literals: nothing in them can end the line. Raises Refused."""
        self._number += 1
        tag = b"a%d" % self._number
        self._writer.write(tag + b" " + name)
        for value in values:
            self._writer.write(b" {%d}\r\n" % len(value))
            await self._until(tag, b"+")
            self._writer.write(value)
        self._writer.write(b"\r\n")
        await self._until(tag)

    def close(self) -> None:
        """Close without a word."""
        self._writer.close()

    async def _until(self, tag: bytes, also: bytes | None = None) -> None:
        """Read up to the answer to `tag`, or to a line that begins with `also`."""
        await self._writer.drain()
        for _ in range(MOST_LINES):
            line = await self._line()
            if also and line.startswith(also):
                return
            if line.startswith(tag + b" "):
                if line[len(tag) + 1 :].upper().startswith(b"OK"):
                    return
                raise Refused(_shown(line[len(tag) + 1 :]))
        raise Refused("the server talks without end")

    async def _line(self) -> bytes:
        line = await self._reader.readline()
        if not line:
            raise EOFError("the server closed the connection")
        return line


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
