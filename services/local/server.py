"""What the servers on this machine have in common: one process of their own."""

from abc import abstractmethod
from typing import ClassVar

from services.local.data_folder import DataFolder
from services.local.processes import CannotStart, ChildProcess
from services.local.started import Started


class Server(Started):
    """A server with one process of its own, which `_server` holds once it was started."""

    title: ClassVar[str]
    _server: ChildProcess | None = None

    @property
    def running(self) -> bool:
        """Whether its process lives."""
        return self._server is not None and self._server.running

    @property
    def server(self) -> ChildProcess:
        """Its process, for its log, its id and fault tests."""
        if self._server is None:
            raise CannotStart(f"{self.title} has not been started.")
        return self._server

    async def restart(self) -> None:
        """Ends it and starts it on the same data and address."""
        await self.stop()
        await self.start()

    async def kill(self) -> None:
        """Ends it and all its connections at once, as a power cut would; `start` recovers."""
        if self._server is not None:
            await self._server.kill()


class DataServer(Server):
    """A server with data of its own, in a folder that one process at a time may use."""

    _folder: DataFolder

    async def start(self) -> None:
        """Starts it on the data of its last time, whatever ended it; returns when it answers."""
        self._folder.take()
        try:
            await self._start()
        except BaseException:
            if self.running:
                await self._break_off()
            await self.stop()
            raise

    async def stop(self) -> None:
        """Ends it in good order, cutting open connections; what it had confirmed stays."""
        if self._server is not None:
            await self._server.stop(seconds=60)
        await self._end_helpers()
        self._folder.release()

    @abstractmethod
    async def _start(self) -> None:
        """Starts its process and waits until it answers."""

    async def _break_off(self) -> None:
        """What has to be known to end one that has not answered yet; `stop` is what follows."""

    async def _end_helpers(self) -> None:
        """What else it started ends after it."""
