"""Web processes as they run: killed, cut off, and with large files in little memory."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from shared.database import Database
from shared.tables import files
from tests.commands.console import Running, service_process
from tests.service_fixtures import KEYS, Alone, a_person
from tests.waiting import until
from tests.widget.abuse.conftest import a_desk
from tests.widget.conftest import Start
from tests.widget.uploads.conftest import MEGABYTE, Uploader, content_of, patching, rows, some_bytes, stored

pytestmark = pytest.mark.slow
CONTENT = some_bytes(4 * MEGABYTE)


@pytest.fixture
async def here(process: Start) -> Alone:
    """The service in this process, which looks at what others do."""
    return await process()


@pytest.fixture
async def two(here: Alone, shared_database: Database, tmp_path: Path) -> AsyncIterator[list[Running]]:
    """Two web processes on one database and one storage."""
    url = shared_database.engine.url.render_as_string(hide_password=False)
    environment = KEYS | {"HELPDESK_WIDGET_DATABASE_URL": url, "HELPDESK_DATA_DIR": str(tmp_path)}
    logs = tmp_path / "logs"
    async with AsyncExitStack() as stack:
        made = [service_process("widget", "web", logs / name, environment) for name in ("one", "two")]
        for process in made:
            process.log.parent.mkdir(parents=True)
            await stack.enter_async_context(process)
        for process in made:
            await process.wait_for_url(f"{process.url}/health/ready", 60)
        yield made


async def begin_to_send(process: Running, address: str, content: bytes) -> asyncio.StreamWriter:
    """Announce all of an upload and send the beginning of it."""
    place = urlsplit(process.url)
    _, writer = await asyncio.open_connection(place.hostname, place.port)
    said = patching(0, **{"Host": place.netloc, "Content-Length": str(len(CONTENT))})
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    writer.write(f"PATCH {address} HTTP/1.1\r\n{head}\r\n".encode() + content)
    await writer.drain()
    return writer


async def test_s9_after_a_kill_another_process_goes_on_with_what_had_come(
    here: Alone, two: list[Running], tmp_path: Path
):
    desk = await a_desk(here)
    async with (
        httpx.AsyncClient(base_url=two[0].url, timeout=15) as first,
        httpx.AsyncClient(base_url=two[1].url, timeout=15) as second,
    ):
        one, other = Uploader(first, desk), Uploader(second, desk)
        address = await one.begun(len(CONTENT))
        writer = await begin_to_send(two[0], address, CONTENT[: 2 * MEGABYTE + 300_000])
        await until(lambda: _has(other, address, 2 * MEGABYTE), seconds=15)
        os.kill(two[0].pid, signal.SIGKILL)
        writer.close()
        assert await other.offset(address) == 2 * MEGABYTE
        there, known = await stored(here, tmp_path)
        assert there <= known
        answer = await other.patch(address, 2 * MEGABYTE, CONTENT[2 * MEGABYTE :])
        assert answer.status_code == 204, answer.text
        file = await other.described(address)
    assert await content_of(here, file["id"]) == CONTENT
    assert len(await rows(here.service.database, files)) == 1


async def _has(bring: Uploader, address: str, size: int) -> bool:
    return await bring.offset(address) >= size


async def test_a_line_that_is_cut_leaves_what_had_come(here: Alone, two: list[Running]):
    desk = await a_desk(here)
    async with httpx.AsyncClient(base_url=two[0].url, timeout=15) as client:
        bring = Uploader(client, desk)
        address = await bring.begun(len(CONTENT))
        writer = await begin_to_send(two[0], address, CONTENT[: MEGABYTE + 300_000])
        await until(lambda: _has(bring, address, MEGABYTE), seconds=15)
        writer.transport.abort()
        await until(lambda: _has(bring, address, MEGABYTE + 1), seconds=15)
        there = await bring.offset(address)
        assert MEGABYTE < there <= MEGABYTE + 300_000
        assert (await bring.patch(address, there, CONTENT[there:])).status_code == 204
        file = await bring.described(address)
    assert await content_of(here, file["id"]) == CONTENT


async def test_s9_a_large_file_is_never_in_memory_and_keeps_nobody_waiting(here: Alone, two: list[Running]):
    desk, size = await a_desk(here), 90 * MEGABYTE
    async with here.client(a_person("admin")) as admin:
        await admin.patch(f"/api/widget/desks/{desk['id']}", json={"max_file_bytes": 100 * MEGABYTE})
    process = psutil.Process(two[0].pid)
    async with httpx.AsyncClient(base_url=two[0].url, timeout=60) as client:
        bring = Uploader(client, desk)
        await bring.patch(await bring.begun(MEGABYTE), 0, CONTENT[:MEGABYTE])
        before, most, longest = process.memory_info().rss, 0, 0.0
        sending = asyncio.create_task(bring.patch(await bring.begun(size), 0, _repeated(size)))
        while not sending.done():
            began = time.monotonic()
            assert (await client.get("/health/live")).status_code == 200
            longest = max(longest, time.monotonic() - began)
            most = max(most, process.memory_info().rss)
            await asyncio.sleep(0.02)
        assert (await sending).status_code == 204
    assert most - before < size / 2, f"{(most - before) / MEGABYTE:.0f} MB more"
    assert longest < 1, f"waited for {longest:.2f} s"


async def _repeated(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // MEGABYTE):
        yield CONTENT[:MEGABYTE]
