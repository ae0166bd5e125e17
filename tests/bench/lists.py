"""The list of tickets as JSON: fifty rows and the counters, with few and with many tickets behind it."""

from collections.abc import AsyncIterator

import asyncpg
from uuid_utils.compat import uuid7

from shared.doorbell import dsn
from shared.secrets import Sealer
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
SELECT gen_random_uuid(), $1, 'B-' || n, 'Inquiry number ' || n, 'It does not work since this morning.',
       '<p>It does not work since this morning.</p>', '[]',
       CASE WHEN n <= $4 THEN (ARRAY['open', 'in_progress', 'waiting'])[1 + n % 3] ELSE 'resolved' END,
       (ARRAY['low', 'normal', 'normal', 'high', 'urgent'])[1 + n % 5], 'widget', '{}',
       'customer' || n || '@example.com', 'Customer ' || n, '{}', false, '', false, false, 0,
       now() - n * interval '1 minute', now() - n * interval '1 minute', CASE WHEN n > $4 THEN now() END, 3
  FROM generate_series($2::int, $3::int) AS n
"""

LINKS = """
INSERT INTO public_links (ticket_id, sealed_token)
SELECT id, $1 FROM tickets WHERE NOT EXISTS (SELECT FROM public_links WHERE ticket_id = tickets.id)
"""


async def measure(machine: Machine) -> AsyncIterator[Figure]:
    """The same list at each size, and a bare endpoint that reads fifty rows."""
    url = await machine.database("tickets")
    asker = f"Authorization: Bearer {await machine.owner(url)}\r\n"
    request = get("/api/tickets?view=active&limit=50", "bench", asker)
    link = Sealer([machine.keys["HELPDESK_SECRETS_KEY"]]).seal("a" * 43)
    medians: list[float] = []
    desk, have = uuid7(), 0
    async with machine.service("tickets", url) as port, machine.bare(url) as bare_port:
        for size in SIZES:
            await _seed(url, desk, have + 1, size, link)
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


async def _seed(url: str, desk: object, first: int, last: int, link: bytes) -> None:
    connection = await asyncpg.connect(dsn(url))
    await connection.execute(SEED, desk, first, last, UNRESOLVED)
    await connection.execute(LINKS, link)
    await connection.execute("VACUUM ANALYZE tickets")
    await connection.close()
