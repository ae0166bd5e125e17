"""As much of an IMAP server as it takes to sign in and look at a folder."""

import asyncio
import re
from typing import Self

FOLDERS = {b"INBOX", b"Zg&AUI-oszenia &- co"}


class ImapServer:
    """Knows one password; `pause` seconds go by before it greets."""

    def __init__(self, password: str, pause: float = 0) -> None:
        self._password, self._pause = password.encode(), pause
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
            self.commands.append(name)
            writer.write(tag + b" " + self._answer(name, [each for each in words[1:] if each]) + b"\r\n")
        writer.close()

    def _answer(self, name: bytes, values: list[bytes]) -> bytes:
        if name == b"LOGIN":
            return b"OK" if values[1] == self._password else b"NO wrong password"
        if name == b"EXAMINE":
            return b"OK" if values[0] in FOLDERS else b"NO no such folder"
        return b"OK"
