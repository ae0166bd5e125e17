"""The list of tickets as JSON: fifty rows and the counters, with few and with many tickets behind it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
from uuid_utils.compat import uuid7

from shared.auth import TokenMaker
from shared.contracts.parts import PersonState
from shared.database import Database
from shared.doorbell import dsn
from shared.keys import signing_key
from shared.people import remember_person
from shared.uow import UnitOfWork
from tests.bench.figures import Figure, at_least, at_most, none_refused
from tests.bench.load import flood, get
from tests.bench.machine import Machine

CLIENTS = 8
SECONDS = 8
UNRESOLVED = 1_000
"""Work that is open at a time; a team's does not grow with its history."""

SIZES = (1_000, 100_000)

SEED = """
INSERT INTO tickets (id, desk_id, number, title, body, body_html, attachments, status, priority, channel, tags,
                     requester_email, requester_name, requester_client, requester_verified, snooze_reason,
                     keep_asleep_on_reply, tell_customer, linked_tasks, created_at, updated_at, resolved_at, version)
SELECT gen_random_uuid(), $1, 'B-' || n, 'Inquiry number ' || n, 'It does not work since this morning.', '', '[]',
       CASE WHEN n <= $4 THEN (ARRAY['open', 'in_progress', 'waiting'])[1 + n % 3] ELSE 'resolved' END,
       (ARRAY['low', 'normal', 'normal', 'high', 'urgent'])[1 + n % 5], 'widget', '{}',
       'customer' || n || '@example.com', 'Customer ' || n, '{}', false, '', false, false, 0,
       now() - n * interval '1 minute', now() - n * interval '1 minute', CASE WHEN n > $4 THEN now() END, 3
  FROM generate_series($2::int, $3::int) AS n
"""


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """The same list at each size, and a bare endpoint that reads fifty rows."""
    url = await machine.database("tickets")
    person = PersonState(id=uuid7(), name="Bench", email="bench@example.com", role="owner", version=1)
    await _introduce(url, person)
    request = _request(machine, person)
    medians: list[float] = []
    desk, have = uuid7(), 0
    async with machine.service("tickets", url) as port, machine.bare(url) as bare_port:
        for size in SIZES:
            await _seed(url, desk, have + 1, size)
            have = size
            bare = await flood(bare_port, lambda: get("/select", "bench"), CLIENTS, SECONDS / 2)
            ours = await flood(port, lambda: request, CLIENTS, SECONDS)
            medians.append(ours.percentile(0.5))
            told = f"bare endpoint, 50 rows without counters {bare.rate:,.0f}/s"
            yield at_least(f"ticket list as JSON, {size:,} tickets", ours.rate, "requests/s", 400, told)
            yield none_refused(f"ticket list, {size:,} tickets", len(ours.times), ours.failures)
    growth = medians[-1] / medians[0]
    told = f"p50 {medians[0]:.1f} ms at {SIZES[0]:,}, {medians[-1]:.1f} ms at {SIZES[-1]:,}"
    yield at_most("ticket list, growth of p50", growth, "x", 1.3, told)


async def _introduce(url: str, person: PersonState) -> None:
    """Let the service know somebody, as their event would."""
    database = Database(url, 1)
    async with UnitOfWork(database) as uow:
        await remember_person(uow, person)
    await database.close()


def _request(machine: Machine, person: PersonState) -> bytes:
    key = signing_key(machine.keys["HELPDESK_AUTH_PRIVATE_KEY"])
    token = TokenMaker(key).issue(person, timedelta(hours=1))
    return get("/api/tickets?view=active&limit=50", "bench", f"Authorization: Bearer {token}\r\n")


async def _seed(url: str, desk: object, first: int, last: int) -> None:
    connection = await asyncpg.connect(dsn(url))
    await connection.execute(SEED, desk, first, last, UNRESOLVED)
    await connection.execute("VACUUM ANALYZE tickets")
    await connection.close()
