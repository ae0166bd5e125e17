"""What a bus is to those who use it."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from shared.inbox import Receiver
from shared.message import Message

Publish = Callable[[Message], Awaitable[None]]


class NotRoutable(LookupError):
    """The bus works, and nobody would get this message."""


class Bus(Protocol):
    """Carries messages from outboxes to receivers; returning from `publish` means safely handed over."""

    def add(self, receiver: Receiver) -> None:
        """Let a service's handlers read; before `start`."""
        ...

    async def start(self) -> None:
        """Begin to carry; returns at once, connecting goes on behind."""
        ...

    async def stop_reading(self) -> None:
        """Take no more messages, and finish those that were taken; publishing goes on."""
        ...

    async def stop(self) -> None:
        """Stop reading, if that was not done before, then publishing."""
        ...

    async def publish(self, message: Message) -> None:
        """Hand one message over; raises NotRoutable when nobody reads it, anything else when the bus failed."""
        ...

    async def until_ready(self) -> None:
        """Wait until publishing makes sense."""
        ...

    async def state(self) -> dict[str, Any]:
        """For health pages: `{"ready": bool, …}`."""
        ...
