"""The organization's readers: whatever comes, in whatever order, again and again, the newest stays."""

import asyncio
import random
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from services.organization.tables import known_desks, known_tickets, linked_tickets, task_links
from shared.contracts import tickets as told
from shared.contracts.event import Event
from shared.contracts.parts import SYSTEM, DeskState
from shared.database import Database
from shared.inbox import Receiver
from shared.message import Message
from shared.service import Service
from tests.organization.conftest import rows
from tests.organization.facts import ticket_state

TABLES = (known_desks, known_tickets, linked_tickets, task_links)


def a_story() -> list[Event]:
    """Two tickets of a desk, tied, changed, untied and tied again."""
    desk_id, task_id = uuid4(), uuid4()
    desk = DeskState.model_validate({"id": desk_id, "name": "A", "number_pattern": "T", "version": 1})
    changed = desk.model_copy(update={"name": "B", "version": 2, "member_ids": (uuid4(),)})
    story: list[Event] = [
        told.DeskCreated(desk=desk, actor=SYSTEM),
        told.DeskChanged(desk=changed, actor=SYSTEM),
    ]
    for ticket_id in (uuid4(), uuid4()):
        states = [
            ticket_state(ticket_id, desk_id, n, title=f"{n}", status="open" if n % 2 else "waiting")
            for n in range(1, 7)
        ]
        story += [
            told.TicketCreated(ticket=states[0], actor=SYSTEM, body="x", channel="api", public_token="t"),  # type: ignore[arg-type]
            told.TicketLinkedToTask(ticket=states[1], actor=SYSTEM, task_id=task_id),
            told.TicketPublicChanged(ticket=states[2], actor=SYSTEM),
            told.LinkedTicketChanged(ticket=states[2], actor=SYSTEM),
            told.TicketUnlinkedFromTask(ticket=states[3], actor=SYSTEM, task_id=task_id),
            told.TicketLinkedToTask(ticket=states[4], actor=SYSTEM, task_id=task_id),
            told.TicketPublicChanged(ticket=states[5], actor=SYSTEM),
            told.LinkedTicketChanged(ticket=states[5], actor=SYSTEM),
        ]
    return story


async def handled(service: Service, events: list[Event]) -> None:
    """All at once, as several consumers would."""
    receiver = Receiver(service.handlers, service.work, service.open_uow)
    await asyncio.gather(
        *[
            receiver.receive(
                each, Message(event.event_id, event.name, event.to_wire(), event.occurred_at, {})
            )
            for event in events
            for each in service.handlers.reading(event.name)
        ]
    )


async def state(database: Database) -> list[Any]:
    return [sorted(map(str, await rows(database, table))) for table in TABLES]


@pytest.mark.parametrize("seed", range(20))
async def test_shuffled_repeated_and_at_once_with_the_inbox_emptied_they_end_the_same(
    organization: Service, organization_database: Database, seed: int
):
    story, chance = a_story(), random.Random(seed)
    for event in story:
        await handled(organization, [event])
    expected = await state(organization_database)
    async with organization_database.session() as session, session.begin():
        await session.execute(text("TRUNCATE inbox, known_desks, known_tickets, linked_tickets, task_links"))
    for _ in range(3):
        chance.shuffle(story)
        await handled(organization, story)
        async with organization_database.session() as session, session.begin():
            await session.execute(text("TRUNCATE inbox"))
    assert await state(organization_database) == expected
    async with organization_database.session() as session:
        assert not (await session.execute(text("SELECT reason, detail FROM dead_letters"))).all()
