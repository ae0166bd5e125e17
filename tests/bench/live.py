"""How soon another browser hears of a change: two processes of the tickets service on one database."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx
from pydantic_core import from_json

from tests.bench.figures import Figure, at_most, none_refused
from tests.bench.load import Outcome
from tests.bench.machine import Machine
from tests.waiting import until

RATE, SECONDS = 50, 20
TICKETS = 100
PAGES = 4
"""Open pages beside each of the two processes."""


@dataclass
class Page:
    """An open page: how late it heard of each change, in seconds, and how often it was told to look itself."""

    sent: dict[tuple[str, int], float]
    heard: dict[tuple[str, int], float] = field(default_factory=dict)
    latest: dict[str, int] = field(default_factory=dict)
    resyncs: int = 0

    async def read(self, client: httpx.AsyncClient) -> None:
        """Listen until cancelled."""
        async with client.stream("GET", "/panel/live", timeout=None) as answer:
            event = ""
            async for line in answer.aiter_lines():
                if line.startswith("event: "):
                    event = line[7:]
                    self.resyncs += event == "resync"
                elif line.startswith("data: ") and event == "tickets":
                    for item in from_json(line[6:]):
                        self._note(item["id"], item["version"])

    def _note(self, ticket: str, version: int) -> None:
        # A version tells of those before it too.
        for missed in range(self.latest.get(ticket, version - 1) + 1, version + 1):
            self.heard[ticket, missed] = time.perf_counter()
        self.latest[ticket] = version

    def delays(self) -> list[float]:
        """Milliseconds from sending each change to hearing of it, sorted."""
        return sorted((self.heard[change] - at) * 1000 for change, at in self.sent.items())


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """Fifty changes a second in one process; pages listen there and beside another."""
    url = await machine.database("tickets", "_live")
    headers = {"Authorization": f"Bearer {await machine.owner(url)}"}
    async with AsyncExitStack() as stack:
        ports = [await stack.enter_async_context(machine.service("tickets", url)) for _ in range(2)]
        clients = [httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) for port in ports]
        near, far = [await stack.enter_async_context(client) for client in clients]
        tickets = await _tickets(near)
        sent: dict[tuple[str, int], float] = {}
        pages = [(Page(sent), client) for client in (near, far) for _ in range(PAGES)]
        listening = [asyncio.create_task(page.read(client)) for page, client in pages]
        stack.push_async_callback(_end, listening)
        outcome = await _change(near, tickets, sent)
        await until(lambda: _all_heard(pages, sent), seconds=30)
        told = f"beside the process that changed them {_slowest(pages, near):.0f} ms"
        work = f"change to another process's pages at {RATE}/s, p95"
        yield at_most(work, _slowest(pages, far), "ms", 300, told)
        resyncs = sum(page.resyncs for page, _ in pages)
        yield at_most("pages told to look for themselves", resyncs, "times", 0, f"{len(pages)} pages")
        yield none_refused("changes", len(outcome.times), outcome.failures)


async def _tickets(client: httpx.AsyncClient) -> list[str]:
    desk = await client.post("/api/desks", json={"name": "Bench", "number_pattern": "L-{{nr}}"})
    form = {"desk_id": desk.json()["id"], "title": "It burns"}
    return [(await client.post("/api/tickets", json=form)).json()["id"] for _ in range(TICKETS)]


async def _change(
    client: httpx.AsyncClient, tickets: list[str], sent: dict[tuple[str, int], float]
) -> Outcome:
    """Change one ticket after the other, `RATE` a second whether or not answers come."""
    outcome, under_way = Outcome(), set()
    started = time.perf_counter()
    for number in range(RATE * SECONDS):
        await asyncio.sleep(max(0, started + number / RATE - time.perf_counter()))
        status = ("waiting", "in_progress")[number // TICKETS % 2]
        under_way.add(asyncio.create_task(_one(client, tickets[number % TICKETS], status, sent, outcome)))
    await asyncio.gather(*under_way)
    return outcome


async def _one(
    client: httpx.AsyncClient, ticket: str, status: str, sent: dict[tuple[str, int], float], outcome: Outcome
) -> None:
    before = time.perf_counter()
    answer = await client.put(f"/api/tickets/{ticket}/status", json={"status": status})
    if answer.status_code != httpx.codes.OK:
        outcome.failures.append(answer.content[:300])
        return
    outcome.times.append(time.perf_counter() - before)
    # From the request, not from the commit inside it: what is told is at most too slow.
    sent[ticket, answer.json()["version"]] = before


async def _all_heard(pages: list[tuple[Page, httpx.AsyncClient]], sent: dict[tuple[str, int], float]) -> bool:
    return all(sent.keys() <= page.heard.keys() for page, _ in pages)


def _slowest(pages: list[tuple[Page, httpx.AsyncClient]], beside: httpx.AsyncClient) -> float:
    """The p95 of the page that fared worst."""
    delays = [page.delays() for page, client in pages if client is beside]
    return max(each[int(len(each) * 0.95)] for each in delays)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
