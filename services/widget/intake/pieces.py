"""The bytes of an upload on their way: from a request in pieces, and from all pieces into one file."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from shared.errors import HelpdeskError

PIECE = 1024 * 1024
"""Bytes that are stored at once: what a request holds in memory, and what a kill costs at most."""
HEAD = 4096
"""Bytes by which the content type is told."""


async def in_pieces(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """`body` in pieces of at most PIECE bytes; what came before it broke off is one, too, and then the error goes on."""
    held = bytearray()
    try:
        async for chunk in body:
            held += chunk
            while len(held) >= PIECE:
                yield bytes(held[:PIECE])
                del held[:PIECE]
    except HelpdeskError:
        if held:
            yield bytes(held)
        raise
    if held:
        yield bytes(held)


@dataclass(slots=True)
class Whole:
    """All bytes of an upload on their way into one file; the first of them are remembered."""

    parts: AsyncIterator[bytes]
    head: bytes = b""
    size: int = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes, in chunks."""
        async for chunk in self.parts:
            self.head += chunk[: HEAD - len(self.head)]
            self.size += len(chunk)
            yield chunk
