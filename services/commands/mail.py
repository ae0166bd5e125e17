"""`helpdesk mail parse`: what the helpdesk understands of mails, one line of JSON for each."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence

from services.notifications.parsing.confined import MailReader
from services.notifications.parsing.limits import LARGEST_MAIL
from shared.confined import Unreadable


async def parse(files: Sequence[str]) -> None:
    """Print a line for each file, in their order; as many are read beside each other as there are processors."""
    places = os.cpu_count() or 1
    reader = MailReader(processes=places)
    # Mails are held only while they are read, and answers for a few files ahead of the one that is printed.
    held, ahead = asyncio.Semaphore(places), asyncio.Semaphore(8 * places)
    begun = [asyncio.create_task(_line(reader, file, held, ahead)) for file in files]
    try:
        for task in begun:
            _print(await task)
            ahead.release()
    finally:
        for task in begun:
            task.cancel()
        await reader.close()


async def _line(reader: MailReader, file: str, held: asyncio.Semaphore, ahead: asyncio.Semaphore) -> bytes:
    """What is printed of one file; its place `ahead` is given back when that is printed."""
    await ahead.acquire()
    named = json.dumps(file).encode()
    try:
        async with held:
            answer = await reader.describe(await asyncio.to_thread(_content, file))
    except (OSError, ValueError, Unreadable) as error:
        return b'{"file": %b, "error": %b}' % (named, json.dumps(_reason(error)).encode())
    return b'{"file": %b, %b' % (named, answer[1:])


def _content(file: str) -> bytes:
    """The bytes of a mail; of one that is too large as many as show that."""
    with open(file, "rb") as opened:  # noqa: PTH123 - a name with a NUL is an error of this file alone
        return opened.read(LARGEST_MAIL + 1)


def _reason(error: Exception) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else str(error)


def _print(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
