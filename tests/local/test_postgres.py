import os
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from services.local.postgres import Postgres
from services.local.processes import CannotStart

INSERT = "CREATE TABLE IF NOT EXISTS kept (n int); INSERT INTO kept VALUES (1)"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Postgres]:
    server = Postgres(tmp_path / "postgres")
    yield server
    await server.stop()


async def ask(server: Postgres, *statements: str) -> list[object]:
    engine = create_async_engine(server.url(), poolclass=NullPool)
    async with engine.begin() as connection:
        results = [await connection.execute(text(statement)) for statement in statements]
        return [result.scalar() if result.returns_rows else None for result in results]


async def write(server: Postgres) -> None:
    await ask(server, *INSERT.split("; "))


async def rows(server: Postgres) -> object:
    return (await ask(server, "SELECT count(*) FROM kept"))[0]


async def test_it_is_a_durable_postgresql_18_with_room_for_every_pool(server: Postgres) -> None:
    await server.start()
    names = (
        "server_version_num",
        "fsync",
        "synchronous_commit",
        "full_page_writes",
        "max_connections",
        "TimeZone",
    )
    version, *settings = await ask(server, *(f"SELECT current_setting('{name}')" for name in names))
    assert str(version).startswith("18")
    assert settings == ["on", "on", "on", "300", "UTC"]


@pytest.mark.parametrize("end", [Postgres.stop, Postgres.kill])
async def test_what_was_committed_is_there_after_a_stop_and_after_a_kill(
    server: Postgres, end: Callable[[Postgres], Awaitable[None]]
) -> None:
    await server.start()
    await write(server)
    await end(server)
    assert not server.running
    await server.start()
    await write(server)
    await server.restart()
    assert await rows(server) == 2


async def test_a_note_of_a_process_id_that_another_program_has_by_now_hinders_no_start(
    server: Postgres,
) -> None:
    await server.start()
    await write(server)
    data = Path(str((await ask(server, "SHOW data_directory"))[0]))
    await server.kill()
    note = data / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n" + note.read_text().split("\n", 1)[1])
    await server.start()
    assert await rows(server) == 1


async def test_backends_that_outlive_a_killed_postmaster_are_ended_before_the_start(server: Postgres) -> None:
    await server.start()
    await write(server)
    server.server.send(signal.SIGKILL)
    await server.server.wait()
    await server.start()
    assert await rows(server) == 1


async def test_a_second_helpdesk_on_the_same_data_is_told_so(server: Postgres) -> None:
    await server.start()
    with pytest.raises(CannotStart, match="Another helpdesk already runs"):
        await Postgres(server.server.log.parent).start()
    assert server.running


async def test_a_very_long_folder_name_is_no_hindrance(tmp_path: Path) -> None:
    async with Postgres(tmp_path / ("long" * 30) / "postgres") as server:
        await write(server)
        assert await rows(server) == 1


async def test_data_that_were_left_half_made_are_made_anew(tmp_path: Path):
    async with Postgres(tmp_path) as server:
        data = server._data
    for part in ("global", "base"):
        shutil.rmtree(data / part)
    (tmp_path / "data.unfinished").touch()
    async with Postgres(tmp_path) as server:
        assert await ask(server, "SELECT 1") == [1]
    assert not (tmp_path / "data.unfinished").exists()
