"""One service alone, without a bus: what it says stays in its outbox, what it hears is handed to it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import delete, select
from uuid_utils.compat import uuid7

from shared.auth import TokenMaker
from shared.contracts.event import Event
from shared.contracts.parts import PersonState
from shared.database import Database
from shared.inbox import Receiver
from shared.keys import new_keys, signing_key
from shared.message import Message
from shared.service import Service
from shared.settings import CommonSettings, load
from shared.tables import outbox

KEYS = new_keys()
TOKENS = TokenMaker(signing_key(KEYS["HELPDESK_AUTH_PRIVATE_KEY"]))


def settings_for(kind: type[CommonSettings], service: str, url: str, folder: Path, **more: str) -> Any:
    """A service's settings on a test database."""
    environment = {f"HELPDESK_{service.upper()}_DATABASE_URL": url, "HELPDESK_DATA_DIR": str(folder)}
    return load(kind, service, KEYS | environment | {"HELPDESK_PUBLIC_URL": "http://test"} | more)


def a_person(
    role: str = "agent", name: str = "Anna", person_id: UUID | None = None, **more: Any
) -> PersonState:
    """Somebody who can sign in."""
    email = f"{name.lower()}@example.com"
    return PersonState.model_validate(
        {"id": person_id or uuid7(), "name": name, "email": email, "role": role, "version": 1} | more
    )


@dataclass
class Alone:
    """A service by itself."""

    service: Service
    met: dict[UUID, PersonState] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let whoever has a client be known, as their event would make them; news that is heard counts more."""
        gate = self.service.web.state.gate
        find = gate._find_person

        async def find_or_meet(person_id: UUID) -> PersonState | None:
            return await find(person_id) or self.met.get(person_id)

        gate._find_person = find_or_meet

    def client(self, person: PersonState | None = None, **more: Any) -> httpx.AsyncClient:
        """Somebody's HTTP client; nobody's when `person` is empty."""
        if person:
            self.met[person.id] = person
        headers = {"authorization": f"Bearer {TOKENS.issue(person)}"} if person else {}
        transport = httpx.ASGITransport(self.service.answers, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers, **more)

    async def hear(self, *events: Event) -> None:
        """Hand events to every handler that reads them, as the bus would."""
        receiver = Receiver(self.service.handlers, self.service.work, self.service.open_uow)
        for event in events:
            message = Message(event.event_id, event.name, event.to_wire(), event.occurred_at, {})
            for subscription in self.service.handlers.reading(event.name):
                await receiver.receive(subscription, message)
            while step := await self._next_step():
                await receiver.receive(self.service.handlers[str(step.queue)], step)

    async def _next_step(self) -> Message | None:
        """What a handler has sent to a queue of its own, to go on there."""
        first = select(outbox.c.id).where(outbox.c.queue.is_not(None)).order_by(outbox.c.id).limit(1)
        gone = delete(outbox).where(outbox.c.id.in_(first.scalar_subquery())).returning(outbox)
        async with self.service.database.session() as session, session.begin():
            row = (await session.execute(gone)).first()
        return (
            Message(row.event_id, row.name, row.body, row.occurred_at, row.headers, row.queue)
            if row
            else None
        )

    async def said(self, *kinds: type[Event]) -> Sequence[Any]:
        """The events in the outbox, in order; of some kinds only, if named."""
        async with self.service.database.session() as session:
            rows = (await session.execute(select(outbox).order_by(outbox.c.id))).all()
        found = [Message(row.event_id, row.name, row.body, row.occurred_at).open() for row in rows]
        return [event for event in found if not kinds or isinstance(event, kinds)]


@asynccontextmanager
async def alone(
    build: Callable[[Any], Service], kind: type[CommonSettings], database: Database, folder: Path, **more: str
) -> AsyncIterator[Alone]:
    """A service on a database that was emptied for it; `more` are settings."""
    name = kind.__name__.removesuffix("Settings").lower()
    service = build(settings_for(kind, name, database.url, folder, **more))
    yield Alone(service)
    await service.close()
