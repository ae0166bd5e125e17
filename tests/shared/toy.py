"""A service small enough to see what the shared parts do: it writes down what it hears."""

import asyncio
from uuid import UUID

from sqlalchemy import Column, MetaData, Table, Text, Uuid, insert, select

from shared.contracts.event import Event
from shared.database import Database
from shared.errors import Conflict, NotYet
from shared.handlers import Handlers
from shared.uow import UnitOfWork

heard = Table("heard", MetaData(), Column("event_id", Uuid), Column("words", Text))


class Said(Event, name="toy.said.v1"):
    """Somebody said something."""

    words: str


class Echoed(Said, name="toy.echoed.v1"):
    """It was heard."""


class Toy:
    """Handlers whose behaviour a test can change."""

    def __init__(self) -> None:
        self.on = Handlers("toy")
        self.unknown: set[str] = set()
        self.broken: set[str] = set()
        self.endless: set[str] = set()
        self.calls = 0
        self.sizes: list[int] = []

        @self.on(Said, queue="toy.write_down")
        async def write_down(event: Said, uow: UnitOfWork) -> None:
            await self.hear(event, uow)
            if event.words.startswith("echo"):
                uow.record(Echoed(words=event.words.upper()))

        @self.on(Echoed, queue="toy.write_down_many", batch=50)
        async def write_down_many(events: list[Echoed], uow: UnitOfWork) -> None:
            self.sizes.append(len(events))
            for event in events:
                self.check(event)
            rows = [{"event_id": event.event_id, "words": event.words} for event in events]
            await uow.session.execute(insert(heard), rows)

    async def hear(self, event: Said | Echoed, uow: UnitOfWork) -> None:
        self.check(event)
        if event.words in self.endless:
            await asyncio.Event().wait()
        await uow.session.execute(insert(heard).values(event_id=event.event_id, words=event.words))

    def check(self, event: Said | Echoed) -> None:
        self.calls += 1
        if event.words in self.unknown:
            raise NotYet(f"{event.words} is unknown")
        if event.words in self.broken:
            raise Conflict(f"{event.words} is not allowed")


async def make_tables(database: Database) -> None:
    """The toy's own table."""
    async with database.engine.begin() as connection:
        await connection.run_sync(heard.metadata.drop_all)
        await connection.run_sync(heard.metadata.create_all)


async def words(database: Database) -> list[str]:
    """What was written down, sorted."""
    async with database.session() as session:
        return sorted((await session.scalars(select(heard.c.words))).all())


async def say(database: Database, *events: Event) -> list[UUID]:
    """Save events in one unit of work."""
    async with UnitOfWork(database) as uow:
        for event in events:
            uow.record(event)
    return [event.event_id for event in events]
