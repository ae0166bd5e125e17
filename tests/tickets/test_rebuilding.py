"""Words that searches look into, made again, are those that the writes had kept."""

import httpx
from sqlalchemy import delete, insert, select, update
from uuid_utils.compat import uuid7

from services.tickets.rebuilding import how_much, read_again
from services.tickets.tables.searching import searched
from shared.database import Database
from tests.service_fixtures import Alone


async def all_words(database: Database) -> list[tuple]:
    async with database.session() as session:
        return [tuple(row) for row in await session.execute(select(searched).order_by(searched.c.source_id))]


async def put(http: httpx.AsyncClient, desk: dict) -> None:
    """A ticket with a tag, a comment and a note."""
    asked = {"desk_id": desk["id"], "title": "Drukarka", "body": "Żółte światło", "tags": ["Pilne"]}
    ticket = (await http.post("/api/tickets", json=asked)).json()
    for kind in ("comments", "notes"):
        answer = await http.post(f"/api/tickets/{ticket['id']}/{kind}", json={"body": f"said in {kind}"})
        assert answer.status_code == 201


async def test_they_are_the_same_again(tickets: Alone, http: httpx.AsyncClient, desk: dict, monkeypatch):
    monkeypatch.setattr("services.tickets.rebuilding.AT_ONCE", 2)
    database, done = tickets.service.work, []
    for _ in range(5):
        await put(http, desk)
    before = await all_words(database)
    async with database.session() as session, session.begin():
        await session.execute(update(searched).values(text="something else", who="", head="", tags=()))
        await session.execute(delete(searched).where(searched.c.source_id == before[3][0]))
        await session.execute(insert(searched).values(source_id=uuid7(), ticket_id=uuid7(), text="of nobody"))
    await read_again(database, done.append)
    assert await all_words(database) == before
    assert sum(done) == await how_much(database) == 15
