"""Rows as dicts that are cheap to read and to pack."""

from sqlalchemy import func, insert, literal, select
from uuid_utils.compat import uuid7

from shared.database import Database
from shared.rows import dicts, one_dict
from shared.tables import known_people


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
