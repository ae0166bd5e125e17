"""What is behind a public link, whether it has become a ticket, and whether there is news of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, Uuid, column, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import NoSuchTicket
from shared.database import Database
from shared.secrets import fingerprint
from shared.stopping import is_stopping

LONGEST_WAIT = 30.0
LOOK_EVERY = 0.25
LOOK_FOR_NEWS_EVERY = 1.0
"""Seconds. A number comes within one; news of an open page may be a second old."""


# Everything here is text, which costs half: everybody who waits asks four times a second. A first link was made here,
# or was told of, or both; where another one took its place, that alone counts.
BEHIND = """(
    SELECT ticket_id
      FROM (SELECT ticket_id FROM public_links WHERE token_hash = :mark
            UNION SELECT ticket_id FROM known_links WHERE token_hash = :mark) first
     WHERE NOT EXISTS (SELECT FROM renewed_links n WHERE n.ticket_id = first.ticket_id)
    UNION SELECT ticket_id FROM renewed_links WHERE token_hash = :mark AND active
) behind"""
# The mark changes with whatever the page shows. The version of the ticket is not in it: it grows with notes, too.
TICKET = text(f"""
    SELECT behind.ticket_id, md5(concat_ws(' ', (t.state - 'version')::text, t.body IS NULL, r.reason, w.wish, q.discarded_at,
             (SELECT count(*) FROM known_comments k WHERE k.ticket_id = behind.ticket_id),
             (SELECT count(*) FROM sent_comments c WHERE c.ticket_id = behind.ticket_id))) AS mark
      FROM {BEHIND} LEFT JOIN known_tickets t USING (ticket_id)
      LEFT JOIN submissions s USING (ticket_id) LEFT JOIN known_refusals r USING (request_id)
      LEFT JOIN quarantine q USING (request_id)
      LEFT JOIN status_wishes w ON w.ticket_id = behind.ticket_id AND w.version = t.version
""").columns(column("ticket_id", Uuid), column("mark", Text))
DESK = text(f"""
    SELECT coalesce(t.desk_id, s.desk_id) AS desk_id
      FROM {BEHIND} LEFT JOIN known_tickets t USING (ticket_id) LEFT JOIN submissions s USING (ticket_id)
""").columns(column("desk_id", Uuid))
SETTLED = text(f"""
    SELECT t.body IS NOT NULL OR r.reason IS NOT NULL OR q.discarded_at IS NOT NULL
      FROM {BEHIND} LEFT JOIN known_tickets t USING (ticket_id)
      LEFT JOIN submissions s USING (ticket_id) LEFT JOIN known_refusals r USING (request_id)
      LEFT JOIN quarantine q USING (request_id)
""")


class Behind(NamedTuple):
    """The ticket behind a link. `mark` is another one whenever its page would show something else."""

    ticket_id: UUID
    mark: str


async def ticket_behind(session: AsyncSession, public_token: str) -> Behind:
    """The ticket behind a token; raises NoSuchTicket."""
    found = (await session.execute(TICKET, {"mark": fingerprint(public_token)})).one_or_none()
    if found is None:
        raise NoSuchTicket("no ticket is behind this address")
    return Behind(found.ticket_id, found.mark)


async def desk_behind(session: AsyncSession, public_token: str) -> UUID | None:
    """The desk of the ticket behind a token, if there is one."""
    return await session.scalar(DESK, {"mark": fingerprint(public_token)})


async def is_settled(session: AsyncSession, public_token: str) -> bool:
    """Whether an inquiry has become a ticket, or will not: cheap, for those who wait. Raises NoSuchTicket."""
    settled = await session.scalar(SETTLED, {"mark": fingerprint(public_token)})
    if settled is None:
        raise NoSuchTicket("no ticket is behind this address")
    return settled


async def until_settled(database: Database, public_token: str, wait: float) -> None:
    """Wait up to `wait` seconds for a ticket to be numbered or refused, holding no connection."""
    await _until(database, lambda session: is_settled(session, public_token), wait, LOOK_EVERY)


async def until_news(database: Database, public_token: str, seen: str, wait: float) -> None:
    """Wait up to `wait` seconds until a ticket's mark is another one than `seen`, holding no connection."""

    async def is_other(session: AsyncSession) -> bool:
        return (await ticket_behind(session, public_token)).mark != seen

    await _until(database, is_other, wait, LOOK_FOR_NEWS_EVERY)


async def _until(
    database: Database, is_so: Callable[[AsyncSession], Awaitable[bool]], wait: float, every: float
) -> None:
    deadline = asyncio.get_running_loop().time() + min(wait, LONGEST_WAIT)
    while True:
        async with database.session() as session:
            if await is_so(session):
                return
        if is_stopping() or asyncio.get_running_loop().time() >= deadline:
            return
        await asyncio.sleep(every)
