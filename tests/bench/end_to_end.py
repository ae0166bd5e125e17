"""From the customer's request to a numbered ticket and a queued mail: RabbitMQ, one process per service."""

import statistics
from collections.abc import AsyncIterator
from itertools import count
from uuid import UUID

import asyncpg

from services.local.ports import free_port
from shared.doorbell import dsn
from tests.bench.figures import Figure, at_least, at_most, none_refused
from tests.bench.load import post, steadily
from tests.bench.machine import Machine
from tests.system import WITHOUT_LIMITS, System, got, helpdesk, made, mailbox, put
from tests.waiting import until

RATE, SECONDS = 300, 60
REST_RATE, REST_SECONDS = 20, 15
PATIENCE = 60
_customers = count(1)


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """At rest, then at 300/s for a minute with the load generator on the same cores."""
    address = {"HELPDESK_DATABASE_URL": machine.postgres.url(), **WITHOUT_LIMITS}
    async with helpdesk("cluster", machine.folder / "cluster", **address) as system:
        path = await _desk(system)
        rest = await _load(system, path, REST_RATE, REST_SECONDS)
        delays = await _delays(machine, rest)
        told = f"answer to the customer p50 {rest.percentile(0.5):.1f} ms, p99 {rest.percentile(0.99):.1f} ms"
        p50, p99 = statistics.median(delays), statistics.quantiles(delays, n=100)[98]
        yield at_most(f"accepted to mail queued at {REST_RATE}/s, p50", p50, "ms", 30, told)
        yield at_most(f"accepted to mail queued at {REST_RATE}/s, p99", p99, "ms", 100, told)
        async for figure in _minute(machine, system, path):
            yield figure


async def _minute(machine: Machine, system: System, path: str) -> AsyncIterator[Figure]:
    before = len(await _queued(machine))
    load = await _load(system, path, RATE, SECONDS)
    done = len(await _queued(machine)) - before
    behind = len(load.bodies) - done
    told = f"accepted {load.rate:,.0f}/s with p99 {load.percentile(0.99):.0f} ms, {behind} behind at the end"
    yield at_least(
        f"end to end at {RATE}/s for {SECONDS} s", done / load.seconds, "tickets/s", RATE * 0.98, told
    )
    yield none_refused("end to end", len(load.times), load.failures)


async def _desk(system: System) -> str:
    async with system.owner() as owner:
        desk = await made(owner, "/api/desks", {"name": "Bench", "number_pattern": "B-{{nr}}"})
        # Nobody listens there: mails are queued, and their sending is another figure.
        await put(owner, f"/api/mail/desks/{desk['id']}/mailbox", dict(mailbox(free_port())))
        token = (await got(owner, f"/api/widget/desks/{desk['id']}"))["desk_token"]
    return f"/widget/v1/desks/{token}/tickets"


async def _load(system: System, path: str, rate: float, seconds: float):
    port = int(system.url.rsplit(":", 1)[1])

    def request() -> bytes:
        number = next(_customers)
        body = f'{{"title":"Inquiry {number}","body":"It burns.","email":"customer{number}@example.com"}}'
        return post(path, "bench", body.encode())

    return await steadily(port, request, rate, seconds)


async def _delays(machine: Machine, rest) -> list[float]:
    """Milliseconds from each inquiry's transaction to its mail's, by the database's clock."""
    accepted = await _times(machine, "widget", "SELECT ticket_id, created_at FROM submissions")

    async def all_queued() -> bool:
        return len(await _queued(machine)) >= len(rest.bodies)

    await until(all_queued, seconds=PATIENCE, every=0.5)
    queued = await _queued(machine)
    return [(queued[each] - accepted[each]).total_seconds() * 1000 for each in queued]


async def _queued(machine: Machine) -> dict[UUID, object]:
    return await _times(machine, "notifications", "SELECT ticket_id, created_at FROM deliveries")


async def _times(machine: Machine, service: str, query: str) -> dict:
    connection = await asyncpg.connect(dsn(machine.postgres.url(f"helpdesk_{service}")))
    try:
        return {row[0]: row[1] for row in await connection.fetch(query)}
    finally:
        await connection.close()
