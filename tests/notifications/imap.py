"""As much of an IMAP server as it takes to sign in and look at a folder."""

import asyncio
import re
from base64 import b64decode, b64encode
from typing import Self

FOLDERS = {b"INBOX", b"Zg&AUI-oszenia &- co"}


class ImapServer:
    """Knows one password, or access tokens; `pause` seconds go by before it greets."""

    def __init__(self, password: str = "", pause: float = 0, tokens: set[str] | None = None) -> None:
        self._password, self._pause, self.tokens = password.encode(), pause, tokens or set()
        self.commands: list[bytes] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self._pause)
        writer.write(b"* OK ready\r\n")
        while line := await reader.readline():
            words = [line.strip()]
            while found := re.search(rb"\{(\d+)\}$", words[-1]):
                writer.write(b"+ go on\r\n")
                value = await reader.readexactly(int(found[1]))
                words[-1] = words[-1][: found.start()].strip()
                words += [value, (await reader.readline()).strip()]
            tag, _, name = words[0].partition(b" ")
            if name == b"AUTHENTICATE XOAUTH2":
                words += await self._token(reader, writer)
            self.commands.append(name)
            writer.write(tag + b" " + self._answer(name, [each for each in words[1:] if each]) + b"\r\n")
        writer.close()

    async def _token(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> list[bytes]:
        """What the client signs in with; a refusal has more to say, and waits until it is asked for."""
        writer.write(b"+ \r\n")
        said = b64decode(await reader.readline())
        if self._is_known(said):
            return [said]
        writer.write(b"+ " + b64encode(b'{"status":"400"}') + b"\r\n")
        return [said] if await reader.readline() == b"\r\n" else []

    def _is_known(self, said: bytes) -> bool:
        return said in {f"user=u\x01auth=Bearer {token}\x01\x01".encode() for token in self.tokens}

    def _answer(self, name: bytes, values: list[bytes]) -> bytes:
        if name == b"LOGIN":
            return b"OK" if values[1] == self._password else b"NO wrong password"
        if name == b"AUTHENTICATE XOAUTH2":
            return b"OK" if self._is_known(values[0]) else b"NO invalid credentials"
        if name == b"EXAMINE":
            return b"OK" if values[0] in FOLDERS else b"NO no such folder"
        return b"OK"
