"""What changed, for all open pages of this process: one look into the database for everybody."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from cachetools import TTLCache

from services.tickets.panel.bell import Bell
from services.tickets.queries.news import TicketChange, changed_since
from services.tickets.queries.participants import tickets_taken_part_in
from services.tickets.rights import visible_desks
from shared.auth import Person
from shared.database import Database
from shared.desk_access import VisibleDesks
from shared.errors import TooManyRequests
from shared.stopping import heed_cancellation

LOOK_EVERY = 1.0
"""Seconds between two looks when nobody rings."""
SHORTEST_GAP = 0.1
"""Seconds between two looks when somebody rings all the time."""
LOOK_BACK = timedelta(seconds=15)
"""A transaction may end this much later than the instant it writes: look that far back, and remember what was told."""
MOST = 500
"""Changes that one quick look finds, and that are told to a page one by one."""
MOST_AT_ALL = 5000
"""Changes that the thorough look, once every `LOOK_EVERY` seconds, goes through to find latecomers."""
MOST_STREAMS = 20
"""Open pages of one person in one process."""
RIGHTS_LAST = 0.5
"""Seconds for which it is remembered which desks somebody may see."""

log = structlog.get_logger()


@dataclass(eq=False)
class Listener:
    """One open page: whose it is, since when it has heard nothing, and what it is still to be told."""

    person_id: UUID
    since: datetime | None
    changed: dict[UUID, TicketChange] = field(default_factory=dict)
    missed_some: bool = False
    rung: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, changes: Iterable[TicketChange], missed_some: bool = False) -> None:
        """Add to what is to be told; where it grows too long, that there was more."""
        self.changed |= {change.ticket_id: change for change in changes}
        self.missed_some |= missed_some or len(self.changed) > MOST
        if self.missed_some:
            self.changed.clear()
        if self.changed or self.missed_some:
            self.rung.set()

    def take(self) -> tuple[list[TicketChange], bool]:
        """What happened since the last time, each ticket once; or that it was more than can be told."""
        found = list(self.changed.values()), self.missed_some
        self.changed.clear()
        self.missed_some = False
        self.rung.clear()
        return found


class Hub:
    """Looks for changes while somebody listens: when a commit rings, and every second."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell
        self._listeners: set[Listener] = set()
        self._told: dict[UUID, int] = {}
        self._rung = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._rights = TTLCache[tuple[UUID, frozenset[str]], VisibleDesks](maxsize=10_000, ttl=RIGHTS_LAST)
        self._parts = TTLCache[UUID, frozenset[UUID]](maxsize=10_000, ttl=RIGHTS_LAST)
        self.is_stopped = False
        bell.listen(self._rung.set)

    def check_room(self, person_id: UUID) -> None:
        """Refuse one page more than a person may have open; raises TooManyRequests."""
        if sum(each.person_id == person_id for each in self._listeners) >= MOST_STREAMS:
            raise TooManyRequests(f"at most {MOST_STREAMS} open pages are kept up to date", retry_after=10)

    @asynccontextmanager
    async def listening(self, person_id: UUID, since: datetime) -> AsyncIterator[Listener]:
        """A page that is told of changes since its making, until the block is left."""
        self.check_room(person_id)
        listener = Listener(person_id, since)
        self._listeners.add(listener)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        self._rung.set()
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
        self._bell.stop()
        for listener in self._listeners:
            listener.rung.set()

    async def desks_of(self, person: Person) -> VisibleDesks:
        """The desks somebody may see now; several pages of theirs share one question."""
        key = (person.id, person.permissions)
        if key not in self._rights:
            async with self._database.session() as session:
                self._rights[key] = await visible_desks(session, person)
        return self._rights[key]

    async def tickets_of(self, person: Person) -> frozenset[UUID]:
        """The single tickets besides that somebody may see now, for having been mentioned; shared likewise."""
        if person.id not in self._parts:
            async with self._database.session() as session:
                self._parts[person.id] = await tickets_taken_part_in(session, person)
        return self._parts[person.id]

    async def _look(self) -> None:
        clock = asyncio.get_running_loop().time
        self._told, thorough_at = {}, 0.0
        while True:
            heed_cancellation()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), LOOK_EVERY)
            self._rung.clear()
            is_thorough = clock() >= thorough_at
            thorough_at = clock() + LOOK_EVERY if is_thorough else thorough_at
            try:
                await self._look_once(MOST_AT_ALL if is_thorough else MOST)
            except Exception as error:
                # Whatever it was, it may pass; pages look for themselves when it has.
                log.warning("live_look_failed", error=type(error).__name__)
                for listener in self._listeners:
                    listener.tell([], missed_some=True)
            await asyncio.sleep(SHORTEST_GAP)

    async def _look_once(self, most: int) -> None:
        async with self._database.session() as session:
            found = await changed_since(session, self._database.now() - LOOK_BACK, most)
        fresh = [change for change in found if self._told.get(change.ticket_id) != change.version]
        # Of all that was found the oldest is news: what lies behind it may be news too.
        missed_some = len(found) == most and bool(fresh) and fresh[-1] is found[-1]
        known = {change.ticket_id: change.version for change in found}
        self._told = known if most == MOST_AT_ALL else self._told | known
        for listener in self._listeners:
            if listener.since is None:
                listener.tell(fresh, missed_some)
            else:
                self._begin(listener, found, len(found) == most)

    def _begin(self, listener: Listener, found: list[TicketChange], is_cut: bool) -> None:
        since, listener.since = listener.since, None
        assert since is not None
        missed_some = is_cut and found[-1].at > since
        listener.tell([change for change in found if change.at > since], missed_some)
