"""A private ClamAV daemon that knows one signature of ours, and a small stand-in that keeps to the same protocol."""

import asyncio
import contextlib
import shutil
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

from services.local.ports import accepts, free_port
from services.local.processes import ChildProcess
from services.local.server import Server
from shared.settings import ScannerAddress

BAD = b"this-text-is-what-the-tests-call-a-virus"
MOST = 1024 * 1024
"""Bytes that it takes."""

CONFIGURATION = """\
Foreground yes
TCPSocket {port}
TCPAddr 127.0.0.1
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/signatures
LogFile {folder}/clamd.log
StreamMaxLength {most}
"""


class Clamd(Server):
    """One clamd on 127.0.0.1."""

    title = "clamd"

    @classmethod
    @contextlib.asynccontextmanager
    async def own(cls) -> AsyncIterator["Clamd"]:
        """One in a folder of its own, gone with it."""
        with TemporaryDirectory(prefix="helpdesk-clamd-") as folder:
            async with cls(Path(folder)) as server:
                yield server

    def __init__(self, folder: Path) -> None:
        self._path, self.port = folder, free_port()
        self._server: ChildProcess | None = None

    @property
    def address(self) -> ScannerAddress:
        """Where it listens by TCP."""
        return ScannerAddress("127.0.0.1", self.port)

    @property
    def socket(self) -> ScannerAddress:
        """Where it listens by a path."""
        return ScannerAddress(path=str(self._path / "clamd.sock"))

    async def start(self) -> None:
        """Starts it."""
        signatures = self._path / "signatures"
        signatures.mkdir(exist_ok=True)
        (signatures / "own.ndb").write_text(f"Helpdesk.Test:0:*:{BAD.hex()}\n")
        configuration = self._path / "clamd.conf"
        configuration.write_text(CONFIGURATION.format(folder=self._path, port=self.port, most=MOST))
        program = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin") or "clamd"
        command = [program, "--config-file", configuration]
        self._server = ChildProcess("clamd", command, log=self._path / "console.log", cwd=self._path)
        await self._server.start()
        await self._server.wait_until(lambda: accepts(self.port), seconds=60)

    async def stop(self) -> None:
        """Ends it."""
        if self._server is not None:
            await self._server.stop(seconds=10)


class StandIn:
    """Answers as clamd does; `says` is the answer to everything, where it is set, and '' hangs up."""

    def __init__(self) -> None:
        self.port = free_port()
        self.says: str | None = None
        self.asked = 0
        self._server: asyncio.Server | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def own(cls) -> AsyncIterator["StandIn"]:
        """One, as long as it is needed."""
        server = cls()
        await server.start()
        try:
            yield server
        finally:
            await server.stop()

    @property
    def address(self) -> ScannerAddress:
        """Where it listens."""
        return ScannerAddress("127.0.0.1", self.port)

    async def start(self) -> None:
        """Listens, at the same port each time."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", self.port)

    async def stop(self) -> None:
        """Listens no more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            said = await self._said(reader) if self.says is None else self.says
            writer.write(said.encode() + b"\0" if said else b"")
            await writer.drain()
        writer.close()

    async def _said(self, reader: asyncio.StreamReader) -> str:
        if await reader.readuntil(b"\0") != b"zINSTREAM\0":
            return "UNKNOWN COMMAND"
        content = b""
        while length := struct.unpack(">I", await reader.readexactly(4))[0]:
            content += await reader.readexactly(length)
            if len(content) > MOST:
                return "INSTREAM size limit exceeded. ERROR"
        return "stream: Helpdesk.Test.UNOFFICIAL FOUND" if BAD in content else "stream: OK"
