"""Of what others tell, the newest stays, in whatever order and company it comes."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from shared.contracts.parts import GroupState
from shared.copies import keep_newer, remember
from shared.database import Database
from shared.tables import known_groups, parked
from shared.uow import UnitOfWork

GROUP = GroupState(id=uuid7(), name="Printers", member_ids=(uuid7(),), version=1)


def at(version: int, **more: object) -> GroupState:
    return GROUP.model_copy(update={"version": version, "name": f"Printers {version}"} | more)


async def kept(database: Database) -> list[tuple[str, int]]:
    async with database.session() as session:
        found = await session.execute(select(known_groups.c.name, known_groups.c.version))
        return [(row.name, row.version) for row in found]


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
async def test_the_newest_stays_one_after_the_other_or_together(
    toy_database: Database, order: tuple[int, ...]
):
    for version in order:
        async with UnitOfWork(toy_database) as uow:
            await remember(uow, known_groups, at(version))
    assert await kept(toy_database) == [("Printers 3", 3)]
    async with UnitOfWork(toy_database) as uow:
        await remember(uow, known_groups, *(at(3 + version) for version in order))
    assert await kept(toy_database) == [("Printers 6", 6)]


async def test_it_answers_how_many_were_news(toy_database: Database):
    now = datetime.now(UTC)
    row = {
        "id": uuid7(), "queue": "toy.say", "event_id": uuid7(), "name": "x", "body": b"", "headers": {},
        "occurred_at": now, "reason": "", "next_attempt_at": now,
    }  # fmt: skip
    news = []
    for later in (0, 0, -1, 1):
        async with UnitOfWork(toy_database) as uow:
            told = row | {"occurred_at": now + timedelta(seconds=later)}
            news.append(await keep_newer(uow, parked, told, by="occurred_at"))
    assert news == [1, 0, 0, 1]
