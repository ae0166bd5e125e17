"""Receiving: every event is handled once per queue, and every failure has one of four outcomes.

Permanent (malformed, a broken rule, a bug): a dead letter. Not yet (what it speaks of is unknown so
far): parked and tried again, ever later, then a dead letter. Deadlock or serialization failure: again
at once, three times. Database away: wait, count nothing.
"""

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy import Delete

from shared.batching import LINGER, Batcher
from shared.contracts.event import Event
from shared.database import Database, is_away, is_worth_another_try, while_away_wait
from shared.dead_letters import bury
from shared.errors import NotYet
from shared.handlers import Handlers, Subscription
from shared.looping import Bell
from shared.message import Malformed, Message
from shared.parked import park
from shared.uow import UnitOfWork

AT_ONCE = 3
"""How often a transaction that lost to another is repeated before it is parked."""

LONGEST_HANDLING = 60.0
"""Seconds a handler may take; what takes longer is tried again later."""

FOR_LOOPS = 3
"""Connections that handlers leave to the relay, the sender, the ticker and whoever notes an outcome."""

OpenUow = Callable[[Database], UnitOfWork]


class TookTooLong(NotYet, code="handler_too_slow", title="Took too long"):
    """A handler did not end in time."""


class Suspect(NotYet, code="came_back_too_often", title="Came back too often"):
    """A message that came back too often; perhaps it was only beside one that kills."""


class Receiver:
    """Handles one service's messages, whichever bus they come from."""

    def __init__(self, handlers: Handlers, database: Database, open_uow: OpenUow) -> None:
        self.handlers = handlers
        self.database = database
        self._open_uow = open_uow
        self.something_parked = Bell()
        # Messages wait here rather than for a connection, so that waiting is never a failure.
        self._places = asyncio.Semaphore(max(1, database.pool_size - FOR_LOOPS))
        self._batchers = {each.queue: self._batcher(each) for each in handlers if each.batch}

    async def receive(self, subscription: Subscription, message: Message) -> None:
        """Handle `message` to the end: on return it is done, parked or a dead letter."""
        await while_away_wait(self.database, lambda: self._receive(subscription, message))

    async def put_aside(self, subscription: Subscription, message: Message) -> None:
        """Park `message`, which may be one that kills its handler: parked ones are handled one at a time."""
        error = Suspect("whoever took it died several times")
        await while_away_wait(self.database, lambda: self._park(subscription, message, error))

    async def receive_dead(self, queue: str, message: Message) -> None:
        """Keep what the broker gave up on: it could not be decoded, or killed whoever took it."""
        error = Malformed("given_up_by_broker", "rejected, or handed over too often without an answer")
        await while_away_wait(self.database, lambda: bury(self.database, queue, message, error))

    async def handle_one(
        self, subscription: Subscription, message: Message, also: Delete | None = None
    ) -> None:
        """Handle `message` once, with `also` in the same transaction; raises what the handler raises."""
        async with self._places:
            await self._handle(subscription, [message], also)

    async def _receive(self, subscription: Subscription, message: Message) -> None:
        try:
            await self._with_retries(subscription, message)
        except Exception as error:
            if is_away(error):
                raise
            if isinstance(error, NotYet) or is_worth_another_try(error):
                await self._park(subscription, message, error)
            else:
                await bury(self.database, subscription.queue, message, error)

    async def _park(self, subscription: Subscription, message: Message, error: Exception) -> None:
        await park(self.database, subscription.queue, message, error)
        self.something_parked.ring()

    async def _with_retries(self, subscription: Subscription, message: Message) -> None:
        batcher = self._batchers.get(subscription.queue)
        for attempt in range(AT_ONCE + 1):
            try:
                await (batcher.submit(message) if batcher else self.handle_one(subscription, message))
            except Exception as error:
                if attempt == AT_ONCE or not is_worth_another_try(error):
                    raise
            else:
                return

    def _batcher(self, subscription: Subscription) -> Batcher[Message, None]:
        async def run(messages: list[Message]) -> Sequence[None]:
            async with self._places:
                await self._handle(subscription, messages)
            return [None] * len(messages)

        return Batcher(run, size=subscription.batch, linger=LINGER, splits=lambda error: not is_away(error))

    async def _handle(
        self, subscription: Subscription, messages: list[Message], also: Delete | None = None
    ) -> None:
        # Far below the broker's own patience, which would hand the message over again and again.
        limit = asyncio.timeout(LONGEST_HANDLING)
        try:
            async with limit:
                await self._handle_in_one_transaction(subscription, messages, also)
        except TimeoutError as error:
            if limit.expired():
                raise TookTooLong(f"{subscription.queue} took more than {LONGEST_HANDLING:g} s") from error
            raise

    async def _handle_in_one_transaction(
        self, subscription: Subscription, messages: list[Message], also: Delete | None = None
    ) -> None:
        events = {message.event_id: _opened(subscription, message) for message in messages}
        async with self._open_uow(self.database).arriving(subscription.queue, list(events)) as uow:
            uow.causes = {message.event_id: message.headers for message in messages}
            if also is not None:
                await uow.session.execute(also)
            if fresh := [events[event_id] for event_id in uow.fresh]:
                await subscription.call(fresh if subscription.batch else fresh[0], uow)


def _opened(subscription: Subscription, message: Message) -> Event:
    event = message.open()
    if not isinstance(event, subscription.events):
        raise Malformed("unexpected_event", f"{subscription.queue} does not read {message.name}")
    return event
