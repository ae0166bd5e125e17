"""Waiting until nothing is under way in the whole cluster."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shared.database import Database
from shared.routes import SERVICES
from shared.tables import events, inbox, outbox, parked
from tests.faults.conftest import Cluster
from tests.system import got
from tests.waiting import until

Archive = dict[str, set[UUID]]
"""Ids of all events that were handed to the bus, by name."""


async def until_quiet(cluster: Cluster) -> None:
    """Every event was handled by every queue that reads it, and no mail waits; fails with what still does."""
    waits: dict[str, Any] = {}

    async def is_quiet() -> bool:
        waits.clear()
        waits.update(await what_waits(cluster))
        return not waits

    try:
        await until(is_quiet, seconds=60, every=0.5)
    except AssertionError as error:
        raise AssertionError(f"still waiting: {waits}") from error


async def what_waits(cluster: Cluster) -> dict[str, Any]:
    """Outboxes, parked messages, events by the queue that has not handled them, mails: whatever there is of them.

    The broker's own counts are looked at too, but those of quorum queues are up to five seconds old.
    """
    waits: dict[str, Any] = {}
    archive: Archive = defaultdict(set)
    for service in SERVICES:
        async with session_of(cluster, service) as session:
            waits[f"{service}.outbox"] = await session.scalar(select(func.count()).select_from(outbox))
            rows = (await session.execute(select(parked))).mappings()
            waits[f"{service}.parked"] = [dict(row) for row in rows]
            for event_id, name in await session.execute(select(events.c.id, events.c.name)):
                archive[name].add(event_id)
    for service in SERVICES:
        async with session_of(cluster, service) as session:
            waits |= await _unhandled(session, service, archive)
    for state in ("queued", "sending"):
        mails = await got(cluster.desk.owner, "/api/mail/deliveries", state=state)
        waits[f"mails {state}"] = len(mails["items"])
    listed = await cluster.rabbitmq.rabbitmqctl("list_queues", "-q", "name", "messages")
    pairs = (line.split() for line in listed.splitlines())
    waits |= {f"in {pair[0]}": int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}
    return {what: count for what, count in waits.items() if count}


async def _unhandled(session: AsyncSession, service: str, archive: Archive) -> dict[str, int]:
    arrived: defaultdict[str, set[UUID]] = defaultdict(set)
    for queue, event_id in await session.execute(select(inbox.c.queue, inbox.c.event_id)):
        arrived[queue].add(event_id)
    handlers = import_module(f"services.{service}.handlers").on
    return {
        f"not handled by {each.queue}": len(
            set().union(*(archive[name] for name in each.names)) - arrived[each.queue]
        )
        for each in handlers
    }


@asynccontextmanager
async def session_of(cluster: Cluster, service: str) -> AsyncIterator[AsyncSession]:
    """A session in one service's database."""
    database = Database(cluster.postgres.url(f"helpdesk_{service}"), 1)
    try:
        async with database.session() as session, session.begin():
            yield session
    finally:
        await database.close()
