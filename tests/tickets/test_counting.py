"""Counters that the writes keep are those that counting would find, after whatever happened in between."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import httpx
import pytest
from sqlalchemy import delete, func, select, true, update

from services.tickets.queries.counting import counters, of_desks
from services.tickets.queries.views import MEMBERSHIP, View
from services.tickets.rebuilding import count_again
from services.tickets.summing import sum_up
from services.tickets.tables.counted import counted
from services.tickets.tables.tickets import tickets
from shared.contracts.parts import PersonState
from shared.database import Database
from tests.service_fixtures import Alone

STATUSES = ("open", "in_progress", "waiting", "resolved")


@pytest.fixture
def database(tickets: Alone) -> Database:
    return tickets.service.work


@pytest.fixture
async def some(http: httpx.AsyncClient, desk: dict) -> list[UUID]:
    """Twelve tickets."""
    made = [
        (await http.post("/api/tickets", json={"desk_id": desk["id"], "title": f"No {n}"})).json()["id"]
        for n in range(12)
    ]
    return [UUID(each) for each in made]


async def read(database: Database, me: PersonState, offset: timedelta = timedelta()) -> dict[str, int]:
    async with database.session() as session:
        row = (await session.execute(counters(true(), true()), {"me": me.id, "offset": offset})).one()
    return {name.removeprefix("n_").replace("_", "-"): number for name, number in row._mapping.items()}


async def counted_by_hand(
    database: Database, me: PersonState, offset: timedelta = timedelta()
) -> dict[str, int]:
    async with database.session() as session:
        return {
            view.value: await session.scalar(
                select(func.count()).select_from(tickets).where(member), {"me": me.id, "offset": offset}
            )
            or 0
            for view, member in MEMBERSHIP.items()
            if view is not View.MENTIONED  # which nothing counts
        }


async def change_at_random(database: Database, ids: list[UUID], random: Random, people: list[UUID]) -> None:
    now = datetime.now(UTC)
    moments = (
        None,
        now - timedelta(days=3),
        now + timedelta(minutes=30),
        now + timedelta(days=random.randint(1, 9)),
    )
    async with database.session() as session, session.begin():
        values = {
            "status": random.choice(STATUSES),
            "assignee_id": random.choice((None, *people)),
            "snoozed_until": random.choice(moments),
            "tell_customer": random.random() < 0.3,
        }
        await session.execute(update(tickets).where(tickets.c.id == random.choice(ids)).values(**values))


async def rows_of(database: Database) -> int:
    async with database.session() as session:
        return await session.scalar(select(func.count()).select_from(counted)) or 0


@pytest.mark.parametrize("seed", range(4))
async def test_they_are_what_counting_finds(
    database: Database, some: list[UUID], owner: PersonState, anna: PersonState, seed: int
):
    random = Random(seed)
    for _ in range(60):
        await change_at_random(database, some, random, [owner.id, anna.id])
        if random.random() < 0.2:
            await sum_up(database, most=0)
    for offset in (timedelta(), timedelta(hours=5), timedelta(days=1), timedelta(days=20)):
        assert await read(database, owner, offset) == await counted_by_hand(database, owner, offset)


async def test_counting_again_changes_nothing(database: Database, some: list[UUID], owner: PersonState):
    random = Random(9)
    for _ in range(30):
        await change_at_random(database, some, random, [owner.id])
    before = await read(database, owner)
    await count_again(database)
    assert await read(database, owner) == before == await counted_by_hand(database, owner)


async def test_what_is_undone_was_never_counted_and_what_is_deleted_counts_no_more(
    database: Database, some: list[UUID], owner: PersonState, desk: dict
):
    async with database.session() as session:
        await session.execute(update(tickets).values(status="resolved"))
        await session.rollback()
    assert (await read(database, owner))["resolved"] == 0
    async with database.session() as session, session.begin():
        await session.execute(delete(tickets).where(tickets.c.id.in_(some[:5])))
    assert (await read(database, owner))["all"] == 7
    async with database.session() as session:
        assert await of_desks(session, [UUID(desk["id"])]) == {
            UUID(desk["id"]): {"all": 7, "open": 7, "unassigned": 7}
        }


async def test_a_change_of_something_else_writes_no_row(database: Database, some: list[UUID]):
    before = await rows_of(database)
    async with database.session() as session, session.begin():
        await session.execute(update(tickets).values(title="Another", status=tickets.c.status))
    assert before == await rows_of(database) == len(some)


async def test_several_add_up_at_once_and_while_others_write(
    database: Database, some: list[UUID], owner: PersonState, anna: PersonState
):
    random = Random(5)

    async def write() -> None:
        for _ in range(20):
            await change_at_random(database, some, random, [owner.id, anna.id])

    async def add_up() -> None:
        for _ in range(20):
            await sum_up(database, most=0)

    await asyncio.gather(write(), write(), add_up(), add_up())
    assert await read(database, owner) == await counted_by_hand(database, owner)


async def test_one_row_is_left_for_each_kind(database: Database, some: list[UUID]):
    await sum_up(database)
    assert await rows_of(database) == len(some), "too few to add up"
    async with database.session() as session, session.begin():
        earlier = datetime.now(UTC) - timedelta(days=5)
        await session.execute(update(tickets).where(tickets.c.id.in_(some[:4])).values(snoozed_until=earlier))
    await sum_up(database, most=0)
    assert await rows_of(database) == 1, "who woke days ago is like who never slept"
