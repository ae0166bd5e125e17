"""A worker of the notifications service that is killed at a step of its work, as by `kill -9`.

Run as `python -m tests.notifications.dying STEP TIMES SECONDS`: at STEP for the TIMESth time, or never (`-`); its clock
is SECONDS ahead, so that leases of those who died before have run out.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvloop

from services.notifications.app import build
from services.notifications.incoming import keeping
from services.notifications.incoming.keeping import Keeper
from services.notifications.mail_servers.imap_folder import Folder
from services.notifications.mail_servers.smtp import Connection
from services.notifications.sending import outcomes
from services.notifications.sending.connections import Connections
from services.notifications.settings import NotificationsSettings
from services.notifications.use_cases import emails
from shared.settings import load
from shared.storage import Storage
from tests.service_fixtures import KEYS

STEPS: dict[str, tuple[Any, str, bool]] = {
    "fetched": (Folder, "fetch", True),
    "stored": (Storage, "put", True),
    "noted": (keeping, "keep_mail", True),
    "kept": (Keeper, "keep", True),
    "before the flag": (Folder, "mark_seen", False),
    "taken in": (emails, "take_in", True),
    "before connect": (Connections, "addressed", False),
    "after connect": (Connections, "addressed", True),
    "after DATA": (Connection, "ask_for_data", True),
    "marking": (outcomes, "begin", False),
    "marked": (Connection, "write", False),
    "handed over": (Connection, "answer", False),
    "after 250": (Connection, "answer", True),
    "before commit": (outcomes, "note_sent", False),
}
"""Where each step is in the code: of what, what, and whether after it."""


def die_at(step: str, times: int) -> None:
    """Let this process be killed when it is at the step for that time."""
    owner, name, after = STEPS[step]
    whole: Callable[..., Any] = getattr(owner, name)
    left = times

    def reached() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    async def slow(*given: Any, **more: Any) -> Any:
        if not after:
            reached()
        answer = await whole(*given, **more)
        if after:
            reached()
        return answer

    def quick(*given: Any, **more: Any) -> Any:
        reached()
        return whole(*given, **more)

    setattr(owner, name, slow if asyncio.iscoroutinefunction(whole) else quick)


async def work(seconds: int) -> None:
    """Everything that a worker does beside hearing events."""
    service = build(load(NotificationsSettings, "notifications"))
    service.work.offset = timedelta(seconds=seconds)
    await asyncio.gather(*(loop() for loop in service.loops))


@asynccontextmanager
async def a_worker(
    url: str, folder: Path, step: str = "-", times: int = 1, ahead: int = 0, **more: str
) -> AsyncIterator[Process]:
    """Such a process on a test's database and storage; killed at the end if it was not before."""
    settings = {
        "HELPDESK_NOTIFICATIONS_DATABASE_URL": url.replace("+asyncpg", ""),
        "HELPDESK_DATA_DIR": str(folder),
        "HELPDESK_PUBLIC_URL": "http://test",
        "HELPDESK_LOG_LEVEL": "error",
    }
    said = [sys.executable, "-m", "tests.notifications.dying", step, str(times), str(ahead)]
    process = await asyncio.create_subprocess_exec(*said, env={**os.environ, **KEYS, **settings, **more})
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def killed(process: Process) -> None:
    """Wait until it was killed at its step."""
    async with asyncio.timeout(60):
        assert await process.wait() == -signal.SIGKILL


if __name__ == "__main__":
    if sys.argv[1] != "-":
        die_at(sys.argv[1], int(sys.argv[2]))
    uvloop.run(work(int(sys.argv[3])))
