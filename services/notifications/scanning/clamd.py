"""Asks ClamAV's daemon about a file: the bytes go over a socket (INSTREAM), the answer is one line.

Its command, its framing and its answers are in clamd(8): `zINSTREAM`, then chunks with their length before them.
"""

import asyncio
import re
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from shared.settings import ScannerAddress

CONNECTING = 5.0
ANSWERING = 120.0
"""Seconds: clamd's own limit for one file (MaxScanTime) is as long by default."""

LONGEST_ANSWER = 4096
MOST_MISSES = 2
TOO_LARGE = "INSTREAM size limit exceeded"
FOUND = re.compile(r"stream: (.+) FOUND")
CLEAN = "stream: OK"


class ScannerAway(Exception):
    """Nobody answers, or not in time: that says nothing of the file."""


class ScannerFailed(Exception):
    """The scanner answers that it could not do it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one file; `reason` is the name of what was found, or why it was not looked at."""

    verdict: Literal["clean", "infected", "unchecked"]
    reason: str = ""


class Clamd:
    """One clamd; each file is a connection of its own."""

    def __init__(
        self, address: ScannerAddress, connecting: float = CONNECTING, answering: float = ANSWERING
    ) -> None:
        self._address, self._connecting, self._answering = address, connecting, answering

    async def look_at(self, chunks: AsyncIterator[bytes]) -> Said:
        """What it says of a file; raises ScannerAway and ScannerFailed, and what reading `chunks` raises."""
        with await self._connected() as connection:
            try:
                async with asyncio.timeout(self._answering):
                    await _send(connection, chunks)
                    return understood(await _answer(connection))
            except TimeoutError:
                raise ScannerAway(f"no answer within {self._answering:g} s") from None

    async def _connected(self) -> socket.socket:
        at = self._address
        try:
            async with asyncio.timeout(self._connecting):
                if at.path:
                    return await _connect(socket.AF_UNIX, at.path)
                return await _connect_by_name(at.host, at.port)
        except (OSError, TimeoutError) as error:
            raise ScannerAway(f"no connection: {type(error).__name__}") from None


async def _connect_by_name(host: str, port: int) -> socket.socket:
    *others, last = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for family, *_, address in others:
        with suppress(OSError):
            return await _connect(family, address)
    return await _connect(last[0], last[4])


async def _connect(family: int, address: Any) -> socket.socket:
    # No stream of asyncio's: that drops what came when a write fails, and clamd says why before it hangs up.
    connection = socket.socket(family, socket.SOCK_STREAM)
    connection.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(connection, address)
    except BaseException:
        connection.close()
        raise
    return connection


async def _send(connection: socket.socket, chunks: AsyncIterator[bytes]) -> None:
    """All of it, or as much as is wanted; an empty chunk would be the end."""
    wants_more = await _sent(connection, b"zINSTREAM\0")
    async for chunk in chunks:
        if chunk and wants_more:
            wants_more = await _sent(connection, struct.pack(">I", len(chunk)) + chunk)
        if not wants_more:
            return
    await _sent(connection, struct.pack(">I", 0))


async def _sent(connection: socket.socket, content: bytes) -> bool:
    try:
        await asyncio.get_running_loop().sock_sendall(connection, content)
    except ConnectionError:
        return False
    return True


async def _answer(connection: socket.socket) -> str:
    loop, said, misses = asyncio.get_running_loop(), b"", 0
    while b"\0" not in said and len(said) < LONGEST_ANSWER and misses < MOST_MISSES:
        try:
            more = await loop.sock_recv(connection, LONGEST_ANSWER)
        except ConnectionError:
            # Told once, before what it said; behind that is the end.
            misses += 1
            continue
        if not more:
            break
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def understood(answer: str) -> Said:
    """An answer in our words; raises ScannerAway for none, ScannerFailed for one that says nothing of the file."""
    if not answer:
        raise ScannerAway("it hung up without an answer")
    if answer == CLEAN:
        return Said("clean")
    if found := FOUND.fullmatch(answer):
        return Said("infected", found[1])
    if answer.startswith(TOO_LARGE):
        return Said("unchecked", "larger than the scanner takes")
    raise ScannerFailed(answer[:200])
