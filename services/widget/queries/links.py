"""What is behind a public link, and whether it has become a ticket."""

import asyncio
from uuid import UUID

from sqlalchemy import Uuid, column, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import NoSuchTicket
from shared.database import Database
from shared.secrets import fingerprint
from shared.stopping import is_stopping

LONGEST_WAIT = 30.0
LOOK_EVERY = 0.25


# Everything here is text, which costs half: everybody who waits asks four times a second. A link was made here, or was
# told of, or both.
BEHIND = """(
    SELECT ticket_id FROM public_links WHERE token_hash = :mark
    UNION SELECT ticket_id FROM known_links WHERE token_hash = :mark
) behind"""
TICKET = text(f"SELECT ticket_id FROM {BEHIND}").columns(column("ticket_id", Uuid))
DESK = text(f"""
    SELECT coalesce(t.desk_id, s.desk_id) AS desk_id
      FROM {BEHIND} LEFT JOIN known_tickets t USING (ticket_id) LEFT JOIN submissions s USING (ticket_id)
""").columns(column("desk_id", Uuid))
SETTLED = text(f"""
    SELECT t.body IS NOT NULL OR r.reason IS NOT NULL
      FROM {BEHIND} LEFT JOIN known_tickets t USING (ticket_id)
      LEFT JOIN submissions s USING (ticket_id) LEFT JOIN known_refusals r USING (request_id)
""")


async def ticket_behind(session: AsyncSession, public_token: str) -> UUID:
    """The id of the ticket behind a token; raises NoSuchTicket."""
    found = await session.scalar(TICKET, {"mark": fingerprint(public_token)})
    if found is None:
        raise NoSuchTicket("no ticket is behind this address")
    return found


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
    deadline = asyncio.get_running_loop().time() + min(wait, LONGEST_WAIT)
    while True:
        async with database.session() as session:
            if await is_settled(session, public_token):
                return
        if is_stopping() or asyncio.get_running_loop().time() >= deadline:
            return
        await asyncio.sleep(LOOK_EVERY)
