"""Tells every process that a ticket was changed: this one directly, the others by the doorbell."""

import asyncio
from collections.abc import Callable

from shared.doorbell import Doorbell

CHANNEL = "ticket_changes"


class Bell:
    """Rung after each commit that changed a ticket; what rings together is heard once."""

    def __init__(self, url: str) -> None:
        self._doorbell = Doorbell(url, CHANNEL)
        self._hears: set[Callable[[], None]] = set()
        self._tasks: list[asyncio.Task[None]] = []

    def ring(self) -> None:
        """A ticket was changed here."""
        self._sound()
        self._doorbell.ring()

    def listen(self, heard: Callable[[], None]) -> None:
        """Call `heard` for each ring."""
        self._hears.add(heard)

    async def start(self) -> None:
        """Pass rings on to other processes and hear theirs. Without it pages learn of those by looking."""
        self._tasks = [
            asyncio.create_task(self._doorbell.send()),
            asyncio.create_task(self._doorbell.listen(self._sound)),
        ]

    def stop(self) -> None:
        """Say and hear nothing more."""
        for task in self._tasks:
            task.cancel()

    def _sound(self) -> None:
        for heard in self._hears:
            heard()
