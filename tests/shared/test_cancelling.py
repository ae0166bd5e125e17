"""A loop that was told to end does so, even where a library swallowed the exception that told it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from shared.bus.rabbitmq import _insist
from shared.bus.watchdog import Watchdog
from shared.database import Database, while_away_wait
from shared.looping import keep_at
from shared.service import _guarded


class Swallowing:
    """Work that is cancelled and fails with an error of its own, as aiormq does while it connects."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def __call__(self, *_: object) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise ConnectionError("connection refused") from None


def loops(database: Database, work: Swallowing) -> dict[str, Callable[[], Awaitable[object]]]:
    watchdog = Watchdog("amqp://nowhere", list)
    watchdog.look = work
    return {
        "keep_at": lambda: keep_at("work", work, database),
        "guarded": lambda: _guarded(work),
        "insist": lambda: _insist(work, "work"),
        "away": lambda: while_away_wait(database, work),
        "watchdog": watchdog.run,
    }


@pytest.mark.parametrize("name", ["keep_at", "guarded", "insist", "away", "watchdog"])
async def test_a_swallowed_cancellation_still_ends_the_loop(
    toy_database: Database, name: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("shared.bus.watchdog.ROUND", 0.01)
    work = Swallowing()
    loop = asyncio.ensure_future(loops(toy_database, work)[name]())
    await asyncio.wait_for(work.begun.wait(), 5)
    loop.cancel()
    await asyncio.wait([loop], timeout=5)
    assert loop.cancelled()
