"""News for open pages: which tickets have which version now, told by server-sent events."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from fastapi import APIRouter, Request
from pydantic_core import to_json
from starlette.responses import StreamingResponse

from services.tickets.panel.hub import Hub, Listener
from services.tickets.panel.shell import LIVE, TicketReader
from services.tickets.queries.news import TicketChange
from shared.auth import Person
from shared.clock import utc_now
from shared.database import is_away
from shared.errors import HelpdeskError

PACE = 0.05
"""Seconds between two messages to one browser; what happens between them is told together."""
NEWS_PACE = 1.0
"""Seconds between two requests to count again; lists and counters wait for these."""
CHECK_EVERY = 0.25
"""Seconds after which it is asked again whether the person may still look."""
CLOCKS_DIFFER = timedelta(seconds=2)
"""By so much the clock that dates a page may be ahead of the one that dates changes, commits included."""
LATE = 10
HEARTBEAT = 15.0
RESYNC = b"event: resync\ndata: {}\n\n"
NEWS = b"event: news\ndata: {}\n\n"
ALIVE = b": alive\n\n"

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)


@router.get(LIVE)
async def live(request: Request, agent: TicketReader, opened: float = 0) -> StreamingResponse:
    """Ids and versions of what this person may see; a page fetches the rest, so rights are checked once, there.

    `opened` says when the page was made, in seconds: what changed since is told first. One that comes much
    later comes back, and is to look for itself.
    """
    hub: Hub = request.app.state.live
    hub.check_room(agent.id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    messages = stream(request, agent, hub, is_back(request, opened), opened)
    return StreamingResponse(messages, media_type="text/event-stream", headers=headers)


def is_back(request: Request, opened: float) -> bool:
    """Whether a page may have missed something; some libraries connect again without saying so."""
    return "last-event-id" in request.headers or 0 < opened < utc_now().timestamp() - LATE


async def stream(
    request: Request, agent: Person, hub: Hub, came_back: bool, opened: float = 0
) -> AsyncGenerator[bytes, None]:
    """The messages for one page, until it goes, the service stops or the person may no longer look."""
    async with hub.listening(agent.id, _since(opened)) as listener:
        yield b"retry: 2000\nid: 1\n\n" + (RESYNC if came_back else ALIVE)
        pace, person = Pacing(), agent
        while not hub.is_stopped and (person := await _still(request, person)):
            with suppress(TimeoutError):
                await asyncio.wait_for(listener.rung.wait(), pace.until_next())
            # Asked again, because what is told now must be for this person now.
            if hub.is_stopped or not (person := await _still(request, person)):
                return
            if message := pace.completed(await _message(person, hub, listener)):
                yield message
                await asyncio.sleep(PACE)


@dataclass
class Pacing:
    """When a page last heard anything, and when it was last asked to count again."""

    news_wait: bool = False
    news_at: float = 0.0
    heard_at: float = 0.0

    def __post_init__(self) -> None:
        """Connecting counts as hearing."""
        self.heard_at = _clock()

    def until_next(self) -> float:
        """Seconds for which there is nothing to do unless something happens."""
        waits = [CHECK_EVERY, self.heard_at + HEARTBEAT - _clock()]
        if self.news_wait:
            waits.append(self.news_at + NEWS_PACE - _clock())
        return max(0.0, min(waits))

    def completed(self, message: bytes) -> bytes:
        """The message with what is due beside it: a request to count again, or a sign of life."""
        self.news_wait |= bool(message) and message != RESYNC
        if self.news_wait and _clock() >= self.news_at + NEWS_PACE:
            message, self.news_wait, self.news_at = message + NEWS, False, _clock()
        if not message and _clock() >= self.heard_at + HEARTBEAT:
            message = ALIVE
        if message:
            self.heard_at = _clock()
        return message


async def _message(person: Person, hub: Hub, listener: Listener) -> bytes:
    changes, missed_some = listener.take()
    if missed_some:
        return RESYNC
    if not changes:
        return b""
    desks = await hub.desks_of(person)
    if desks is None:
        return told(changes)
    besides = await hub.tickets_of(person)
    return told([change for change in changes if change.desk_id in desks or change.ticket_id in besides])


def told(changes: list[TicketChange]) -> bytes:
    """One message with all of them, and one under each ticket's own name for the page that shows it."""
    if not changes:
        return b""
    newest_first = sorted(changes, key=lambda change: change.at, reverse=True)
    items = [{"id": str(change.ticket_id), "version": change.version} for change in newest_first]
    messages = [b"event: tickets\ndata: " + to_json(items) + b"\n\n"]
    messages += [f"event: ticket-{item['id']}\ndata: ".encode() + to_json(item) + b"\n\n" for item in items]
    return b"".join(messages)


def _since(opened: float) -> datetime:
    now = utc_now()
    # A page dated far off, by whatever clock, has not heard of anything for as long as any other page can.
    made = now.timestamp() - LATE < opened <= now.timestamp()
    return (datetime.fromtimestamp(opened, UTC) if made else now) - CLOCKS_DIFFER


async def _still(request: Request, person: Person) -> Person | None:
    """The person as of now, or nobody if they may no longer look."""
    try:
        now = await request.app.state.gate.renewed(person)
    except HelpdeskError:
        return None
    except Exception as error:
        if not is_away(error):
            raise
        return None
    return now if now.may("ticket.read") else None


def _clock() -> float:
    return asyncio.get_running_loop().time()
