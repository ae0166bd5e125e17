"""What holds a connection does nothing slow, what publishes never ends, and what was given up tells no words."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from shared.bus import publisher
from shared.bus.publisher import Publisher
from shared.database import Database
from shared.dead_letters import explain
from shared.holding import HeldTransaction
from shared.storage import Storage
from shared.uow import UnitOfWork


async def words() -> AsyncIterator[bytes]:
    yield b"words"


async def test_nothing_slow_is_done_inside_a_transaction(toy_database: Database, store: str):
    storage = Storage(store)
    async with UnitOfWork(toy_database):
        for slow in (storage.put("key", words()), storage.get("key"), storage.delete("key")):
            with pytest.raises(HeldTransaction):
                await slow
    await storage.put("key", words())
    await storage.delete("key")


async def test_a_publisher_goes_on_after_whatever_happened(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(publisher, "PAUSE", 0)
    faults, went_on = [ValueError("odd"), KeyError("odder"), OSError("away")], asyncio.Event()

    async def stay_connected(_: Publisher) -> None:
        if faults:
            raise faults.pop()
        went_on.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(Publisher, "_stay_connected", stay_connected)
    running = asyncio.create_task(Publisher("amqp://nobody").run())
    async with asyncio.timeout(5):
        await went_on.wait()
    running.cancel()


def test_a_bug_is_told_by_its_kind_and_place_and_not_by_what_a_customer_wrote():
    try:
        raise RuntimeError("a customer's words")
    except RuntimeError as error:
        reason, detail = explain(error)
    assert reason == "unexpected_error"
    assert "RuntimeError" in detail
    assert "customer's words" not in detail
