"""What a server keeps between starts: one owner at a time, and nothing left running from before."""

import asyncio
import fcntl
import os
import signal
from contextlib import suppress
from pathlib import Path

import psutil

from services.local.processes import CannotStart


class DataFolder:
    """A folder that at most one running supervisor may use."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._lock: int | None = None

    @property
    def exists(self) -> bool:
        """Whether anybody ever used it."""
        return self.path.exists()

    def take(self) -> None:
        """Makes the folder and locks it; raises CannotStart while another supervisor has it."""
        if self._lock is not None:
            return
        self.path.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise CannotStart(
                f"Another helpdesk already runs on {self.path}: stop it, or set HELPDESK_DATA_DIR to another folder."
            ) from None
        self._lock = lock

    def release(self) -> None:
        """Lets the next one have it."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


async def end_leftovers(folder: Path, name: str, by: signal.Signals = signal.SIGTERM) -> None:
    """Ends the programs called `name` that a killed supervisor left running in `folder`; after 10 s by force."""
    left = [process for process in psutil.process_iter() if _works_in(process, folder, name)]
    for process in left:
        _signal(process, by)
    _, alive = await asyncio.to_thread(psutil.wait_procs, left, 10)
    for process in alive:
        _signal(process, signal.SIGKILL)
    await asyncio.to_thread(psutil.wait_procs, alive, 10)


def _works_in(process: psutil.Process, folder: Path, name: str) -> bool:
    try:
        return process.name() == name and process.cwd() == str(folder)
    except psutil.Error:
        return False


def _signal(process: psutil.Process, what: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(what)
