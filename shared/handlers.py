"""A service's message door as a table: which function handles which events from which queue."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from shared.contracts.event import Event

Call = Callable[..., Awaitable[None]]
UNDER_WAY = 20
"""Messages of one queue that are handled at the same time, where they are not taken in batches."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One queue and the function behind it: `call(event, uow)`, or `call(events, uow)` with up to `batch` of them.

    `rebuildable`: it only keeps copies of foreign facts, so that all its events, handed to it once more, tell nobody
    anything and fill again what was emptied.
    """

    queue: str
    events: tuple[type[Event], ...]
    call: Call
    batch: int = 0
    rebuildable: bool = False

    @property
    def prefetch(self) -> int:
        """How many messages may be under way at once."""
        return self.batch or UNDER_WAY

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the events the queue is bound to."""
        return tuple(event.name for event in self.events)


class Handlers:
    """The table itself; iterate over it for its subscriptions."""

    def __init__(self, service: str) -> None:
        self.service = service
        self._subscriptions: dict[str, Subscription] = {}

    def __call__(
        self, *events: type[Event], queue: str, batch: int = 0, rebuildable: bool = False
    ) -> Callable[[Call], Call]:
        """Register the decorated function for `events` under the explicit name `queue`."""
        if not queue.startswith(f"{self.service}.") or queue in self._subscriptions:
            raise ValueError(f"queue {queue!r} must be new and begin with {self.service!r}")

        def register(call: Call) -> Call:
            self._subscriptions[queue] = Subscription(queue, events, call, batch, rebuildable)
            return call

        return register

    def __iter__(self) -> Iterator[Subscription]:
        return iter(self._subscriptions.values())

    def __getitem__(self, queue: str) -> Subscription:
        return self._subscriptions[queue]

    def get(self, queue: str) -> Subscription | None:
        """The subscription of a queue, if it is ours."""
        return self._subscriptions.get(queue)

    def reading(self, name: str) -> list[Subscription]:
        """Subscriptions bound to the event `name`."""
        return [each for each in self if name in each.names]

    @property
    def dead_queue(self) -> str:
        """Where the broker puts what it could not hand over."""
        return f"{self.service}.dead"
