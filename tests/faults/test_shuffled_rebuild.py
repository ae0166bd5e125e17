"""Readers fed from nothing: every recorded event once in order, or three times and shuffled, ends the same."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from services.all_in_one import build
from shared.database import Database
from shared.inbox import Receiver
from shared.message import Message
from shared.parked import ParkedRetries
from shared.schema import create_database, migrate
from shared.service import Service
from shared.tables import dead_letters, parked
from tests.faults.conftest import Cluster
from tests.faults.quiet import until_quiet
from tests.faults.test_redelivery import a_little_of_everything, recorded
from tests.system import WITHOUT_LIMITS
from tests.waiting import until

pytestmark = pytest.mark.timeout(900)
"""Seconds: processes are started one after the other, on a machine that may have other work."""

FACTS = {
    "widget": {
        "tickets": "ticket_id, desk_id, state, version, body, body_html, attachments",
        "comments": "comment_id, ticket_id, author, from_team, body, attachments, confirmed, created_at",
        "public_links": "token_hash, ticket_id",
        "desks": "desk_id, state, state_version",
        "known_people": "*",
    },
    "notifications": {
        # A notice quotes what was said last, as far as that is known when it is told.
        "deliveries": "ticket_id, comment_id, kind, recipient, subject, CASE WHEN notice_id IS NULL THEN text END AS text",
        "known_tickets": "ticket_id, number, version",
        "known_desks": "*",
    },
    "scheduler": {"timers": "timer_id, ticket_id, due_at, state"},
    "organization": {"task_links": "*", "linked_tickets": "*"},
}
"""What a service makes of events; ids and secrets that it makes up by itself are left out."""


async def a_fresh(cluster: Cluster, service: str, name: str, folder: Path) -> Service:
    """A service on an empty database of its own, that nobody else talks to."""
    url = cluster.postgres.url(f"{name}_{service}")
    await create_database(url)
    await migrate(url, service)
    addresses = {
        "HELPDESK_DATABASE_URL": cluster.postgres.url(),
        f"HELPDESK_{service.upper()}_DATABASE_URL": url,
    }
    # Tokens in events are sealed with the installation's own key.
    lines = (cluster.system.folder / "keys.env").read_text().split()
    keys = dict(line.split("=", 1) for line in lines)
    # As the running ones: who is over a limit depends on who comes first.
    return build(service, keys | addresses | WITHOUT_LIMITS | {"HELPDESK_DATA_DIR": str(folder)})


async def feed(service: Service, messages: Sequence[Message]) -> None:
    """Deliver messages one after another, and what was parked until nothing is."""
    receiver = Receiver(service.handlers, service.work, service.open_uow)
    for message in messages:
        for subscription in service.handlers.reading(message.name):
            await receiver.receive(subscription, message)

    async def nothing_parked() -> bool:
        async with service.work.session() as session, session.begin():
            await session.execute(update(parked).values(next_attempt_at=func.now()))
        return await ParkedRetries(receiver).run_due(1000) == 0

    await until(nothing_parked, seconds=60)


async def facts(service: Service) -> dict[str, list[str]]:
    """What the service believes, table by table."""
    found: dict[str, list[str]] = {}
    async with service.work.session() as session:
        for table, columns in FACTS[service.name].items():
            rows = await session.execute(
                text(f"SELECT to_jsonb(t)::text FROM (SELECT {columns} FROM {table}) t")
            )
            found[table] = sorted(_opened(service, row) for row in rows.scalars())
        assert await session.scalar(select(func.count()).select_from(dead_letters)) == 0
    return found


def _opened(service: Service, row: str) -> str:
    """The row with its sealed texts open: the same text is never sealed to the same letters twice."""
    values = json.loads(row)
    sealer = service.web.state.sealer
    return json.dumps(
        {name: sealer.open_text(each) if isinstance(each, str) else each for name, each in values.items()}
    )


async def give_mailboxes(service: Service, database: Database) -> None:
    """Settings are no events: the rebuilt notifications get the mailboxes of the running one."""
    if service.name != "notifications":
        return
    async with database.session() as session:
        rows = (await session.execute(text("SELECT to_jsonb(m) FROM mailboxes m"))).scalars().all()
    async with service.work.session() as session, session.begin():
        for row in rows:
            await session.execute(
                text(
                    "INSERT INTO mailboxes SELECT * FROM jsonb_populate_record(NULL::mailboxes, CAST(:row AS jsonb))"
                ),
                {"row": json.dumps(row)},
            )


async def test_readers_built_from_shuffled_and_repeated_events_believe_the_same(
    cluster: Cluster, tmp_path: Path
):
    await a_little_of_everything(cluster)
    await until_quiet(cluster)
    in_order = sorted(await recorded(cluster), key=lambda message: message.event_id)
    shuffled = in_order * 3
    random.Random(23).shuffle(shuffled)
    for name in FACTS:
        ends = []
        running = Database(cluster.postgres.url(f"helpdesk_{name}"), 1)
        for variant, messages in (("ordered", in_order), ("shuffled", shuffled)):
            service = await a_fresh(cluster, name, variant, tmp_path)
            await give_mailboxes(service, running)
            await feed(service, messages)
            ends.append(await facts(service))
            await service.close()
        await running.close()
        for table, rows in ends[0].items():
            assert rows, f"{name}.{table} is empty: nothing was compared"
            assert ends[1][table] == rows, f"{name}.{table}"
