"""People with browsers: a session cookie, no scripts."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from shared.contracts.organization import GroupChanged
from shared.contracts.parts import GroupState, PersonState
from tests.service_fixtures import TOKENS, Alone, a_person

Browse = Callable[[PersonState | None], Any]


@pytest.fixture
async def browse(tickets: Alone) -> AsyncIterator[Callable[[PersonState | None], httpx.AsyncClient]]:
    """Opens somebody's browser."""
    async with AsyncExitStack() as stack:

        def open_browser(person: PersonState | None) -> httpx.AsyncClient:
            client = tickets.client()
            if person:
                tickets.met[person.id] = person
                client.cookies.set("helpdesk_session", TOKENS.issue(person))
            stack.push_async_callback(client.aclose)
            return client

        yield open_browser


@pytest.fixture
async def printers(tickets: Alone, anna: PersonState) -> GroupState:
    """Anna's group."""
    group = GroupState(id=a_person().id, name="Printers", member_ids=(anna.id,), version=1)
    await tickets.hear(GroupChanged(group=group))
    return group


@pytest.fixture
def agent(browse: Browse, anna: PersonState) -> httpx.AsyncClient:
    """Anna's browser."""
    return browse(anna)


@pytest.fixture
def admin(browse: Browse, owner: PersonState) -> httpx.AsyncClient:
    """The owner's browser."""
    return browse(owner)


@pytest.fixture
async def ticket(http: httpx.AsyncClient, desk: dict) -> dict:
    """A ticket of Rita's."""
    requester = {"email": "rita@example.com", "name": "Rita Rower", "phone": "+48 600"}
    form = {
        "desk_id": desk["id"],
        "title": "Printer on fire",
        "body": "It **burns**.",
        "requester": requester,
    }
    answer = await http.post("/api/tickets", json=form)
    assert answer.status_code == 201, answer.text
    return answer.json()
