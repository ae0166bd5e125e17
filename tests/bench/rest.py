"""What an installation costs when nobody writes: transactions, processor and memory, in one process and in one for each service."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

import asyncpg

from services.local.postgres import Postgres
from shared.doorbell import dsn
from tests.bench.figures import Figure, at_most
from tests.bench.machine import Machine
from tests.bench.processor import below, megabytes, seconds_of
from tests.system import System, helpdesk

CALM, SECONDS = 15, 30
"""Seconds until what a start begins has ended, and those that are counted."""

GOALS = {"up": (5, 1.0, 200), "cluster": (5, 2.5, 800)}
"""Transactions a second in all, percent of one core, megabytes; PostgreSQL's own processes aside."""

COUNT = "SELECT sum(xact_commit + xact_rollback) FROM pg_stat_database WHERE datname LIKE 'helpdesk%'"


@dataclass(frozen=True)
class Used:
    """Since the start: transactions, and seconds of a processor by the installation and by PostgreSQL."""

    transactions: int
    own: float
    database: float


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """Each kind of installation for half a minute, after what its start begins has ended."""
    for kind, goals in GOALS.items():
        folder = machine.folder / f"rest-{kind}"
        async with (
            Postgres(folder / "postgres") as postgres,
            helpdesk(kind, folder, HELPDESK_DATABASE_URL=postgres.url()) as system,
        ):
            await asyncio.sleep(CALM)
            before = await _used(system, postgres)
            await asyncio.sleep(SECONDS)
            after = await _used(system, postgres)
            memory = sum(map(megabytes, below(system.process.pid)))
        for figure in _figures(kind, before, after, memory, goals):
            yield figure


def _figures(
    kind: str, before: Used, after: Used, memory: float, goals: tuple[float, float, float]
) -> Iterable[Figure]:
    most_transactions, most_percent, most_memory = goals
    percent = (after.own - before.own) / SECONDS * 100
    beside = (after.database - before.database) / SECONDS * 100
    rate = (after.transactions - before.transactions) / SECONDS
    told = f"PostgreSQL, which does them, {beside:.2f} % of a core"
    yield at_most(f"at rest, {kind}: transactions", rate, "a second", most_transactions, told)
    yield at_most(f"at rest, {kind}: processor", percent, "% of a core", most_percent, told)
    yield at_most(f"at rest, {kind}: memory", memory, "MB", most_memory, "PostgreSQL aside")


async def _used(system: System, postgres: Postgres) -> Used:
    connection = await asyncpg.connect(dsn(postgres.url()))
    try:
        count = int(await connection.fetchval(COUNT))
    finally:
        await connection.close()
    return Used(count, seconds_of(below(system.process.pid)), seconds_of(below(postgres.pid)))
