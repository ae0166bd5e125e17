"""What one signed-in person may ask, and who is nobody here yet."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from services.tickets.app import build
from services.tickets.settings import TicketsSettings
from shared.contracts.organization import AgentChanged
from tests.service_fixtures import TOKENS, Alone, a_person, alone

DOORS = ("/api/desks", "/api/tickets", "/panel/tickets")


@pytest.fixture
async def tight(database, tmp_path) -> AsyncIterator[Alone]:
    # A burst of one, and the next after five seconds.
    few = {"HELPDESK_REQUESTS_PER_PERSON_PER_SECOND": "0.2"}
    async with alone(build, TicketsSettings, await database("tickets"), tmp_path, **few) as made:
        yield made


async def test_a_persons_requests_are_counted_at_every_door_and_nobody_elses_with_them(tight: Alone):
    async with tight.client(a_person("owner")) as one, tight.client(a_person("owner", "Olga")) as other:
        assert (await one.get(DOORS[0])).status_code == 200
        for door in DOORS:
            answer = await one.get(door)
            assert answer.status_code == 429, answer.text
            assert int(answer.headers["retry-after"]) > 0
        assert (await other.get(DOORS[0])).status_code == 200


async def test_who_has_not_been_heard_of_here_may_do_nothing(tickets: Alone):
    stranger = a_person("owner", "Sue")
    headers = {"authorization": f"Bearer {TOKENS.issue(stranger, timedelta(hours=1))}"}
    async with tickets.client() as client:

        async def statuses() -> set[int]:
            answers: list[httpx.Response] = [await client.get(door, headers=headers) for door in DOORS]
            return {answer.status_code for answer in answers}

        assert await statuses() == {403}
        made = await client.post("/api/desks", json={"name": "Mine"}, headers=headers)
        assert made.status_code == 403
        await tickets.hear(AgentChanged(person=stranger))
        assert await statuses() == {200}
