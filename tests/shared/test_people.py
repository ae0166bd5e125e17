"""A service's copy of people: what they may do is kept as it was told, and asked in SQL by the rule of Python."""

from collections.abc import Sequence

import pytest
from sqlalchemy import insert, select

from shared.contracts.parts import PersonState
from shared.contracts.permissions import BY_ROLE, PERMISSIONS
from shared.database import Database
from shared.people import KnownPeople, holds, remember_person
from shared.tables import known_people
from shared.uow import UnitOfWork
from tests.service_fixtures import a_person

OF_TOMORROW = "ticket.read_aloud"


async def remembered(database: Database, person: PersonState) -> PersonState:
    """Somebody as the copy knows them afterwards."""
    async with UnitOfWork(database) as uow:
        await remember_person(uow, person)
    found = await KnownPeople(database).find(person.id)
    assert found
    return found


async def held(database: Database, person: PersonState) -> set[str]:
    """What the database says that somebody may do."""
    asked = [holds(name).label(name) for name in sorted(PERMISSIONS)]
    async with database.session() as session:
        row = (await session.execute(select(*asked).where(known_people.c.id == person.id))).mappings().one()
    return {name for name in PERMISSIONS if row[name]}


@pytest.mark.parametrize("role", [*BY_ROLE, "light_agent"])
@pytest.mark.parametrize("told", [(), ("desk.read", OF_TOMORROW), ("desk.manage",)])
async def test_the_copy_keeps_what_somebody_may_do(toy_database: Database, role: str, told: Sequence[str]):
    person = a_person(role, permissions=told)
    assert await remembered(toy_database, person) == person
    assert await held(toy_database, person) == person.permissions & PERMISSIONS.keys()


async def test_newer_news_replaces_it_and_older_does_not(toy_database: Database):
    person = a_person("light_agent", permissions=["desk.read"], version=2)
    await remembered(toy_database, person)
    stale = person.model_copy(update={"permissions": frozenset({"desk.manage"}), "version": 1})
    assert (await remembered(toy_database, stale)).permissions == {"desk.read"}
    fresh = person.model_copy(update={"permissions": frozenset(), "version": 3})
    assert (await remembered(toy_database, fresh)).permissions == set()


@pytest.mark.parametrize("role", [*BY_ROLE, "light_agent"])
async def test_a_row_that_an_older_process_wrote_says_what_its_role_brings(toy_database: Database, role: str):
    person = a_person(role)
    row = person.model_dump(exclude={"permissions", "revoked_tokens"}) | {"revoked_tokens": []}
    async with toy_database.session() as session, session.begin():
        await session.execute(insert(known_people).values(row))
    found = await KnownPeople(toy_database).find(person.id)
    assert found
    assert found.permissions == BY_ROLE.get(role, frozenset())
    assert await held(toy_database, person) == found.permissions


async def test_who_an_older_process_made_a_guest_is_one(toy_database: Database):
    person = a_person("admin")
    await remembered(toy_database, person)
    async with toy_database.session() as session, session.begin():
        # It does not know the column, so what was told of the administrator stays in it.
        changed = known_people.update().where(known_people.c.id == person.id)
        await session.execute(changed.values(role="guest", version=2))
    found = await KnownPeople(toy_database).find(person.id)
    assert found
    assert found.permissions == set()
    assert await held(toy_database, person) == set()
