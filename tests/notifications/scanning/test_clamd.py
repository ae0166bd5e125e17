"""The scanner's protocol, with the real clamd and with the stand-in that other tests use."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.local.ports import free_port
from services.notifications.scanning.clamd import Clamd, ScannerAway, ScannerFailed
from shared.settings import ScannerAddress
from shared.storage import in_chunks
from tests.clamd import BAD, MOST, StandIn
from tests.clamd import Clamd as RealClamd
from tests.opening import opened

real = opened(RealClamd.own, scope="session")
stand_in = opened(StandIn.own)


@pytest.fixture(params=["real", "stand_in", "socket"])
def address(request) -> ScannerAddress:
    """Each of them, and the real one by its socket."""
    server = request.getfixturevalue("stand_in" if request.param == "stand_in" else "real")
    return server.socket if request.param == "socket" else server.address


async def look_at(address: ScannerAddress, content: bytes) -> tuple[str, str]:
    said = await Clamd(address).look_at(in_chunks(content))
    return said.verdict, said.reason


@pytest.mark.parametrize(
    "content", [b"", b"a plain text", b"x" * (MOST - 1)], ids=["empty", "small", "large"]
)
async def test_a_clean_file_is_clean(address, content):
    assert await look_at(address, content) == ("clean", "")


@pytest.mark.parametrize("before", [0, 300_000], ids=["at its beginning", "in its second chunk"])
async def test_what_is_found_is_named(address, before):
    assert await look_at(address, b"x" * before + BAD) == ("infected", "Helpdesk.Test.UNOFFICIAL")


async def test_what_is_too_large_for_it_is_not_checked(address):
    assert await look_at(address, b"x" * (4 * MOST)) == ("unchecked", "larger than the scanner takes")


async def test_many_at_once_each_get_their_own_answer(address):
    said = await asyncio.gather(*(look_at(address, BAD if number % 2 else b"fine") for number in range(10)))
    assert [verdict for verdict, _ in said] == ["clean", "infected"] * 5


async def test_nobody_there_is_no_verdict():
    with pytest.raises(ScannerAway, match="no connection"):
        await look_at(ScannerAddress("127.0.0.1", free_port()), b"x")


@pytest.mark.parametrize(
    ("says", "raised"), [("", ScannerAway), ("stream: Can't allocate memory ERROR", ScannerFailed)]
)
async def test_an_answer_that_says_nothing_of_the_file_is_no_verdict(stand_in, says, raised):
    stand_in.says = says
    with pytest.raises(raised):
        await look_at(stand_in.address, b"x")


async def test_who_does_not_answer_is_not_waited_for_for_ever():
    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async def endless() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(60)

    port = free_port()
    async with await asyncio.start_server(never, "127.0.0.1", port):
        clamd = Clamd(ScannerAddress("127.0.0.1", port), answering=0.2)
        with pytest.raises(ScannerAway, match="no answer"):
            await clamd.look_at(endless())
