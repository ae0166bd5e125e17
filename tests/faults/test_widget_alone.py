"""Everybody but the widget service stands still: customers notice nothing but that their number comes later."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from uuid_utils.compat import uuid7

from tests.faults.conftest import Cluster
from tests.faults.traffic import Journal, check_nothing_lost_nothing_twice, inquire, no_dead_letters
from tests.system import got

pytestmark = pytest.mark.timeout(600)
INQUIRIES, AT_ONCE = 1000, 20


@asynccontextmanager
async def all_others_stopped(cluster: Cluster) -> AsyncIterator[None]:
    """The broker is dead, and no other service does anything."""
    others = [pid for service, pid in cluster.system.pids().items() if service != "widget"]
    for pid in others:
        os.kill(pid, signal.SIGSTOP)
    await cluster.rabbitmq.kill()
    try:
        yield
    finally:
        await cluster.rabbitmq.start()
        for pid in others:
            os.kill(pid, signal.SIGCONT)


async def test_a_thousand_inquiries_are_taken_while_everybody_else_stands_still(cluster: Cluster):
    journal, run = Journal(), uuid7()
    async with (
        httpx.AsyncClient(base_url=cluster.system.url, timeout=20) as client,
        all_others_stopped(cluster),
    ):
        for begin in range(0, INQUIRIES, AT_ONCE):
            names = [f"alone-{run}-{number}" for number in range(begin, begin + AT_ONCE)]
            await asyncio.gather(*[inquire(client, cluster.desk, journal, name) for name in names])
        assert (len(journal.tickets), journal.others) == (INQUIRIES, {})
        shown = await got(client, f"/widget/v1/tickets/{next(iter(journal.tickets))}")
        assert (shown["status"], shown["number"]) == ("received", None)
    await check_nothing_lost_nothing_twice(cluster.system.url, cluster.desk, journal, cluster.sink)
    await no_dead_letters(cluster.desk)
