"""What a cut leaves behind: bytes in order, each once, and nothing in the storage that nobody knows of."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.types import Message

from services.widget.domain.errors import BrokenOff
from services.widget.intake.pieces import in_pieces
from services.widget.tables.own import upload_pieces
from shared.bodies import BodyTooSlow
from shared.tables import files
from tests.service_fixtures import Alone
from tests.waiting import until
from tests.widget.abuse.conftest import a_desk
from tests.widget.conftest import Start
from tests.widget.uploads.conftest import MEGABYTE, Uploader, content_of, patching, rows, some_bytes, stored

CONTENT, OTHER = some_bytes(3 * MEGABYTE), some_bytes(3 * MEGABYTE, seed=2)


async def cut_patch(widget: Alone, address: str, offset: int, content: bytes) -> None:
    """A request that announces more than it brings, and breaks off."""
    messages: list[Message] = [
        {"type": "http.request", "body": content, "more_body": True},
        {"type": "http.disconnect"},
    ]
    said = patching(offset, **{"Content-Length": str(len(CONTENT) - offset)})
    scope = {
        "type": "http", "method": "PATCH", "path": address, "raw_path": address.encode(), "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in said.items()],
        "http_version": "1.1", "scheme": "http", "server": ("test", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        """Nobody hears it."""

    await widget.service.answers(scope, receive, send)


async def test_what_came_before_a_cut_is_kept_to_the_byte(bring: Uploader, widget: Alone):
    address = await bring.begun(len(CONTENT))
    await cut_patch(widget, address, 0, CONTENT[: MEGABYTE + 4711])
    there = await bring.offset(address)
    assert there == MEGABYTE + 4711
    assert (await bring.patch(address, there, CONTENT[there:])).status_code == 204
    assert await content_of(widget, (await bring.described(address))["id"]) == CONTENT


@pytest.mark.parametrize("error", [BrokenOff, BodyTooSlow])
async def test_a_body_is_held_in_pieces_and_its_end_goes_on(error: type[Exception]):
    async def body() -> AsyncIterator[bytes]:
        for start in range(0, 2_500_000, 64_000):
            yield CONTENT[start : min(start + 64_000, 2_500_000)]
        raise error

    pieces = in_pieces(body())
    sizes = [len(await anext(pieces)) for _ in range(3)]
    assert sizes == [MEGABYTE, MEGABYTE, 2_500_000 - 2 * MEGABYTE]
    with pytest.raises(error):
        await anext(pieces)


async def test_two_at_once_never_mix(bring: Uploader, widget: Alone, tmp_path: Path):
    address = await bring.begun(len(CONTENT))
    answers = await asyncio.gather(*(bring.patch(address, 0, each) for each in (CONTENT, OTHER) * 4))
    assert sorted(answer.status_code for answer in answers) == [204] + [409] * 7
    file = await bring.described(address)
    assert await content_of(widget, file["id"]) in (CONTENT, OTHER)
    assert len(await rows(widget.service.database, files)) == 1
    there, known = await stored(widget, tmp_path)
    assert there == known
    assert len(there) == 1


async def test_whoever_goes_on_puts_a_line_out_that_only_seems_to_live(bring: Uploader, widget: Alone):
    address = await bring.begun(len(CONTENT))
    goes_on = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield OTHER[:MEGABYTE]
        await goes_on.wait()
        yield OTHER[MEGABYTE:]

    hanging = asyncio.create_task(bring.patch(address, 0, slow()))

    async def has_come() -> bool:
        return await bring.offset(address) == MEGABYTE

    await until(has_come)
    assert (await bring.patch(address, MEGABYTE, CONTENT[MEGABYTE:])).status_code == 204
    goes_on.set()
    assert (await hanging).status_code == 409
    file = await bring.described(address)
    assert await content_of(widget, file["id"]) == OTHER[:MEGABYTE] + CONTENT[MEGABYTE:]


async def test_two_processes_are_one_server(process: Start):
    one, other = await process(), await process()
    desk = await a_desk(one)
    async with one.client() as first, other.client() as second:
        both = [Uploader(client, desk) for client in (first, second)]
        address = await both[0].begun(len(CONTENT))
        for turn, start in enumerate(range(0, len(CONTENT), 600_000)):
            part = CONTENT[start : start + 600_000]
            assert (await both[turn % 2].patch(address, start, part)).status_code == 204
            assert await both[(turn + 1) % 2].offset(address) == start + len(part)
        file = await both[1].described(address)
    assert await content_of(other, file["id"]) == CONTENT


async def test_no_transaction_is_open_while_a_piece_is_stored(bring: Uploader, open_while_stored: list[int]):
    address = await bring.begun(len(CONTENT))
    assert (await bring.patch(address, 0, CONTENT)).status_code == 204
    assert open_while_stored == [0, 0, 0]


async def test_no_file_is_made_of_an_upload_whose_bytes_are_lost(bring: Uploader, widget: Alone):
    address = await bring.begun(len(CONTENT))
    await bring.patch(address, 0, CONTENT[:MEGABYTE])
    (piece,) = await rows(widget.service.database, upload_pieces)
    await widget.service.storage.delete(piece.object_key)
    assert (await bring.patch(address, MEGABYTE, CONTENT[MEGABYTE:])).status_code == 409
    assert await rows(widget.service.database, files) == []
