"""S9: ten thousand small files from one address, through a process as it runs: few are kept, nobody else notices.

The usual limits hold; the address is one that the gateway names.
"""

import asyncio
import time
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic_core import from_json
from sqlalchemy import update

from services.widget.app import build
from services.widget.settings import WidgetSettings
from services.widget.tables.own import upload_pieces, uploads
from shared.database import Database
from shared.housekeeping import tidy_up
from shared.tables import files
from tests.bench.load import connect
from tests.commands.console import Running, service_process
from tests.service_fixtures import KEYS, Alone, alone
from tests.waiting import until
from tests.widget.abuse.conftest import a_desk
from tests.widget.uploads.conftest import rows, stored

pytestmark = pytest.mark.slow
FLOOD, AT_ONCE = 10_000, 32
BURST, A_SECOND = 200, 2
"""What the address may bring, by HELPDESK_WIDGET_FILES_PER_ADDRESS as it comes."""

THE_ONE, OTHERS = "203.0.113.9", "198.51.100.{}"
CONTENTS = (b"GIF89a<script>alert(1)</script>", b"%PDF-1.4\nPK\x03\x04", b"<svg onload=alert(1)>", b"MZ\x90")
NAMES = ("../../etc/passwd", "x.php.jpg", "a\u202egpj.exe", "index.html")
Answers = list[tuple[int, str]]


@pytest.fixture
async def here(shared_database: Database, tmp_path: Path) -> AsyncIterator[Alone]:
    """The service in this process, which looks at what the other one does."""
    async with alone(build, WidgetSettings, shared_database, tmp_path) as made:
        yield made


@pytest.fixture
async def web(here: Alone, shared_database: Database, tmp_path: Path) -> AsyncIterator[Running]:
    """A web process with the usual limits."""
    url = shared_database.engine.url.render_as_string(hide_password=False)
    environment = KEYS | {"HELPDESK_WIDGET_DATABASE_URL": url, "HELPDESK_DATA_DIR": str(tmp_path)}
    log = tmp_path / "logs" / "web"
    log.parent.mkdir()
    async with service_process("widget", "web", log, environment) as process:
        await process.wait_for_url(f"{process.url}/health/ready", 60)
        yield process


def whole(desk: dict[str, str], number: int, address: str) -> bytes:
    """A file that comes by one request."""
    name, content = NAMES[number % len(NAMES)], CONTENTS[number % len(CONTENTS)]
    part = f'--B\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = part + content + b"\r\n--B--\r\n"
    head = f"POST /widget/v1/desks/{desk['desk_token']}/files HTTP/1.1\r\nHost: helpdesk\r\nX-Forwarded-For: {address}\r\n"
    kind = f"Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + kind).encode() + body


def begun(desk: dict[str, str], number: int, address: str) -> bytes:
    """A file of which nothing but the beginning is ever said."""
    name = b64encode(NAMES[number % len(NAMES)].encode()).decode()
    head = f"POST /widget/v1/desks/{desk['desk_token']}/uploads HTTP/1.1\r\nHost: helpdesk\r\nX-Forwarded-For: {address}\r\n"
    said = f"Tus-Resumable: 1.0.0\r\nUpload-Length: 100\r\nUpload-Metadata: filename {name}\r\nContent-Length: 0\r\n\r\n"
    return (head + said).encode()


async def asked(port: int, requests: Iterator[bytes], answers: Answers) -> None:
    """One connection that sends one request after the other."""
    connection = await connect(port)
    for request in requests:
        status, body = await connection.ask(request)
        answers.append((status, from_json(body)["code"] if status >= 400 else ""))
    connection.close()


async def others(port: int, desk: dict[str, str], times: list[float]) -> None:
    """Somebody else every quarter of a second, until cancelled; how long each one's file took."""
    connection = await connect(port)
    while True:
        begins = time.monotonic()
        request = whole(desk, len(times), OTHERS.format(len(times) % 250))
        status, body = await connection.ask(request)
        assert status == 201, body
        times.append(time.monotonic() - begins)
        await asyncio.sleep(0.25)


async def test_s9_ten_thousand_files_of_one_address_are_refused_and_others_still_bring_theirs(
    here: Alone, web: Running, tmp_path: Path
):
    desk, answers, times = await a_desk(here), [], []
    port = int(web.url.rsplit(":", 1)[1])
    flood = iter([(begun if each % 10 == 0 else whole)(desk, each, THE_ONE) for each in range(FLOOD)])
    beside = asyncio.create_task(others(port, desk, times))
    begins = time.monotonic()
    await asyncio.gather(*(asked(port, flood, answers) for _ in range(AT_ONCE)))
    seconds = time.monotonic() - begins
    assert not beside.done(), beside.exception()
    beside.cancel()
    await asyncio.gather(beside, return_exceptions=True)
    said = Counter(answers)
    assert said.keys() == {(201, ""), (429, "too_many_requests")}
    assert BURST <= said[201, ""] <= BURST + A_SECOND * seconds + 1
    assert len(times) > seconds
    assert max(times) < 2
    await nothing_is_half_done(here, tmp_path, said[201, ""] + len(times))
    await a_day_later_all_is_gone(here, tmp_path)


async def nothing_is_half_done(here: Alone, folder: Path, taken: int) -> None:
    """Each that was taken is a file or an upload that was begun; the storage has theirs and no more."""

    async def is_quiet() -> bool:
        there, known = await stored(here, folder)
        return there == known

    # Whoever went away in the middle left a file that is still on its way to be known, or removed.
    await until(is_quiet)
    there, _ = await stored(here, folder)
    database = here.service.database
    drafts, open_ones = await rows(database, files), await rows(database, uploads)
    assert taken <= len(drafts) + len(open_ones) <= taken + 1  # somebody else's may have been under way
    assert len(there) == len(drafts)


async def a_day_later_all_is_gone(here: Alone, folder: Path) -> None:
    """What nobody used is cleared away."""
    database = here.service.database
    async with database.session() as session, session.begin():
        await session.execute(update(files).values(created_at=files.c.created_at - timedelta(hours=25)))
        await session.execute(update(uploads).values(expires_at=uploads.c.expires_at - timedelta(hours=26)))
    await tidy_up(database, here.service.storage)
    while await here.service.web.state.reception.resumable.sweep():
        pass
    assert await stored(here, folder) == (set(), set())
    assert [await rows(database, table) for table in (files, uploads, upload_pieces)] == [[], [], []]
