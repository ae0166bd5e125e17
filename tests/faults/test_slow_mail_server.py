"""R15: a mail server that takes one mail a second while thousands are due holds up nothing but its own mails."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import psutil
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notifications.handlers import on
from tests.faults.conftest import Cluster
from tests.faults.traffic import Desk, a_desk, check_nothing_lost_nothing_twice, customers, no_dead_letters
from tests.sink import Sink, listening
from tests.system import got
from tests.waiting import until

pytestmark = pytest.mark.timeout(900)
DUE = int(os.environ.get("R15_DUE", "1000"))
"""Mails that wait for the slow server: 5,000 by night."""

SECONDS = int(os.environ.get("R15_SECONDS", "60"))
"""How long it is slow, and longer where looking takes its time: a minute in CI, ten by night."""

LOOK_EVERY = 5
AT_ONCE = 16
MOST_GROWTH = 50 * 1024 * 1024
PREFETCH = {each.queue: each.prefetch for each in on}


@dataclass
class SlowSink(Sink):
    """Takes one mail a second, however many connections bring some, until it is told to hurry."""

    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        async with self._turn:
            try:
                async with asyncio.timeout(1):
                    await self.hurry.wait()
            except TimeoutError:
                pass
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
async def slow() -> AsyncIterator[SlowSink]:
    async with listening(SlowSink()) as sink:
        yield sink
        sink.hurry.set()


async def many_inquiries(url: str, desk: Desk) -> None:
    """As many inquiries as mails shall be due, each by somebody else."""
    numbers = iter(range(DUE))

    async def write(client: httpx.AsyncClient) -> None:
        for number in numbers:
            form = {"title": f"due {number}", "body": "help", "email": f"due{number}@slow.example"}
            answer = await client.post(f"/widget/v1/desks/{desk.token}/tickets", json=form)
            assert answer.status_code == 202, answer.text

    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        await asyncio.gather(*[write(client) for _ in range(AT_ONCE)])


async def until_due(cluster: Cluster) -> None:
    """Every inquiry has become a ticket whose mail waits."""

    async def nothing_on_the_way() -> bool:
        told = [await got(cluster.desk.owner, f"/api/operations/{name}") for name in ("widget", "tickets")]
        return not any(each["outbox"] for each in told) and sum((await waiting(cluster)).values()) == 0

    await until(nothing_on_the_way, seconds=180, every=0.5)


async def waiting(cluster: Cluster, what: str = "messages") -> dict[str, int]:
    """Messages of each queue of the service that mails."""
    told = await cluster.rabbitmq.rabbitmqctl("list_queues", "-q", "name", what, "--formatter", "json")
    return {each["name"]: each[what] for each in json.loads(told) if each["name"] in PREFETCH}


async def test_r15_a_slow_mail_server_holds_up_only_its_own_mails(cluster: Cluster, slow: SlowSink):
    desk = await a_desk(cluster.desk.owner, slow)
    await many_inquiries(cluster.system.url, desk)
    await until_due(cluster)
    mailer = psutil.Process(cluster.system.pids()["notifications"])
    before, most, taken, began = mailer.memory_info().rss, 0, len(slow.mails), time.monotonic()
    async with customers(cluster.system.url, cluster.desk) as journal:
        for _ in range(SECONDS // LOOK_EVERY):
            await asyncio.sleep(LOOK_EVERY)
            most = max(most, mailer.memory_info().rss)
            unacknowledged = await waiting(cluster, "messages_unacknowledged")
            assert [each for each, count in unacknowledged.items() if count > PREFETCH[each]] == []
        # The other desk's mails did not wait for the slow one's.
        first = list(journal.tickets.values())[: len(journal.tickets) // 2]
        assert [each for each in first if not cluster.sink.to(each)] == []
        still = await got(cluster.desk.owner, "/api/mail/deliveries", state="queued")
        assert still["items"]
        assert len(slow.mails) - taken <= (time.monotonic() - began) * 2
    assert journal.others == {}
    assert len(journal.tickets) > SECONDS * 10
    assert most - before < MOST_GROWTH
    slow.hurry.set()
    await until(lambda: asyncio.sleep(0, len(slow.mails) == DUE), seconds=180, every=0.5)
    await check_nothing_lost_nothing_twice(cluster.system.url, cluster.desk, journal, cluster.sink)
    assert len({str(each["To"]) for each in slow.mails}) == DUE
    await no_dead_letters(cluster.desk)
