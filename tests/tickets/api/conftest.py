"""Agents who ask at the JSON doors."""

from collections.abc import AsyncIterator

import httpx
import pytest

from shared.contracts.parts import PersonState
from tests.service_fixtures import Alone


@pytest.fixture
async def agent(tickets: Alone, anna: PersonState) -> AsyncIterator[httpx.AsyncClient]:
    async with tickets.client(anna) as client:
        yield client


@pytest.fixture
async def other(tickets: Alone, bea: PersonState) -> AsyncIterator[httpx.AsyncClient]:
    async with tickets.client(bea) as client:
        yield client
