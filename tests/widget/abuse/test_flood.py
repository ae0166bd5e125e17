"""S7: a flood from one address with forged headers and from thousands: real customers get through, most of the flood does not.

`HELPDESK_TEST_FLOOD=10000` makes it as large as the plan asks.
"""

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable

import httpx
import pytest

from shared.contracts.widget import TicketRequested
from tests.service_fixtures import Alone
from tests.widget.abuse.conftest import a_desk, path_of, solved
from tests.widget.conftest import Start
from tests.widget.test_intake import FORM

FLOOD = int(os.environ.get("HELPDESK_TEST_FLOOD", "1000"))
CUSTOMERS, AT_ONCE = 20, 50
CALM, OF_ONE, DOUBTFUL = FLOOD // 20, FLOOD // 50, FLOOD // 20
"""The usual thresholds are made for days, this flood for a minute: they are as far below it."""

Send = Callable[[], Awaitable[int]]


@pytest.fixture
async def service(process: Start) -> Alone:
    limits = {
        "HELPDESK_WIDGET_CALM_INQUIRIES_PER_DESK": f"{CALM}, 0.1",
        "HELPDESK_WIDGET_INQUIRIES_PER_ADDRESS": f"{OF_ONE}, 0.1",
        "HELPDESK_WIDGET_INQUIRIES_PER_DESK": f"{4 * CALM}, 1",
        "HELPDESK_WIDGET_DOUBTFUL_PER_DESK": f"{DOUBTFUL}, 0.1",
    }
    return await process(**limits)


def client(service: Alone, host: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(service.service.answers, client=(host, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://test")


def flood(service: Alone, desk: dict[str, str], number: int) -> Send:
    """A robot: every second one is the same machine that says it is another one, the others really are."""
    is_one = number % 2 == 0
    host = "198.51.100.1" if is_one else f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
    told = {"X-Forwarded-For": f"203.0.113.{number % 250}"} if is_one else {}
    words = FORM | {"title": f"robot {number}"} | ({"proof": "none"} if number % 5 == 0 else {})

    async def send() -> int:
        async with client(service, host) as robot:
            return (await robot.post(path_of(desk), json=words, headers=told)).status_code

    return send


def customer(service: Alone, desk: dict[str, str], number: int, waits: list[float]) -> Send:
    """A browser with the widget, which solves what it is asked; its own time for that is not ours."""
    words = FORM | {"title": f"customer {number}"}

    async def send() -> int:
        async with client(service, f"192.0.2.{number}") as browser:
            begun = time.perf_counter()
            answer = await browser.post(path_of(desk), json=words)
            waits.append(time.perf_counter() - begun)
            if answer.status_code == 428:
                proof = await asyncio.to_thread(solved, answer)
                answer = await browser.post(path_of(desk), json=words | {"proof": proof})
            return answer.status_code

    return send


async def all_of(sends: list[tuple[str, Send]]) -> dict[str, Counter[int]]:
    """What became of each kind, some at a time."""
    came_of: dict[str, Counter[int]] = {"robot": Counter(), "customer": Counter()}
    places = asyncio.Semaphore(AT_ONCE)

    async def one(kind: str, send: Send) -> None:
        async with places:
            came_of[kind][await send()] += 1

    await asyncio.gather(*(one(kind, send) for kind, send in sends))
    return came_of


@pytest.mark.attack("A30")
async def test_s7_real_customers_pass_a_flood(service: Alone):
    desk, waits = await a_desk(service), list[float]()
    sends = [("robot", flood(service, desk, number)) for number in range(FLOOD)]
    sends += [("customer", customer(service, desk, number, waits)) for number in range(CUSTOMERS)]
    random.Random(7).shuffle(sends)
    begun = time.perf_counter()
    came_of = await all_of(sends)
    told = Counter(each.title.split()[0] for each in await service.said(TicketRequested))
    print(
        f"{FLOOD} in {time.perf_counter() - begun:.1f} s, slowest customer {max(waits):.2f} s: {came_of}, {told}"
    )
    assert came_of["customer"] == {202: CUSTOMERS}
    assert told["customer"] == CUSTOMERS
    assert set(came_of["robot"]) == {202, 428, 429}
    # What came before the alarm, and what a refill or a handful taken ahead lets by.
    assert told["robot"] <= CALM * 1.1
    assert came_of["robot"][202] <= (CALM + DOUBTFUL) * 1.1
