"""What a kill broke off in the middle of a write is swept away after a day; whatever has a key stays."""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from shared.clock import utc_now
from shared.database import Database
from shared.housekeeping import tidy_up
from shared.storage import Storage, in_chunks

KILLED = """
import asyncio, os, signal, sys
from shared.storage import Storage

async def much():
    for _ in range(12):
        yield bytes(1_000_000)
    await asyncio.sleep(0.2)
    os.kill(os.getpid(), signal.SIGKILL)
    yield b""

asyncio.run(Storage(sys.argv[1]).put("broken-off", much()))
"""
DAY, HOUR = timedelta(hours=24), timedelta(hours=1)


async def killed_while_writing(store: str) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, store)
    assert await process.wait() == -signal.SIGKILL


def grow_old(file: Path, age: timedelta) -> None:
    then = (utc_now() - age).timestamp()
    os.utime(file, (then, then))


async def test_what_a_kill_broke_off_goes_after_a_day(toy_database: Database, store: str):
    storage, folder = Storage(store), Path(store.removeprefix("file://"))
    await storage.put("whole", in_chunks(b"words"))
    await killed_while_writing(store)
    [broken] = {each for each in folder.iterdir() if each.name != "whole"}
    grow_old(folder / "whole", DAY + HOUR)
    for age, left in ((DAY - HOUR, {"whole", broken.name}), (DAY + HOUR, {"whole"})):
        grow_old(broken, age)
        await tidy_up(toy_database, storage)
        assert {each.name for each in folder.iterdir()} == left


async def test_an_object_store_is_left_to_its_own_rules():
    assert await Storage("memory:///").sweep_unfinished(utc_now()) == 0
