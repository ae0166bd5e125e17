"""Killed services, a stopped broker, a restarted database: what was accepted is done, once."""

import asyncio
import os
import random
import signal

import httpx

from tests.faults.conftest import Cluster
from tests.faults.traffic import check_nothing_lost_nothing_twice, customers, no_dead_letters
from tests.waiting import until

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
            await asyncio.sleep(chance.uniform(0.2, 1.5))
            await kill(cluster, service)
        await until_ready(cluster)
    assert len(journal.tickets) > 200
    await check_nothing_lost_nothing_twice(cluster.system.url, cluster.desk, journal)
    await no_dead_letters(cluster.desk)
    mails = [address for recipients in cluster.sink.recipients for address in recipients]
    assert len(mails) == len(set(mails)), "a mail twice"


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
