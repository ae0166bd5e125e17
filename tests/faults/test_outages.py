"""Killed services, a stopped broker, a restarted database: what was accepted is done, once."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from aiormq.exceptions import AMQPError

from services.local.ports import free_port
from services.local.processes import ChildProcess
from shared.bus.topology import depth
from tests.faults.conftest import Cluster
from tests.faults.traffic import check_nothing_lost_nothing_twice, customers, no_dead_letters
from tests.system import WITHOUT_LIMITS
from tests.waiting import until

pytestmark = pytest.mark.timeout(900)
"""Seconds: processes are started one after the other, on a machine that may have other work."""

KILLS = 10
SERVICES = ("tickets", "widget", "notifications", "scheduler", "organization")


async def until_ready(cluster: Cluster) -> None:
    async with cluster.system.visitor() as visitor:

        async def is_ready() -> bool:
            for service in SERVICES:
                try:
                    told = await visitor.get(f"/docs/{service}")
                except httpx.TransportError:
                    return False
                if told.status_code != 200:
                    return False
            return True

        await until(is_ready, seconds=60, every=0.1)


QUEUE_OF = {
    "tickets": "tickets.open_requested",
    "widget": "widget.project_tickets",
    "notifications": "notifications.mail_about_ticket",
    "scheduler": "scheduler.know_people",
    "organization": "organization.follow_links",
}
"""One queue of each service."""


async def until_consuming(cluster: Cluster, service: str, workers: int = 1, seconds: float = 60) -> None:
    """Whoever is to be killed is at work: a process that has only just begun proves nothing."""

    async def is_consuming() -> bool:
        try:
            found = await depth(cluster.rabbitmq.url, QUEUE_OF[service])
        except (OSError, AMQPError):
            return False
        return found is not None and found[1] >= workers

    await until(is_consuming, seconds=seconds, every=0.1)


@asynccontextmanager
async def another_worker(cluster: Cluster, service: str, folder: Path) -> AsyncIterator[None]:
    """One more process that does a service's work, on the cluster's servers and with its keys."""
    keys = (cluster.system.folder / "keys.env").read_text().split()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HELPDESK_")},
        **dict(line.split("=", 1) for line in keys),
        **WITHOUT_LIMITS,
        "HELPDESK_DATABASE_URL": cluster.postgres.url(),
        "HELPDESK_RABBITMQ_URL": cluster.rabbitmq.url,
        "HELPDESK_DATA_DIR": str(cluster.system.folder),
        "HELPDESK_PUBLIC_URL": cluster.system.url,
        "HELPDESK_HTTP_PORT": str(free_port()),
        "HELPDESK_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "services", "run", service, "worker"]
    child = ChildProcess(f"second {service}", command, log=folder / f"{service}.log", env=environment)
    await child.start()
    try:
        yield
    finally:
        await child.stop(seconds=60)


async def kill(cluster: Cluster, service: str) -> None:
    """SIGKILL, then wait until the supervisor has a new process."""
    before = cluster.system.pids()[service]
    os.kill(before, signal.SIGKILL)

    async def is_replaced() -> bool:
        return cluster.system.pids().get(service, before) != before

    await until(is_replaced, seconds=30)


async def test_services_killed_ten_times_each_lose_nothing_and_do_nothing_twice(cluster: Cluster):
    chance = random.Random(7)
    order = [service for service in SERVICES for _ in range(KILLS)]
    chance.shuffle(order)
    async with customers(cluster.system.url, cluster.desk) as journal:
        for service in order:
            await until_consuming(cluster, service)
            await asyncio.sleep(chance.uniform(0.2, 1.5))
            await kill(cluster, service)
        await until_ready(cluster)
    assert len(journal.tickets) > 200
    assert journal.answers.total() > 20
    assert set(journal.others) <= {0, 503}, journal.others
    await check_nothing_lost_nothing_twice(cluster.system.url, cluster.desk, journal, cluster.sink)
    await no_dead_letters(cluster.desk)


async def test_two_workers_of_a_service_share_the_work_and_do_nothing_twice(cluster: Cluster, tmp_path: Path):
    async with (
        another_worker(cluster, "tickets", tmp_path),
        another_worker(cluster, "notifications", tmp_path),
        customers(cluster.system.url, cluster.desk) as journal,
    ):
        for service in ("tickets", "notifications"):
            await until_consuming(cluster, service, workers=2)
        await asyncio.sleep(4)
        await kill(cluster, "tickets")
        await asyncio.sleep(2)
    assert set(journal.others) <= {0, 503}, journal.others
    await check_nothing_lost_nothing_twice(cluster.system.url, cluster.desk, journal, cluster.sink)
    await no_dead_letters(cluster.desk)


async def test_intake_goes_on_while_the_broker_is_away_and_everything_arrives_after(cluster: Cluster):
    async with customers(cluster.system.url, cluster.desk) as journal:
        await asyncio.sleep(2)
        await cluster.rabbitmq.stop()
        accepted = len(journal.tickets)
        await asyncio.sleep(30)
        assert len(journal.tickets) > accepted + 300
        await cluster.rabbitmq.start()
        await asyncio.sleep(2)
    assert journal.others == {}
    await check_nothing_lost_nothing_twice(cluster.system.url, cluster.desk, journal, cluster.sink)
    await no_dead_letters(cluster.desk)


async def test_r3_a_broker_killed_three_times_loses_nothing_it_confirmed_and_is_read_again_soon(
    cluster: Cluster,
):
    async with customers(cluster.system.url, cluster.desk) as journal:
        for _ in range(3):
            await asyncio.sleep(3)
            await cluster.rabbitmq.kill()
            await cluster.rabbitmq.start()
            for service in SERVICES:
                await until_consuming(cluster, service, seconds=15)
    assert set(journal.others) <= {0, 503}, journal.others
    await check_nothing_lost_nothing_twice(cluster.system.url, cluster.desk, journal, cluster.sink)
    await no_dead_letters(cluster.desk)


async def test_a_restarted_database_costs_only_503_with_retry_after(cluster: Cluster):
    async with customers(cluster.system.url, cluster.desk) as journal:
        for _ in range(3):
            await asyncio.sleep(2)
            await cluster.postgres.stop()
            await asyncio.sleep(1)
            await cluster.postgres.start()
        await asyncio.sleep(3)
    assert set(journal.others) <= {503}, journal.others
    assert journal.others[503] > 0
    assert journal.without_retry_after == 0
    await check_nothing_lost_nothing_twice(cluster.system.url, cluster.desk, journal, cluster.sink)
    await no_dead_letters(cluster.desk)
