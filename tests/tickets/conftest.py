"""The tickets service alone, on an emptied database."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from services.tickets.app import build
from services.tickets.settings import TicketsSettings
from shared.contracts.organization import AgentChanged
from shared.contracts.parts import PersonState
from tests.conftest import MakeDatabase
from tests.service_fixtures import Alone, a_person, alone


@pytest.fixture
async def tickets(database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Alone]:
    async with alone(build, TicketsSettings, await database("tickets"), tmp_path) as made:
        yield made


@pytest.fixture
async def http(tickets: Alone, owner: PersonState) -> AsyncIterator[httpx.AsyncClient]:
    async with tickets.client(owner) as client:
        yield client


@pytest.fixture
async def desk(http: httpx.AsyncClient) -> dict:
    """A desk called Support."""
    answer = await http.post("/api/desks", json={"name": "Support", "number_pattern": "SUP-{{nr:3}}"})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def met(tickets: Alone, name: str) -> PersonState:
    """An agent of this name, whom the service has heard of."""
    person = a_person("agent", name)
    await tickets.hear(AgentChanged(person=person))
    return person


@pytest.fixture
async def anna(tickets: Alone) -> PersonState:
    """An agent everybody knows of."""
    return await met(tickets, "Anna")


@pytest.fixture
async def bea(tickets: Alone) -> PersonState:
    """Another one."""
    return await met(tickets, "Bea")
