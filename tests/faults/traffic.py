"""Customers who write at a steady rate, with a journal of everything that was accepted."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from uuid_utils.compat import uuid7

from tests.sink import Sink
from tests.system import got, made, mailbox, put
from tests.waiting import until

TRIES = 30
"""How often a client sends a request before it gives up; pauses grow up to three seconds."""


@dataclass
class Desk:
    """A desk with a mailbox, and the owner's client."""

    owner: httpx.AsyncClient
    id: str
    token: str


async def a_desk(owner: httpx.AsyncClient, sink: Sink) -> Desk:
    """Made through the front door."""
    desk = await made(owner, "/api/desks", {"name": "Faults", "number_pattern": "F-{{nr}}"})
    await put(owner, f"/api/mail/desks/{desk['id']}/mailbox", dict(mailbox(sink.port)))
    token = (await got(owner, f"/api/widget/desks/{desk['id']}"))["desk_token"]
    return Desk(owner, desk["id"], token)


@dataclass
class Journal:
    """What customers were promised, and every other answer they got."""

    tickets: dict[str, str] = field(default_factory=dict)
    """Public tokens of accepted inquiries, with the address each came from."""
    comments: list[tuple[str, str]] = field(default_factory=list)
    """(public token, text) of accepted comments."""
    answers: Counter[str] = field(default_factory=Counter)
    """Addresses of customers whom an agent answered, and how often."""
    others: Counter[int] = field(default_factory=Counter)
    without_retry_after: int = 0
    slowest: float = 0.0

    def note(self, answer: httpx.Response) -> bool:
        """Whether the request was accepted."""
        if answer.status_code in (201, 202):
            return True
        self.others[answer.status_code] += 1
        if answer.status_code == 503 and "retry-after" not in answer.headers:
            self.without_retry_after += 1
        return False


@asynccontextmanager
async def customers(url: str, desk: Desk, rate: float = 20) -> AsyncIterator[Journal]:
    """`rate` requests per second while the block lasts: inquiries, and a comment on every fourth."""
    journal = Journal()
    run = f"{uuid7()}"
    async with httpx.AsyncClient(base_url=url, timeout=20) as client:
        writing = asyncio.create_task(_write(client, desk, journal, rate, run))
        try:
            yield journal
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)


async def _write(client: httpx.AsyncClient, desk: Desk, journal: Journal, rate: float, run: str) -> None:
    under_way: set[asyncio.Task[None]] = set()
    started = time.monotonic()
    number = 0
    try:
        while True:
            await asyncio.sleep(max(0, started + number / rate - time.monotonic()))
            task = asyncio.create_task(_one(client, desk, journal, f"{run}-{number}", number))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            number += 1
    finally:
        await asyncio.gather(*under_way)


async def _one(client: httpx.AsyncClient, desk: Desk, journal: Journal, name: str, number: int) -> None:
    before = time.monotonic()
    if number % 4 == 3 and journal.tickets:
        token = list(journal.tickets)[number % len(journal.tickets)]
        path, body = f"/widget/v1/tickets/{token}/comments", {"body": f"comment {name}"}
        if await _insist(client, journal, path, body, name):
            journal.comments.append((token, body["body"]))
    elif number % 8 == 6 and journal.tickets:
        await _answer(desk, journal, name, number)
    else:
        await inquire(client, desk, journal, name)
    journal.slowest = max(journal.slowest, time.monotonic() - before)


async def _insist(
    client: httpx.AsyncClient, journal: Journal, path: str, body: dict[str, Any], key: str
) -> httpx.Response | None:
    """Send, and again with the same key while no answer comes or the answer is "not now"; None if in vain."""
    for attempt in range(TRIES):
        try:
            answer = await client.post(path, json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            journal.others[0] += 1
        else:
            if journal.note(answer):
                return answer
            if answer.status_code != 503:
                return None
        await asyncio.sleep(0.1 * (attempt + 1))
    return None


async def _answer(desk: Desk, journal: Journal, name: str, number: int) -> None:
    """An agent answers a customer whose ticket has its number by now."""
    token = list(journal.tickets)[number % len(journal.tickets)]
    try:
        shown = await desk.owner.get(f"/widget/v1/tickets/{token}")
        found = await desk.owner.get(f"/api/desks/{desk.id}/tickets/{shown.json().get('number')}")
    except (httpx.TransportError, ValueError):
        return
    if shown.status_code != 200 or found.status_code != 200:
        return
    path = f"/api/tickets/{found.json()['id']}/comments"
    if await _insist(desk.owner, journal, path, {"body": f"answer {name}"}, name):
        journal.answers[journal.tickets[token]] += 1


async def inquire(client: httpx.AsyncClient, desk: Desk, journal: Journal, name: str) -> None:
    """One customer's inquiry."""
    address = f"{name}@customer.example"
    form = {"title": f"inquiry {name}", "body": "help", "email": address}
    path = f"/widget/v1/desks/{desk.token}/tickets"
    if answer := await _insist(client, journal, path, form, name):
        journal.tickets[answer.json()["public_token"]] = address


async def check_nothing_lost_nothing_twice(
    url: str, desk: Desk, journal: Journal, sink: Sink | None = None, seconds: float = 120
) -> None:
    """Every promise was kept once: a number, each comment, one created mail per inquiry."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:

        async def shown(token: str) -> dict[str, Any]:
            return await got(client, f"/widget/v1/tickets/{token}")

        async def all_numbered() -> bool:
            found = [await shown(token) for token in journal.tickets]
            return all(each["number"] for each in found)

        await until(all_numbered, seconds=seconds, every=1)
        tickets = {token: await shown(token) for token in journal.tickets}
        numbers = Counter(ticket["number"] for ticket in tickets.values())
        assert not [number for number, times in numbers.items() if times > 1]
        await _check_comments(desk, journal, tickets)
        if sink:
            await _check_mails(desk, journal, sink, seconds)


async def _check_comments(desk: Desk, journal: Journal, tickets: dict[str, dict[str, Any]]) -> None:
    by_ticket: dict[str, list[str]] = {}
    for token, text in journal.comments:
        by_ticket.setdefault(token, []).append(text)
    for token, expected in by_ticket.items():
        path = f"/api/desks/{desk.id}/tickets/{tickets[token]['number']}"
        ticket = await got(desk.owner, path)

        async def all_there(ticket_id: str = ticket["id"], expected: list[str] = expected) -> bool:
            page = await got(desk.owner, f"/api/tickets/{ticket_id}/timeline")
            found = [entry["body"] for entry in page["items"] if entry["kind"] == "comment"]
            assert len(found) == len(set(found)), "a comment twice"
            return set(expected) <= set(found)

        # One that overtook its ticket is parked; its fourth try comes two and a half minutes after the first.
        await until(all_there, seconds=200)


async def _check_mails(desk: Desk, journal: Journal, sink: Sink, seconds: float) -> None:
    """One mail about each inquiry and each answer, in the sink or listed as unknown; none twice."""
    wanted = Counter(journal.tickets.values()) + journal.answers

    async def nothing_waits() -> bool:
        return not [
            state
            for state in ("queued", "sending")
            if (await got(desk.owner, "/api/mail/deliveries", state=state))["items"]
        ]

    def counted() -> Counter[str]:
        return Counter(to for recipients in sink.recipients for to in recipients if to in wanted)

    async def all_sent() -> bool:
        return await nothing_waits() and (counted() + await _unknown(desk)) >= wanted

    await until(all_sent, seconds=seconds, every=0.5)
    assert counted() - wanted == Counter(), "a mail twice"
    ids = Counter(str(mail["Message-ID"]) for mail in sink.mails)
    assert [each for each, times in ids.items() if times > 1] == []


async def _unknown(desk: Desk) -> Counter[str]:
    """Recipients of mails of which nobody can say whether they arrived."""
    found: Counter[str] = Counter()
    cursor = None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = await got(desk.owner, "/api/mail/deliveries", state="unknown", **more)
        found.update(each["recipient"] for each in page["items"])
        cursor = page["next_cursor"]
        if not cursor:
            return found


async def no_dead_letters(desk: Desk) -> bool:
    """Nothing was given up anywhere."""
    for service in ("tickets", "widget", "notifications", "scheduler", "organization"):
        told = await got(desk.owner, f"/api/operations/{service}")
        if told["dead_letters"]:
            letters = await got(desk.owner, f"/api/operations/{service}/dead-letters")
            raise AssertionError(letters["items"][:3])
    return True
