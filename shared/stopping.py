"""Being told to stop: heard from a process's first moment on, and answered by stopping in order."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """SIGTERM or Ctrl-C. Before anybody listens it cancels the work, so that what was started so far is stopped.

    Afterwards, while everything is being stopped, it does nothing: a second signal must not kill what is
    about to end well.
    """

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self._listener: Callable[[], None] | None = None
        self._work: asyncio.Task[None] | None = None

    @property
    def is_told(self) -> bool:
        """Whether this process is to end."""
        return self._told.is_set()

    def tell(self) -> None:
        """The signal came."""
        first = not self.is_told
        self._told.set()
        if self._listener:
            self._listener()
        elif first and self._work:
            self._work.cancel()

    async def wait(self) -> None:
        """Until told."""
        await self._told.wait()

    @contextmanager
    def heard_by(self, listener: Callable[[], None]) -> Iterator[None]:
        """Inside, `listener` ends the work by itself; it is called at each signal."""
        self._listener = listener
        try:
            if self.is_told:
                listener()
            yield
        finally:
            self._listener = None

    async def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do `work` with the signals turned into this."""
        loop = asyncio.get_running_loop()
        self._work = asyncio.create_task(work)
        for each in SIGNALS:
            loop.add_signal_handler(each, self.tell)
        try:
            await self._work
        except asyncio.CancelledError:
            if not self.is_told:
                raise


def heed_cancellation() -> None:
    """Raise CancelledError if this task was cancelled before; stands at the top of every loop that outlives errors.

    Libraries swallow the exception at times (aiormq while it connects, `asyncio.wait_for` when both come at once): the
    loop would go on, and whoever waits for its end would wait for ever.
    """
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError


async def run_until_told(work: Callable[[Stop], Coroutine[Any, Any, None]]) -> None:
    """Do `work`, a command's whole life; returns when it has ended or was told to stop and has done so."""
    stop = Stop()
    global _of_this_process
    _of_this_process = stop
    try:
        await stop.run(work(stop))
    finally:
        _of_this_process = None


_of_this_process: Stop | None = None


def is_stopping() -> bool:
    """Whether this process was told to stop: requests that only wait for news should end."""
    return _of_this_process is not None and _of_this_process.is_told
