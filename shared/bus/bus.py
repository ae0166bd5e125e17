"""What a bus is to those who use it."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from shared.inbox import Receiver
from shared.message import Message

Publish = Callable[[Message], Awaitable[None]]


class Bus(Protocol):
    """Carries messages from outboxes to receivers; returning from `publish` means safely handed over."""

    def add(self, receiver: Receiver) -> None:
        """Let a service's handlers read; before `start`."""
        ...

    async def start(self) -> None:
        """Begin to carry; returns at once, connecting goes on behind."""
        ...

    async def stop(self) -> None:
        """Take no more messages, finish those under way, then let go."""
        ...

    async def publish(self, message: Message) -> None:
        """Hand one message over; raises when it was not."""
        ...

    async def until_ready(self) -> None:
        """Wait until publishing makes sense."""
        ...

    async def state(self) -> dict[str, Any]:
        """For health pages: `{"ready": bool, …}`."""
        ...
