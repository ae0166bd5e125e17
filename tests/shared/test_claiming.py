"""A claim takes as many rows as it asked for, however PostgreSQL goes about it."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, text, update

from shared.claiming import free
from shared.database import Database
from shared.inbox import Receiver
from shared.message import Message, enclose
from shared.outbox import CLAIM, LEASE
from shared.parked import ParkedRetries, park
from shared.tables import outbox, parked
from shared.telemetry import current_headers
from shared.uow import UnitOfWork
from tests.shared.toy import Said, Toy

ONLY_NESTED_LOOPS = (
    "enable_hashjoin",
    "enable_mergejoin",
    "enable_material",
    "enable_hashagg",
    "enable_sort",
)


@pytest.fixture
async def looping(toy_database: Database):
    """The toy's database, in which the planner joins by nested loops; with three rows in the outbox."""
    async with toy_database.session() as session, session.begin():
        name = await session.scalar(text("SELECT current_database()"))
        for setting in ONLY_NESTED_LOOPS:
            await session.execute(text(f"ALTER DATABASE {name} SET {setting} = off"))
        rows = [enclose(Said(words=str(number)), current_headers()) for number in range(3)]
        await session.execute(insert(outbox), rows)
    fresh = Database(toy_database.url, 2)
    yield fresh
    await fresh.close()


async def claimed(database: Database, statement: Any) -> int:
    async with database.session() as session, session.begin():
        return len((await session.execute(statement.returning(outbox.c.id))).all())


async def test_one_row_is_one_row(looping: Database):
    due = select(outbox.c.id).where(outbox.c.attempts == 0).order_by(outbox.c.id).limit(1)
    taken = update(outbox).values(attempts=1)
    plain = due.with_for_update(skip_locked=True).scalar_subquery()
    assert await claimed(looping, taken.where(outbox.c.id.in_(free(due)))) == 1
    assert await claimed(looping, taken.where(outbox.c.id.in_(plain))) == 2, "why it is not written like that"


async def test_the_relay_claims_no_more_than_it_has_room_for(looping: Database):
    assert len(await looping.at_once(CLAIM, {"lease": LEASE, "size": 2})) == 2


async def test_of_parked_messages_none_is_put_off_without_a_try(looping: Database, toy: Toy):
    event, queue = Said(words="unknown"), next(iter(toy.on)).queue
    for _ in range(3):
        message = Message(uuid4(), event.name, event.to_wire(), event.occurred_at, {})
        await park(looping, queue, message, ValueError())
    async with looping.session() as session, session.begin():
        await session.execute(update(parked).values(next_attempt_at=func.now()))
    await ParkedRetries(Receiver(toy.on, looping, UnitOfWork)).run_due(limit=1)
    async with looping.session() as session:
        assert (await session.scalars(select(parked.c.begun))).all() == [0, 0]
