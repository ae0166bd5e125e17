"""The widget service with thresholds that few requests reach, and what clients and agents do at it."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from altcha import Challenge, Payload, solve_challenge
from uuid_utils.compat import uuid7

from shared.contracts.parts import SYSTEM, DeskState
from shared.contracts.tickets import DeskCreated
from tests.service_fixtures import Alone, a_person
from tests.widget.conftest import Start

WARY = {
    "HELPDESK_WIDGET_CALM_INQUIRIES_PER_DESK": "2, 0.001",
    "HELPDESK_WIDGET_CALM_INQUIRIES_IN_ALL": "5, 0.001",
    "HELPDESK_WIDGET_DOUBTFUL_PER_DESK": "3, 0.001",
}


@pytest.fixture
async def wary(process: Start) -> Alone:
    """Two inquiries of a desk, or five of all, are already many."""
    return await process(**WARY)


@pytest.fixture
async def other(wary: Alone, process: Start) -> Alone:
    """Another process of the same service."""
    return await process(**WARY)


async def a_desk(service: Alone, name: str = "Support", **more: Any) -> dict[str, str]:
    """A desk that the service has heard of: its id and its token."""
    state = DeskState(id=uuid7(), name=name, number_pattern="T-{{nr}}", version=1, **more)
    await service.hear(DeskCreated(desk=state, actor=SYSTEM))
    async with service.client(a_person("admin")) as admin:
        return (await admin.get(f"/api/widget/desks/{state.id}")).json() | {"id": str(state.id)}


def path_of(desk: dict[str, str]) -> str:
    return f"/widget/v1/desks/{desk['desk_token']}/tickets"


def solved(refused: httpx.Response) -> str:
    """What a client makes of the challenge in an answer 428."""
    challenge = Challenge.from_dict(refused.json()["challenge"])
    found = solve_challenge(challenge)
    assert found is not None
    return Payload(challenge, found).to_base64()


async def held(service: Alone, **asked: str) -> list[dict[str, Any]]:
    """What an administrator finds in quarantine."""
    async with service.client(a_person("admin")) as admin:
        answer = await admin.get("/api/widget/quarantine", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def reasons(service: Alone) -> list[str]:
    return [each["reason"] for each in await held(service)]


def ids_of(receipts: list[dict[str, Any]]) -> list[UUID]:
    return [UUID(each["reference"]) for each in receipts]
