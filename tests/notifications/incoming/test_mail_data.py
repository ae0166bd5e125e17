"""Where a mail ends that comes in pieces, and what of it is kept."""

import asyncio
import time
from typing import Any

import pytest

from services.notifications.incoming.lmtp import BUFFER
from services.notifications.incoming.mail_data import has_bare_end, read_data
from services.notifications.mail_servers.imap_folder import LARGEST_MAIL

HEAD = b"From: a@b.example\r\n\r\n"
NEXT = b"MAIL FROM:<>\r\n"


async def read(
    sent: bytes, limit: int = 64, step: int = 1000, largest: int = 10_000
) -> tuple[bytes | None, bytes]:
    """What is read of a mail that comes `step` bytes at a time, and what is left for the next command."""
    reader = asyncio.StreamReader(limit=limit)

    async def feed() -> None:
        for at in range(0, len(sent), step):
            reader.feed_data(sent[at : at + step])
            await asyncio.sleep(0)
        reader.feed_eof()

    feeding = asyncio.create_task(feed())
    found = await read_data(reader, largest)
    await feeding
    return found, await reader.read()


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (HEAD + b"Hello\r\n", HEAD + b"Hello\r\n"),
        (HEAD + b"..\r\n...\r\n.a\r\n", HEAD + b".\r\n..\r\na\r\n"),
        (b"..From: a\r\n", b".From: a\r\n"),
        (HEAD + b"\n.\r\n\r.\r\r\n.\nx\r\n", HEAD + b"\n.\r\n\r.\r\r\n\nx\r\n"),
        (HEAD + b"x" * 500 + b"\r\n" * 200, HEAD + b"x" * 500 + b"\r\n" * 200),
        (HEAD + b"x" * 20_000 + b"\r\n", None),
        (b"", None),
        (b"\r\n" * 50, None),
        (b"a\r\n", None),
        (b"ab\r\n", None),
        (b"\r\nx\n.\r\nRCPT\r\n", None),
        (b"\r\r\n", None),
    ],
)
@pytest.mark.attack("A16")
async def test_a_mail_ends_at_a_lone_dot_and_nowhere_else(sent: bytes, kept: bytes | None, step: int):
    assert await read(sent + b".\r\n" + NEXT, step=step) == (kept, NEXT)


@pytest.mark.parametrize("content", [b"a\nb\r\n", b"a\r\r\n", b"a\r\nb\r", b"\n\r"])
@pytest.mark.attack("A16")
def test_a_bare_end_is_found(content: bytes):
    assert has_bare_end(content)
    assert not has_bare_end(b"a\r\n\r\nb")


class Counting(asyncio.StreamReader):
    """Counts how often something is taken out of it."""

    taken = 0

    async def readuntil(self, separator: bytes | bytearray | memoryview | Any = b"\n") -> bytes:
        self.taken += 1
        return await super().readuntil(separator)


@pytest.mark.parametrize("line", [b"\r\n", b"..\r\n", b"x\r\n"], ids=["empty", "dots", "short"])
@pytest.mark.attack("A25")
async def test_many_lines_are_taken_in_large_pieces_and_not_one_by_one(line: bytes):
    reader = Counting(limit=BUFFER)
    reader.feed_data(HEAD + line * (BUFFER // len(line)) * 2 + b".\r\n")
    assert await read_data(reader, LARGEST_MAIL)
    assert reader.taken <= 4


@pytest.mark.attack("A25")
def test_a_large_mail_is_judged_at_once():
    large = b"\r\n" * 12_000_000
    # Of this thread: what others do meanwhile is not counted.
    began = time.thread_time()
    assert not has_bare_end(large)
    assert time.thread_time() - began < 0.5
