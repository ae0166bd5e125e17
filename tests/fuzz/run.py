"""Reads mails by number, as many beside each other as there are children, and counts how it went."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import psutil
from rich.table import Table

from services.notifications.parsing.confined import MailReader
from shared.confined import SECONDS, Refused, Unreadable
from tests.fuzz.kept import Bad
from tests.notifications.parsing.mutating import made

OVER = f"over {SECONDS:g} s"
FAILURES = ("crashes", OVER)
LOOK_AT_MEMORY_EVERY = 50
MEGABYTE = 1024 * 1024


@dataclass(slots=True)
class Run:
    """What was read so far."""

    seed: int
    processes: int = 1
    count: Counter[str] = field(default_factory=Counter)
    memory: int = 0
    """Most bytes that a child was seen to hold."""
    slowest: float = 0.0

    @property
    def failures(self) -> int:
        return sum(self.count[name] for name in FAILURES)


async def found_in(run: Run, mails: int, seconds: float, tick: Callable[[], object]) -> AsyncIterator[Bad]:
    """The mails that break their reader, each as soon as it is known; `tick` is called after each mail."""
    reader, bad = MailReader(processes=run.processes), asyncio.Queue[Bad | None]()
    numbers = iter(range(mails))
    ends = time.monotonic() + seconds

    async def work() -> None:
        for number in numbers:
            if time.monotonic() > ends:
                return
            await _read(run, reader, number, bad)
            tick()

    async def work_all() -> None:
        try:
            await asyncio.gather(*(work() for _ in range(run.processes)))
        finally:
            await bad.put(None)

    task = asyncio.create_task(work_all())
    while (each := await bad.get()) is not None:
        yield each
    await task
    await reader.close()


async def _read(run: Run, reader: MailReader, number: int, bad: asyncio.Queue[Bad | None]) -> None:
    content = made(run.seed, number)
    began = time.monotonic()
    why = await _outcome(run, reader, content)
    run.slowest = max(run.slowest, time.monotonic() - began)
    run.count["mails"] += 1
    if number % LOOK_AT_MEMORY_EVERY == 0:
        run.memory = max(run.memory, *_held())
    if why:
        await bad.put(Bad(run.seed, number, why, content))


async def _outcome(run: Run, reader: MailReader, content: bytes) -> str:
    """Why the mail is a bad one; '' when it was read or refused."""
    try:
        await reader.describe(content)
    except Refused:
        run.count["refused"] += 1
    except Unreadable as error:
        took_long = str(error).startswith("reading it took")
        run.count[OVER if took_long else "crashes"] += 1
        return str(error)
    return ""


def _held() -> list[int]:
    """Bytes that each child holds now."""
    held = [0]
    for child in psutil.Process().children():
        try:
            held.append(child.memory_info().rss)
        except psutil.Error:
            # It ended meanwhile.
            continue
    return held


def table(run: Run) -> Table:
    """One line of figures."""
    shown = Table("Mails", "Crashes", f"Over {SECONDS:g} s", "Slowest", "Most memory", "Refused", "Seed")
    shown.add_row(
        f"{run.count['mails']:,}",
        str(run.count["crashes"]),
        str(run.count[OVER]),
        f"{run.slowest:.2f} s",
        f"{run.memory // MEGABYTE} MB",
        f"{run.count['refused']:,}",
        str(run.seed),
    )
    return shown
