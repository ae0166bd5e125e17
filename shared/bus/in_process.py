"""The bus inside one process: fed by the same relay, calling the same handlers behind the same inbox."""

import asyncio
from typing import Any

from opentelemetry.trace import SpanKind

from shared.bus.bus import NotRoutable
from shared.handlers import Subscription
from shared.inbox import Receiver
from shared.message import Message
from shared.telemetry import continued

GRACE = 15.0
"""Seconds that handlers under way have at a stop."""


class InProcessBus:
    """Calls handlers directly. A message counts as handed over when every handler has finished."""

    def __init__(self) -> None:
        self._receivers: list[Receiver] = []
        self._under_way: set[asyncio.Task[None]] = set()
        self._open = asyncio.Event()

    def add(self, receiver: Receiver) -> None:
        """Let a service's handlers read."""
        self._receivers.append(receiver)

    async def start(self) -> None:
        """Begin to carry."""
        self._open.set()

    async def stop_reading(self) -> None:
        """Take no more; wait for handlers under way."""
        self._open.clear()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=GRACE)

    async def stop(self) -> None:
        """Publishing and reading are one thing here."""
        await self.stop_reading()

    async def publish(self, message: Message) -> None:
        """Call every handler that reads the message and wait for all of them."""
        readers = self._readers(message)
        if not readers:
            raise NotRoutable(f"nobody reads {message.queue or message.name}")
        tasks = [asyncio.create_task(_receive(*reader, message)) for reader in readers]
        for task in tasks:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        await asyncio.gather(*tasks)

    async def until_ready(self) -> None:
        """Wait for `start`."""
        await self._open.wait()

    async def state(self) -> dict[str, Any]:
        """Always ready once started."""
        return {"ready": self._open.is_set(), "kind": "in-process", "under_way": len(self._under_way)}

    def _readers(self, message: Message) -> list[tuple[Receiver, Subscription]]:
        found = []
        for receiver in self._receivers:
            if message.queue:
                one = receiver.handlers.get(message.queue)
                found += [(receiver, one)] if one else []
            else:
                found += [(receiver, each) for each in receiver.handlers.reading(message.name)]
        return found


async def _receive(receiver: Receiver, subscription: Subscription, message: Message) -> None:
    with continued(f"{subscription.queue} process", message.headers, SpanKind.CONSUMER):
        await receiver.receive(subscription, message)
