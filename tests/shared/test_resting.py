"""What happens while the database or the bus is away, and what one process leaves to another."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from shared import database as databases
from shared.bus.bus import NotRoutable
from shared.database import Database, is_away, while_away_wait
from shared.files import display_name
from shared.housekeeping import LOCK, tidy_up
from shared.inbox import Receiver
from shared.outbox import Relay
from shared.parked import ParkedRetries
from shared.sizes import bytes_for_people
from shared.storage import Storage
from shared.tables import files, outbox, parked
from shared.uow import UnitOfWork
from tests.shared.toy import Said, Toy, say


@pytest.mark.parametrize("state", ["53100", "53300", "25006", "57P01", "08006", "58030"])
async def test_a_server_that_answers_but_cannot_work_is_asked_ever_more_rarely(
    toy_database: Database, state: str, monkeypatch: pytest.MonkeyPatch
):
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(databases.asyncio, "sleep", pause)

    async def work() -> str:
        if len(pauses) < 5:
            async with toy_database.session() as session:
                await session.execute(
                    text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")  # the server's own words for it
                )
        return "done"

    assert await while_away_wait(toy_database, work) == "done"
    assert pauses == sorted(pauses)
    assert pauses[-1] > 10 * pauses[0]


async def test_a_read_only_server_is_away(toy_database: Database):
    async with toy_database.session() as session:
        await session.execute(text("SET TRANSACTION READ ONLY"))
        with pytest.raises(DBAPIError) as caught:
            await session.execute(insert(files).values(id=func.gen_random_uuid()))
    assert is_away(caught.value)


class Broken:
    """A bus that fails in one way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def publish(self, _: object) -> None:
        raise self.error

    async def until_ready(self) -> None:
        """It always seems to be."""


@pytest.mark.parametrize(
    ("error", "attempts", "least", "most"),
    [(ConnectionError("broker away"), 0, 0.5, 1), (NotRoutable("nobody"), 6, 30, 64)],
)
async def test_a_bus_that_was_away_puts_nothing_off_for_long(
    toy_database: Database, error: Exception, attempts: int, least: float, most: float
):
    await say(toy_database, Said(words="hello"))
    relay, waits = Relay(toy_database, Broken(error)), 0.0  # type: ignore[arg-type]
    for _ in range(6):
        await _one_round(relay)
        async with toy_database.session() as session, session.begin():
            ahead = func.extract("epoch", outbox.c.next_attempt_at - func.clock_timestamp())
            waits = float((await session.scalar(select(ahead))) or 0)
            await session.execute(update(outbox).values(next_attempt_at=func.clock_timestamp()))
    assert least <= waits <= most
    async with toy_database.session() as session:
        assert await session.scalar(select(outbox.c.attempts)) == attempts


async def _one_round(relay: Relay) -> None:
    for job in (await relay._claim(100)).values():
        await relay._send(job)


async def test_a_parked_message_of_a_queue_only_another_version_knows_waits_for_it(
    toy_database: Database, toy: Toy
):
    row = {
        "id": func.gen_random_uuid(), "queue": "toy.of_the_next_version", "event_id": func.gen_random_uuid(),
        "name": Said.name, "body": b"{}", "headers": {}, "occurred_at": func.now(), "reason": "",
        "next_attempt_at": func.now() - timedelta(minutes=1),
    }  # fmt: skip
    async with toy_database.session() as session, session.begin():
        await session.execute(insert(parked).values(row))
    receiver = Receiver(toy.on, toy_database, UnitOfWork)
    assert await ParkedRetries(receiver).run_due() == 0
    async with toy_database.session() as session:
        assert await session.scalar(select(func.count()).select_from(parked)) == 1


async def test_two_processes_do_not_tidy_up_at_the_same_time(toy_database: Database, store: str):
    drafts = [
        {"id": func.gen_random_uuid(), "object_key": f"k{n}", "name": "a", "size": 1, "content_type": "text/plain",
         "uploader": "x", "created_at": func.now() - timedelta(days=2)} for n in range(3)
    ]  # fmt: skip
    async with toy_database.session() as session, session.begin():
        for draft in drafts:
            await session.execute(insert(files).values(draft))

    async def left() -> Sequence[str]:
        async with toy_database.session() as session:
            return (await session.scalars(select(files.c.object_key))).all()

    async with toy_database.engine.connect() as other:
        await other.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        await tidy_up(toy_database, Storage(store))
        assert len(await left()) == 3
        await other.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
    await tidy_up(toy_database, Storage(store))
    assert await left() == []


async def test_a_stored_file_is_its_owners_alone(tmp_path: Path):
    async def content():
        yield b"secret"

    await Storage(f"file://{tmp_path}/files").put("key", content())
    assert oct((tmp_path / "files" / "key").stat().st_mode)[-3:] == "600"
    assert oct((tmp_path / "files").stat().st_mode)[-3:] == "700"


@pytest.mark.parametrize(
    ("size", "words"),
    [(10 * 1024 * 1024, "10 MB"), (1536 * 1024, "1.5 MB"), (1024, "1 KB"), (1500, "1500 bytes")],
)
def test_a_limit_is_told_in_the_unit_it_was_set_in(size: int, words: str):
    assert bytes_for_people(size) == words


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ('my "best" file.txt', 'my "best" file.txt'),
        ("my %22best%22 file.txt", 'my "best" file.txt'),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.txt", "a.txt"),
        ("می‌خواهم.txt", "می‌خواهم.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u200b\u200c", "file"),
        (" .. ", "file"),
        (None, "file"),
    ],
)
def test_a_files_name_is_shown_as_given_and_does_no_harm(given: str | None, shown: str):
    assert display_name(given) == shown
