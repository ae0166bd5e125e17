"""Rows as dicts that are cheap to read and to pack, and many that come in at once."""

from datetime import UTC, datetime

from sqlalchemy import func, insert, literal, select
from sqlalchemy.dialects.postgresql import asyncpg
from uuid_utils.compat import uuid7

from shared.database import Database
from shared.rows import dicts, inserting, one_dict
from shared.tables import known_people, parked


async def test_names_are_plain_text_and_values_stand_under_them(toy_database: Database):
    k = known_people.c
    person = {"id": uuid7(), "name": "Anna", "email": "anna@example.com", "role": "agent", "active": True}
    asked = select(k.id, k.name, literal(3).label("three"), func.length(k.name).label("length")).where(
        k.id == person["id"]
    )
    async with toy_database.session() as session:
        await session.execute(insert(known_people).values(**person, revoked_tokens=[], version=1))
        found = dicts(await session.execute(asked))
        first = one_dict(await session.execute(asked))
        none = one_dict(await session.execute(asked.where(k.name == "Bea")))
    assert found == [{"id": person["id"], "name": "Anna", "three": 3, "length": 4}]
    assert {type(name) for name in found[0]} == {str}
    assert (first, none) == (found[0], None)


async def test_any_number_of_rows_goes_in_by_one_statement_as_they_are(toy_database: Database):
    now = datetime.now(UTC)
    row = {
        "queue": "toy.say", "name": 'Zażółć \\ "x" \n €', "headers": {"a": [1, None]}, "reason": "", "attempts": 7,
        "occurred_at": now, "next_attempt_at": now,
    }  # fmt: skip
    rows = [row | {"id": uuid7(), "event_id": uuid7(), "body": bytes([0, 92, number])} for number in range(3)]
    async with toy_database.session() as session, session.begin():
        await session.execute(inserting(parked, rows[:1]))
        await session.execute(inserting(parked, rows).on_conflict_do_nothing())
        found = dicts(
            await session.execute(select(*(parked.c[name] for name in rows[0])).order_by(parked.c.id))
        )
    assert found == rows
    one, three = (
        str(inserting(parked, some).compile(dialect=asyncpg.dialect())) for some in (rows[:1], rows)
    )
    assert one == three
