"""Trying a mailbox: connect, sign in, say hello; no mail goes."""

import asyncio
from uuid import UUID

from fastapi import Request

from services.notifications.domain.errors import MailboxMissing
from services.notifications.domain.mailbox import Mailbox
from services.notifications.lines import Lines
from services.notifications.smtp import Server, Unreachable
from services.notifications.use_cases.sending import server_of
from shared.secrets import CannotOpen

LIMIT = 5.0
"""Seconds: somebody waits before a page."""


async def probe(lines: Lines, server: Server) -> tuple[bool, str]:
    """Whether mail could be offered there, and the answer for people."""
    try:
        async with asyncio.timeout(LIMIT):
            line = await lines.open(server)
            alive = await line.is_alive()
            await line.leave()
    except TimeoutError:
        return False, f"no answer within {LIMIT:.0f} seconds"
    except Unreachable as error:
        return False, str(error)
    return alive, "connected and signed in" if server.username else "connected"


async def try_out(request: Request, desk_id: UUID) -> tuple[bool, str]:
    """Whether the desk's saved mailbox can be signed in at; holds no database connection while it tries."""
    async with request.app.state.database.session() as session:
        mailbox = await session.get(Mailbox, desk_id)
    if mailbox is None:
        raise MailboxMissing("there is none to try")
    try:
        server = server_of(mailbox, request.app.state.sealer)
    except CannotOpen as error:
        return False, str(error)
    return await probe(request.app.state.lines, server)
