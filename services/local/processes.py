"""Programs run as children: their output in a log file, their end certain."""

import asyncio
import os
import pwd
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass, field
from functools import cache
from pathlib import Path

import structlog

from services.local.started import Started

log = structlog.get_logger()

# A proxy for the world outside has no business with addresses of this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class CannotStart(RuntimeError):
    """A program on this machine did not come up; the text is one line that says what to do."""


async def eventually(check: Callable[[], Awaitable[bool]], what: str, seconds: float = 30) -> None:
    """Waits until `check` says yes; after `seconds` raises CannotStart naming `what`."""
    deadline = time.monotonic() + seconds
    while not await check():
        if time.monotonic() > deadline:
            raise CannotStart(f"{what} did not happen within {seconds:g} s.")
        await asyncio.sleep(0.03)


async def answers(url: str) -> bool:
    """Tells whether an http address answers with success."""

    def ask() -> bool:
        try:
            with _direct.open(url, timeout=2) as response:
                return response.status < 400
        except (OSError, urllib.error.URLError):
            return False

    return await asyncio.to_thread(ask)


@dataclass
class ChildProcess(Started):
    """One program, in a session of its own, so that Ctrl-C reaches it only through `stop`.

    `env` is added to this process's own environment; `user` (only root may) runs it as somebody else;
    `ends_by` is how it is asked to end, by `stop` or when this process dies without stopping it; `keeps`
    are file descriptors that it gets from this process.
    """

    name: str
    command: Sequence[str | Path]
    _: KW_ONLY
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    user: str | None = None
    ends_by: signal.Signals = signal.SIGTERM
    keeps: Sequence[int] = ()
    _popen: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _log_begins_at: int = field(default=0, init=False)

    @property
    def pid(self) -> int:
        """The process id; only while started."""
        if self._popen is None:
            raise CannotStart(f"{self.name} has not been started.")
        return self._popen.pid

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._popen is not None and self._popen.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._popen.poll() if self._popen else None

    def output(self) -> str:
        """What it has printed since its last start."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(self._log_begins_at)
            return log.read().decode(errors="replace")

    async def start(self) -> None:
        """Starts it; see `wait_until` for when it is of use."""
        self._launch()

    async def wait_until(self, check: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
        """Waits until `check` says yes; raises CannotStart with its last line if it ends before."""

        async def up() -> bool:
            if not self.running:
                raise CannotStart(f"{self.name} ended at once: {self._last_line()} (all of it: {self.log})")
            return await check()

        await eventually(up, f"The start of {self.name} (see {self.log})", seconds)

    async def wait_for_line(self, text: str, seconds: float = 30) -> None:
        """Waits until it has printed a line containing `text`."""

        async def printed() -> bool:
            return text in self.output()

        await self.wait_until(printed, seconds)

    async def wait_for_url(self, url: str, seconds: float = 30) -> None:
        """Waits until it answers there."""
        await self.wait_until(lambda: answers(url), seconds)

    async def wait(self, seconds: float = 30) -> int:
        """Waits for its end and answers the exit code."""

        async def ended() -> bool:
            return not self.running

        await eventually(ended, f"The end of {self.name}", seconds)
        return self.exit_code or 0

    async def stop(self, seconds: float = 15) -> None:
        """Asks it to end; kills it and its own children after the deadline, and says so."""
        if not self.running:
            return
        self.send(self.ends_by)
        try:
            await self.wait(seconds)
        except CannotStart:
            log.warning("killed", program=self.name, pid=self.pid, after_seconds=seconds, log=str(self.log))
            await self.kill()

    async def kill(self) -> None:
        """Ends it and its own children at once, as a power cut would."""
        if self._popen is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        await self.wait()
        with suppress(CannotStart):  # a dead process that nobody collects holds no port and no file
            await eventually(self._group_is_gone, f"The end of {self.name}'s own children", seconds=5)

    def send(self, what: signal.Signals) -> None:
        """Sends it a signal, for example SIGSTOP to make it hang."""
        os.kill(self.pid, what)

    async def _group_is_gone(self) -> bool:
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def _launch(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._log_begins_at = log.tell()
            self._popen = subprocess.Popen(
                [*_ending_with_us(self.ends_by), *map(str, self.command)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.env},
                cwd=self.cwd,
                user=self.user,
                group=_group_of(self.user),
                extra_groups=[] if self.user else None,
                start_new_session=True,
                pass_fds=self.keeps,
            )

    def _last_line(self) -> str:
        lines = [line for line in self.output().splitlines() if line.strip()]
        return lines[-1].strip() if lines else f"exit code {self.exit_code}"


def _group_of(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None


@cache
def _ending_with_us(by: signal.Signals) -> tuple[str, ...]:
    """A killed supervisor stops nothing: where the system can, it tells the children itself."""
    prefix = ("setpriv", "--pdeathsig", by.name.removeprefix("SIG"))
    try:
        works = subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        works = False
    return prefix if works else ()
