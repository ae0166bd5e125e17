"""Every event of what has run so far once more, three times, shuffled: nothing changes, no second mail."""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import aiormq
import pytest
from sqlalchemy import select, text

from shared.bus.topology import EXCHANGE
from shared.bus.wire import to_properties
from shared.message import Message
from shared.routes import SERVICES
from shared.tables import events
from tests.faults.conftest import Cluster
from tests.faults.quiet import session_of, until_quiet
from tests.faults.traffic import check_nothing_lost_nothing_twice, customers, no_dead_letters
from tests.system import got, made, put

pytestmark = pytest.mark.timeout(900)
"""Seconds: processes are started one after the other, on a machine that may have other work."""

SEEDS = int(os.environ.get("REPLAY_SEEDS", "2"))
"""Orders in which everything is delivered again: two in CI, twenty by night."""

NOISE = {
    "limits",
    "parked",
    "events",
    "inbox",
    "outbox",
    "idempotency_keys",
    "declared_queues",
    "alembic_version",
}


async def recorded(cluster: Cluster) -> list[Message]:
    """All archived events of all services."""
    found: list[Message] = []
    for service in SERVICES:
        async with session_of(cluster, service) as session:
            rows = (await session.execute(select(events))).all()
        found += [Message(row.id, row.name, row.body, row.occurred_at, row.headers) for row in rows]
    return found


async def state(cluster: Cluster) -> dict[str, list[Any]]:
    """Every table that says something about the world, in every service."""
    dumps: dict[str, list[Any]] = {}
    for service in SERVICES:
        async with session_of(cluster, service) as session:
            names = (
                await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            ).all()
            for name in sorted(names):
                if name not in NOISE and not name.startswith(("inbox_", "events_")):
                    rows = (await session.execute(text(f"SELECT to_jsonb(t)::text FROM {name} t"))).scalars()
                    dumps[f"{service}.{name}"] = sorted(rows)
    return dumps


async def a_little_of_everything(cluster: Cluster) -> None:
    """Some of each kind of event, so that there is something to repeat."""
    owner = cluster.desk.owner
    async with customers(cluster.system.url, cluster.desk) as journal:
        await asyncio.sleep(3)
    await check_nothing_lost_nothing_twice(cluster.system.url, cluster.desk, journal, cluster.sink)
    bea = await made(
        owner, "/api/people", {"name": "Bea", "email": f"{uuid4()}@team.example", "role": "agent"}
    )
    task = await made(owner, "/api/tasks", {"title": "Repeat me"})
    page = await got(owner, "/api/tickets", desk_id=cluster.desk.id, limit=20)
    for ticket in page["items"][:10]:
        path = f"/api/tickets/{ticket['id']}"
        await put(owner, f"{path}/assignee", {"kind": "agent", "id": bea["id"]})
        await made(owner, f"{path}/notes", {"body": "careful"})
        await put(owner, f"{path}/tasks/{task['id']}")
        await made(owner, f"{path}/comments", {"body": "we look", "then": "wait"})
        await put(owner, f"{path}/snooze", {"text": "in 3 weeks"})
    await owner.patch(f"/api/tasks/{task['id']}", json={"status": "done"})


async def forget_arrivals(cluster: Cluster) -> None:
    """Empty every inbox: what is delivered again is not recognised, and its handler really runs again."""
    for service in SERVICES:
        async with session_of(cluster, service) as session:
            await session.execute(text("TRUNCATE inbox"))


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_r7_handlers_that_run_again_in_any_order_change_nothing(cluster: Cluster, seed: int):
    async with nothing_changes(cluster):
        messages = await recorded(cluster)
        random.Random(seed).shuffle(messages)
        await forget_arrivals(cluster)
        await deliver(cluster, messages)


async def test_three_more_shuffled_deliveries_of_everything_change_nothing(cluster: Cluster):
    async with nothing_changes(cluster):
        messages = await recorded(cluster) * 3
        random.Random(11).shuffle(messages)
        assert len({message.name for message in messages}) >= 12
        await deliver(cluster, messages)


@asynccontextmanager
async def nothing_changes(cluster: Cluster) -> AsyncIterator[None]:
    """After a little of everything: whatever is done in the block leaves tables, mails and dead letters as they were."""
    await a_little_of_everything(cluster)
    await until_quiet(cluster)
    before, mails = await state(cluster), len(cluster.sink.mails)
    yield
    await until_quiet(cluster)
    after = await state(cluster)
    assert {
        name: sorted({*rows} ^ {*before[name]}) for name, rows in after.items() if rows != before[name]
    } == {}
    assert len(cluster.sink.mails) == mails
    await no_dead_letters(cluster.desk)


async def deliver(cluster: Cluster, messages: Sequence[Message]) -> None:
    """Publish `messages` as the relays did."""
    async with await aiormq.connect(cluster.rabbitmq.url) as connection:
        channel = await connection.channel(on_return_raises=True)
        for message in messages:
            await channel.basic_publish(
                message.body, exchange=EXCHANGE, routing_key=message.name, properties=to_properties(message)
            )
