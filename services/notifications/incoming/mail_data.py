"""A mail off the wire of SMTP and its kin: up to the line that is a dot alone (RFC 5321, 4.1.1.4 and 4.5.2).

In large pieces and not by lines: a mail of ten million empty lines would hold the event loop and fill the memory.
"""

import asyncio

END = b"\r\n.\r\n"
NOTHING = b".\r\n"
TURN = 1000
"""Lines after which others get their turn."""


async def read_data(reader: asyncio.StreamReader, largest: int) -> bytes | None:
    """The mail; None of one that has more than `largest` bytes, or no head. Reads it to its end in any case."""
    begun = await reader.readexactly(len(NOTHING))
    if begun == NOTHING:
        return None
    if b"\r" in begun:
        await _pass_over(reader, begun)
        return None
    pieces, size = [begun], len(begun)
    is_over = False
    while not is_over:
        piece, is_over = await _piece(reader)
        size += len(piece)
        pieces.append(piece) if size <= largest + len(END) else pieces.clear()
    return _undoubled(b"".join(pieces)[: -len(NOTHING)]) if pieces else None


def has_bare_end(content: bytes) -> bool:
    """Whether a CR or LF stands alone: some servers take it for an end of line and others do not, so mails were smuggled
    past filters with it (VU#302671). Counted, since looking at each sign of a large mail would hold the event loop.
    """
    return not content.count(b"\r\n") == content.count(b"\r") == content.count(b"\n")


async def _piece(reader: asyncio.StreamReader) -> tuple[bytes, bool]:
    """As much as is there, and whether the mail ends with it."""
    try:
        return await reader.readuntil(END), True
    except asyncio.LimitOverrunError as more:
        # What is left in the reader may be the beginning of the end.
        return await reader.read(more.consumed), False


async def _pass_over(reader: asyncio.StreamReader, begun: bytes) -> None:
    """Read a mail without a head to its end: its first line may be the dot."""
    line, count = begun.rpartition(b"\r\n")[2], 0
    while line != NOTHING:
        # What stands before a lone LF belongs to the same line: a dot behind it ends nothing.
        line = b"" if line.endswith(b"\r\n") else line[-len(END) :]
        try:
            line += await reader.readuntil(b"\n")
        except asyncio.LimitOverrunError as more:
            line += (await reader.read(more.consumed))[:1]
        count += 1
        if count % TURN == 0:
            await asyncio.sleep(0)


def _undoubled(content: bytes) -> bytes:
    return content.removeprefix(b".").replace(b"\r\n.", b"\r\n")
