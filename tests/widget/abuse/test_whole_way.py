"""On the whole system: a doubtful inquiry is accepted, its service is killed at once, and it is one ticket nevertheless."""

import os
import signal
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.journeys.conftest import in_shape
from tests.system import System, got, made
from tests.waiting import until

SPAM = {"title": "Printer on fire", "body": "It burns.", "email": "rita@customer.example", "website": "x"}


@pytest.fixture
async def cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with in_shape("cluster", tmp_path_factory) as running:
        yield running


async def numbered(visitor: httpx.AsyncClient, receipt: dict) -> dict | None:
    """What its customer sees as soon as it has its number."""
    try:
        answer = await visitor.get(f"/widget/v1/tickets/{receipt['public_token']}")
    except httpx.HTTPError:
        return None
    return answer.json() if answer.status_code == 200 and answer.json()["number"] else None


async def comments_on(owner: httpx.AsyncClient, ticket: dict) -> list[str]:
    """What the team reads on a ticket."""
    items = (await got(owner, f"/api/tickets/{ticket['id']}/timeline"))["items"]
    return [each["body"] for each in items if each["kind"] == "comment"]


@pytest.mark.slow
async def test_what_was_accepted_before_a_kill_is_one_ticket_after_it(cluster: System):
    async with cluster.owner() as owner, cluster.visitor() as visitor:
        desk = await made(owner, "/api/desks", {"name": "Support", "number_pattern": "S-{{nr}}"})
        token = (await got(owner, f"/api/widget/desks/{desk['id']}"))["desk_token"]
        receipts = [
            await made(visitor, f"/widget/v1/desks/{token}/tickets", SPAM | {"title": f"n{n}"}, status=202)
            for n in range(20)
        ]
        for receipt in receipts:
            said = f"/widget/v1/tickets/{receipt['public_token']}/comments"
            await made(visitor, said, {"body": "Hurry."}, status=202)
        for receipt in receipts:
            await made(owner, f"/api/widget/quarantine/{receipt['reference']}/accept", {}, status=202)
        os.kill(cluster.pids()["widget"], signal.SIGKILL)
        for receipt in receipts:
            await until(lambda receipt=receipt: numbered(visitor, receipt), seconds=60)
        tickets = (await got(owner, "/api/tickets", desk_id=desk["id"], view="all"))["items"]
        assert sorted(each["title"] for each in tickets) == sorted(f"n{n}" for n in range(20))
        for ticket in tickets:
            await until(lambda ticket=ticket: comments_on(owner, ticket), seconds=60)
            assert await comments_on(owner, ticket) == ["Hurry."]
