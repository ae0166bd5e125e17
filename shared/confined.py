"""What strangers send is read in a child process: bounded in time and memory, without our secrets, and kept warm.

Whatever it takes to read a mail or a picture that was made to break its reader, it takes from the child alone.
"""

import asyncio
import os
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from shared.confined_child import LENGTH, READY, REFUSED, WENT_WELL
from shared.errors import HelpdeskError
from shared.holding import hold_nothing

SECONDS = 2.0
MEGABYTES = 200
STARTING = 20.0
"""Seconds until a child that begins must be ready: on a busy machine importing takes its time."""


class Unreadable(HelpdeskError, status=422, code="unreadable", title="This cannot be read"):
    """What was sent cannot be read within bounds: it took too long or too much memory, or killed its reader."""


class NotStarted(Unreadable):
    """Its reader could not be started: that says nothing of what was sent."""


class Refused(Unreadable):
    """The reader itself says that this is nothing it can read."""


class Confined:
    """A function of ours from bytes to bytes, `package.module:name`, run on bytes from strangers.

    `processes` children work beside each other at the most; each begins with the first job that needs it. A job that
    breaks its bounds costs its child, and nothing else.
    """

    def __init__(
        self, function: str, *, seconds: float = SECONDS, megabytes: int = MEGABYTES, processes: int = 1
    ) -> None:
        self._command = (sys.executable, "-m", "shared.confined_child", function, str(megabytes))
        self._seconds = seconds
        self._idle: list[Child] = []
        self._places = asyncio.Semaphore(processes)

    async def run(self, given: bytes) -> bytes:
        """What the function answers; raises Refused where it raises ValueError, Unreadable when bounds are broken."""
        hold_nothing("reading what a stranger sent")
        async with self._places, self._child() as child:
            try:
                async with asyncio.timeout(self._seconds):
                    said, answer = await child.ask(given)
            except TimeoutError:
                raise Unreadable(f"reading it took more than {self._seconds:g} s") from None
            except (OSError, asyncio.IncompleteReadError):
                raise Unreadable("its reader died of it") from None
            if said == WENT_WELL:
                self._idle.append(child)
                return answer
            if said == REFUSED:
                self._idle.append(child)
                raise Refused(answer.decode("utf-8", "replace"))
            raise Unreadable(f"its reader failed: {answer.decode('utf-8', 'replace')}")

    async def close(self) -> None:
        """End the children that rest."""
        while self._idle:
            await self._idle.pop().end()

    @asynccontextmanager
    async def _child(self) -> AsyncIterator["Child"]:
        """A child that is ready; one that is not back among the idle afterwards is ended."""
        child = self._idle.pop() if self._idle else await Child.start(self._command)
        try:
            yield child
        finally:
            if child not in self._idle:
                await child.end()


class Child:
    """One process, asked one thing after the other."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        assert process.stdin
        assert process.stdout
        self._to, self._from = process.stdin, process.stdout

    @classmethod
    async def start(cls, command: tuple[str, ...]) -> "Child":
        """A child that has imported its function and bound itself; raises NotStarted."""
        # Nothing of our environment goes with it: who takes it over finds no key in it.
        environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.defpath}
        pipe = asyncio.subprocess.PIPE
        child = cls(await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, env=environment))
        try:
            async with asyncio.timeout(STARTING):
                said, _ = await child._read()
            assert said == READY
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            await child.end()
            raise NotStarted("its reader did not start") from None
        except BaseException:
            await child.end()
            raise
        return child

    async def ask(self, given: bytes) -> tuple[bytes, bytes]:
        """How it went, and the answer."""
        self._to.write(struct.pack(LENGTH, len(given)) + given)
        await self._to.drain()
        return await self._read()

    async def end(self) -> None:
        """End it, whatever it does."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def _read(self) -> tuple[bytes, bytes]:
        said = await self._from.readexactly(1)
        (length,) = struct.unpack(LENGTH, await self._from.readexactly(struct.calcsize(LENGTH)))
        return said, await self._from.readexactly(length)
