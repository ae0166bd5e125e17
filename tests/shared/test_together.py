"""Several queries as one statement find what each of them finds alone."""

from datetime import UTC, datetime

from sqlalchemy import ARRAY, Text, Uuid, func, insert, literal, select
from uuid_utils.compat import uuid7

from shared.database import Database
from shared.rows import dicts
from shared.tables import Several, known_people
from shared.together import as_value

k = known_people.c
IDS = (uuid7(), uuid7())
PEOPLE = (
    select(
        *(k.id, k.name, k.permissions, k.tokens_valid_from),
        literal(IDS, Several(ARRAY(Uuid))).label("ids"),
        literal(["a", 'b,"c"'], ARRAY(Text)).label("words"),
        literal((1, {"x": None}), Several()).label("document"),
        func.length(k.name).label("length"),
    )
    .where(k.name.in_(["Anna", "Bea"]))
    .order_by(k.name.desc())
)
ROW = {
    "email": "x",
    "role": "agent",
    "active": True,
    "revoked_tokens": [],
    "version": 1,
    "permissions": ["desk.read"],
    "tokens_valid_from": datetime(2026, 3, 5, 12, tzinfo=UTC),
}
NOBODY = select(k.id, k.name).where(k.name == "Nobody")


async def test_each_query_is_a_value_with_the_rows_that_it_would_give_alone(toy_database: Database):
    people = [ROW | {"id": uuid7(), "name": name} for name in ("Anna", "Bea")]
    together = select(
        as_value(PEOPLE).label("people"), as_value(NOBODY).label("nobody"), literal(3).label("three")
    )
    async with toy_database.session() as session:
        await session.execute(insert(known_people), people)
        alone = dicts(await session.execute(PEOPLE))
        found = (await session.execute(together)).one()
    assert [each["name"] for each in alone] == ["Bea", "Anna"]
    assert alone[0]["ids"] == IDS
    assert found.people == alone
    assert (found.nobody, found.three) == ([], 3)
    assert {type(name) for name in found.people[0]} == {str}


async def test_a_query_keeps_its_groups_and_its_limit(toy_database: Database):
    letters = func.length(k.name)
    grouped = (
        select(letters.label("letters"), func.count().label("n")).group_by(letters).order_by(letters.desc())
    )
    people = [ROW | {"id": uuid7(), "name": name} for name in ("Ada", "Anna", "Bela")]
    async with toy_database.session() as session:
        await session.execute(insert(known_people), people)
        found = await session.scalar(select(as_value(grouped.limit(1))))
    assert found == [{"letters": 4, "n": 2}]
