"""A line between a browser and the helpdesk that can be cut, by hand or when so much has gone up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Line:
    """Passes bytes on, both ways, and counts those that go up; while it is cut nobody gets through."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._open: set[asyncio.StreamWriter] = set()
        self.up = 0
        self.is_cut = False
        self.cut_at: int | None = None
        """Bytes after which it is cut by itself."""
        self.was_cut = asyncio.Event()

    async def start(self) -> None:
        """Listen, at an address that stays the same."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Let go of everything."""
        self._server.close()
        self.cut()

    def cut(self) -> None:
        """End what is open, and take nothing more."""
        self.is_cut, self.cut_at = True, None
        for writer in list(self._open):
            writer.transport.abort()
        self.was_cut.set()

    def mend(self) -> None:
        """It is there again."""
        self.is_cut = False

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection(self._target.hostname, self._target.port)
        ends = {writer, back}
        self._open |= ends
        with suppress(OSError):
            await asyncio.gather(
                self._pass(reader, back, goes_up=True), self._pass(there, writer, goes_up=False)
            )
        self._open -= ends
        for end in ends:
            end.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, goes_up: bool) -> None:
        while content := await reader.read(16_384):
            writer.write(content)
            await writer.drain()
            self.up += len(content) if goes_up else 0
            if self.cut_at is not None and self.up >= self.cut_at:
                self.cut()
        writer.close()


@asynccontextmanager
async def line_to(target: str) -> AsyncIterator[Line]:
    """A line that is there for a while."""
    line = Line(target)
    await line.start()
    yield line
    await line.stop()
