"""The unit of work: one transaction in which state, inbox and outbox are saved together or not at all."""

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from sqlalchemy import Interval, Table, bindparam, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shared.aggregate import Aggregate
from shared.clock import utc_now
from shared.contracts.event import Event
from shared.database import Database
from shared.holding import begin_holding, end_holding
from shared.message import Headers, again, enclose
from shared.tables import outbox
from shared.telemetry import current_headers

A = TypeVar("A", bound=Aggregate)
Rows = list[dict[str, Any]]
NOTE_ARRIVAL = text(
    "INSERT INTO inbox (queue, event_id) SELECT :queue, unnest(CAST(:ids AS uuid[]))"
    " ON CONFLICT DO NOTHING RETURNING event_id, clock_timestamp() + :offset AS now"
).bindparams(bindparam("offset", type_=Interval))


class UnitOfWork:
    """Opens with the database's clock in `now`; commits once, at the edge, when nothing was raised."""

    session: AsyncSession
    now: datetime
    history: ClassVar[Table | None] = None

    def __init__(self, database: Database) -> None:
        self.database = database
        self.causes: dict[UUID, Headers] = {}
        self._watched: dict[int, tuple[Aggregate, Headers | None]] = {}
        self.came_from: str | None = None
        self._events: list[tuple[Event, Headers | None]] = []
        self._further_steps: list[Event] = []
        self._outbox_filled = False
        self._arriving: Sequence[UUID] | None = None
        self.fresh: list[UUID] = []

    async def __aenter__(self) -> Self:
        self.session = self.database.session()
        self._holding = begin_holding()
        try:
            await self._begin()
        except BaseException:
            end_holding(self._holding)
            await self.session.close()
            raise
        return self

    def arriving(self, queue: str, ids: Sequence[UUID]) -> Self:
        """To be opened with the arrival of messages from `queue`; those that are new here are `fresh` then."""
        self.came_from, self._arriving = queue, ids
        return self

    async def _begin(self) -> None:
        """The first statement of the transaction: what time it is, and which messages are new."""
        if self._arriving is None:
            self.now = (await self.session.execute(select(self.database.now()))).scalar_one()
            return
        arriving = {"queue": self.came_from, "ids": list(self._arriving), "offset": self.database.offset}
        arrived = (await self.session.execute(NOTE_ARRIVAL, arriving)).all()
        self.fresh = [row.event_id for row in arrived]
        # Of messages that all came before nothing is made, so nothing asks.
        self.now = arrived[0].now if arrived else utc_now()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                await self.commit()
        finally:
            end_holding(self._holding)
            await self.session.close()

    def watch(self, aggregate: A, cause: Event | None = None) -> A:
        """Keep `aggregate`, whose events are saved at the end as following from `cause`."""
        headers = self.causes.get(cause.event_id) if cause else None
        self._watched[id(aggregate)] = (aggregate, headers)
        return aggregate

    def record(self, event: Event, headers: Headers | None = None) -> None:
        """Save a fact that belongs to no aggregate; `headers` when it follows from another request."""
        self._events.append((event, headers))

    def once_more(self, event: Event) -> None:
        """Hand `event` to the queue it came from once more, as a message of its own.

        For a handler whose work has no bound: it does one step, and finds out by itself what is left when it is called
        again. Each step is a transaction, so nothing is locked for long and nothing done is done again.
        """
        if self.came_from is None:
            raise RuntimeError("only what came from a queue can go on there")
        self._further_steps.append(event)

    async def commit(self) -> None:
        """Save what happened and commit; only the edge calls this."""
        await self.save()
        await self.session.commit()
        if self._outbox_filled:
            self.database.when_outbox_filled()

    async def save(self) -> None:
        """Write state, history and outbox rows now, for those who read them back before the commit."""
        past: Rows = []
        for aggregate, headers in self._watched.values():
            if aggregate.settle(self.now):
                past += self.history_of(aggregate)
            self._events += [(event, headers) for event in aggregate.pull_events(self.now)]
        await self.write(past, self._for_outbox())

    async def write(self, past: Rows, messages: Rows) -> None:
        """Write state, and these rows of the history and of the outbox; a service may do so in another way."""
        await self.session.flush()
        if past and self.history is not None:
            await self.session.execute(insert(self.history), past)
        if messages:
            await self.session.execute(insert(outbox), messages)

    def history_of(self, aggregate: Aggregate) -> Rows:  # noqa: ARG002 for services with history
        """Rows for the service's history table, asked for each aggregate that changed."""
        return []

    def _for_outbox(self) -> Rows:
        here = current_headers()
        rows = [enclose(event, headers or here) for event, headers in self._events]
        rows += [
            enclose(again(event), self.causes.get(event.event_id) or here, self.came_from)
            for event in self._further_steps
        ]
        self._events, self._further_steps = [], []
        self._outbox_filled = self._outbox_filled or bool(rows)
        return rows
