"""News for open pages: which tickets have which version now, told by server-sent events."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import structlog
from fastapi import APIRouter, Request
from pydantic_core import to_json
from starlette.responses import StreamingResponse

from services.tickets.panel.shell import LIVE
from services.tickets.queries.access import visible_desks
from services.tickets.queries.news import Change, changed_since
from shared.auth import TEAM, Person
from shared.clock import utc_now
from shared.database import Database
from shared.errors import HelpdeskError
from shared.panel.entry import PanelAgent

LOOK_EVERY = 1.0
LOOK_BACK = timedelta(seconds=15)
"""A transaction may end this much later than the instant it writes: look that far back, and remember what was told."""
MOST = 500
PACE = 2.0
"""Seconds between two messages to one browser; what happens between them is told together."""
LATE = 10
HEARTBEAT = 15.0
RESYNC = b"event: resync\ndata: {}\n\n"
ALIVE = b": alive\n\n"

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)


@dataclass(eq=False)
class Listener:
    """One open page: what it is still to be told."""

    changed: dict[UUID, Change] = field(default_factory=dict)
    missed_some: bool = False
    rung: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self) -> list[Change]:
        """What happened since the last time, each ticket once."""
        found = list(self.changed.values())
        self.changed.clear()
        self.rung.clear()
        return found


class Hub:
    """Looks for changes while somebody listens: one query a second for all open pages of this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: set[Listener] = set()
        self._told: dict[UUID, int] = {}
        self._looking: asyncio.Task[None] | None = None
        self.is_stopped = False

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Listener]:
        """A page that is told of changes until the block is left."""
        listener = Listener()
        self._listeners.add(listener)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._looking:
                self._looking.cancel()
                self._looking = None

    def stop(self) -> None:
        """End every stream now; pages connect again, to whoever answers then."""
        self.is_stopped = True
        for listener in self._listeners:
            listener.rung.set()

    async def _look(self) -> None:
        self._told = {}
        is_first = True
        while True:
            try:
                changes = await self._changes()
                self._tell([] if is_first else changes, missed_some=len(changes) == MOST)
                is_first = False
            except Exception as error:
                # Whatever it was, it may pass; pages look for themselves when it has.
                log.warning("live_look_failed", error=type(error).__name__)
                self._tell([], missed_some=True)
            await asyncio.sleep(LOOK_EVERY)

    async def _changes(self) -> list[Change]:
        async with self._database.session() as session:
            found = await changed_since(session, self._database.now() - LOOK_BACK, MOST)
        fresh = [change for change in found if self._told.get(change.ticket_id) != change.version]
        self._told = {change.ticket_id: change.version for change in found}
        return fresh

    def _tell(self, changes: list[Change], missed_some: bool) -> None:
        for listener in self._listeners if changes or missed_some else ():
            listener.changed |= {change.ticket_id: change for change in changes}
            listener.missed_some |= missed_some
            listener.rung.set()


@router.get(LIVE)
async def live(request: Request, agent: PanelAgent, opened: int = 0) -> StreamingResponse:
    """Ids and versions of what this person may see; a page fetches the rest, so rights are checked once, there.

    `opened` says when the page was made, in seconds: one that comes much later comes back.
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    messages = stream(request, agent, request.app.state.live, is_back(request, opened))
    return StreamingResponse(messages, media_type="text/event-stream", headers=headers)


def is_back(request: Request, opened: int) -> bool:
    """Whether a page may have missed something; some libraries connect again without saying so."""
    return "last-event-id" in request.headers or 0 < opened < utc_now().timestamp() - LATE


async def stream(request: Request, agent: Person, hub: Hub, came_back: bool) -> AsyncGenerator[bytes, None]:
    """The messages for one page, until it goes, the service stops or the person may no longer look."""
    async with hub.listening() as listener:
        yield b"retry: 2000\nid: 1\n\n" + (RESYNC if came_back else ALIVE)
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(listener.rung.wait(), HEARTBEAT)
            if hub.is_stopped or not await _may_look(request):
                return
            yield await _message(request, agent, listener)
            await _pause(hub, PACE)


async def _message(request: Request, agent: Person, listener: Listener) -> bytes:
    changes, missed_some = listener.take(), listener.missed_some
    listener.missed_some = False
    if missed_some:
        return RESYNC
    if not changes:
        return ALIVE
    async with request.app.state.database.session() as session:
        desks = await visible_desks(session, agent)
    return told([change for change in changes if desks is None or change.desk_id in desks])


def told(changes: list[Change]) -> bytes:
    """One message with all of them, and one under each ticket's own name for the page that shows it."""
    if not changes:
        return ALIVE
    items = [{"id": str(change.ticket_id), "version": change.version} for change in changes]
    messages = [b"event: tickets\ndata: " + to_json(items) + b"\n\n"]
    messages += [f"event: ticket-{item['id']}\ndata: ".encode() + to_json(item) + b"\n\n" for item in items]
    return b"".join(messages)


async def _may_look(request: Request) -> bool:
    try:
        person = await request.app.state.gate.admit(request)
    except HelpdeskError:
        return False
    return person.role in TEAM


async def _pause(hub: Hub, seconds: float) -> None:
    for _ in range(10):
        if not hub.is_stopped:
            await asyncio.sleep(seconds / 10)
