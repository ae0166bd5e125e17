"""The migration runs while processes of the version before are at work: none of them fails, and nothing is missed."""

import asyncio
from collections.abc import Awaitable, Callable
from random import choice, randint
from uuid import UUID

from sqlalchemy.ext.asyncio import create_async_engine
from uuid_utils.compat import uuid7

from shared.schema import migrate
from tests.builders import NOW
from tests.widget.version_before import DESK, Beside, VersionBefore, a_state

Work = Callable[[VersionBefore, UUID], Awaitable[object]]
COUNTS = """
    SELECT (SELECT count(*) FROM comments WHERE NOT from_team) - (SELECT count(*) FROM sent_comments),
           (SELECT count(*) FROM comments WHERE confirmed) - (SELECT count(*) FROM known_comments),
           (SELECT count(*) FROM submissions WHERE refused IS NOT NULL) - (SELECT count(*) FROM known_refusals),
           (SELECT count(*) FROM desks JOIN desk_settings USING (desk_id, desk_token, version))
"""


async def project(before: VersionBefore, ticket_id: UUID) -> None:
    await before.keep_ticket(ticket_id, DESK.id, a_state(ticket_id), randint(1, 99))
    await before.link(ticket_id, str(ticket_id))
    await before.keep_comment(ticket_id, "said", NOW)


async def renew(before: VersionBefore, ticket_id: UUID) -> None:
    await before.one(
        "SELECT 1 FROM tickets WHERE ticket_id = :id FOR UPDATE OF tickets SKIP LOCKED", id=ticket_id
    )
    await asyncio.sleep(0.002)
    await before.one("UPDATE tickets SET body_html = 'new' WHERE ticket_id = :id RETURNING 1", id=ticket_id)


async def accept_and_refuse(before: VersionBefore, _: UUID) -> None:
    request_id, _ = await before.accept(DESK.id, str(uuid7()), "x")
    await before.refuse(request_id)


async def configure(before: VersionBefore, _: UUID) -> None:
    await before.one("SELECT 1 FROM desks WHERE desk_id = :id FOR UPDATE", id=DESK.id)
    await before.change_settings(DESK.id, "Write")


async def follow(before: VersionBefore, _: UUID) -> None:
    await before.follow_desk(DESK.model_copy(update={"version": randint(1, 1000)}))


async def comment(before: VersionBefore, ticket_id: UUID) -> None:
    await before.comment(ticket_id, "mine", key=str(randint(1, 500)))


async def read(before: VersionBefore, ticket_id: UUID) -> None:
    for table in ("public_links", "submissions", "tickets", "comments"):
        await before.one(f"SELECT 1 FROM {table} WHERE ticket_id = :id", id=ticket_id)


WORKS: tuple[Work, ...] = (project, renew, accept_and_refuse, configure, follow, comment, read)


async def test_processes_at_work_and_the_migration_never_wait_in_a_circle(beside: Beside):
    ids = [uuid7() for _ in range(20)]
    async with beside.before() as before:
        await before.follow_desk(DESK)
        for each in ids:
            await project(before, each)
    engine = create_async_engine(beside.url, pool_size=2 * len(WORKS))
    is_over = asyncio.Event()

    async def go_on(work: Work) -> None:
        while not is_over.is_set():
            async with engine.begin() as connection:
                await work(VersionBefore(connection, beside.sealer), choice(ids))

    async with asyncio.TaskGroup() as group:
        for work in WORKS * 2:
            group.create_task(go_on(work))
        await asyncio.sleep(0.3)
        await migrate(beside.url, "widget")
        await asyncio.sleep(0.7)
        is_over.set()
    await engine.dispose()
    async with beside.before() as before:
        assert tuple(await before.one(COUNTS)) == (0, 0, 0, 1)
