"""Sees when one of our queues has lost its consumer: the process lives, and nothing is done."""

import asyncio
import os
import signal
import time
from collections.abc import Callable

import structlog

from shared.bus.topology import depths
from shared.stopping import heed_cancellation

log = structlog.get_logger()
PATIENCE = 60.0
"""Seconds a queue may be without any consumer before this process ends itself."""

ROUND = 10.0


class Watchdog:
    """Looks at our queues every 10 s; ends the process, by SIGTERM, when one was deserted for too long."""

    def __init__(
        self,
        url: str,
        queues: Callable[[], list[str]],
        own: Callable[[], set[str]] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """`own` answers the queues that this process itself consumes: those of others keep none of ours alive."""
        self._url = url
        self._queues = queues
        self._own = own or (lambda: set(queues()))
        self._patience = patience
        self._since: dict[str, float] = {}

    @property
    def deserted(self) -> set[str]:
        """Queues that had no consumer at the last two looks or more."""
        return {queue for queue, since in self._since.items() if time.monotonic() - since >= ROUND}

    async def run(self) -> None:
        """Look, for ever."""
        while True:
            heed_cancellation()
            await asyncio.sleep(ROUND)
            try:
                await self.look()
            except Exception as error:
                # A broker that does not answer is no proof of anything: start counting anew.
                self._since.clear()
                log.info("watchdog_blind", error=type(error).__name__)
            if self.gives_up:
                log.critical("no_consumer", queues=sorted(self._since))
                os.kill(os.getpid(), signal.SIGTERM)

    async def look(self) -> None:
        """Count consumers once."""
        now, own = time.monotonic(), self._own()
        for queue, found in (await depths(self._url, self._queues())).items():
            if found and found[1] > 0 and queue in own:
                self._since.pop(queue, None)
            else:
                self._since.setdefault(queue, now)

    @property
    def gives_up(self) -> bool:
        """Whether a queue was deserted for longer than patience lasts."""
        return any(time.monotonic() - since >= self._patience for since in self._since.values())
