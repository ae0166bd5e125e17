"""One process tells another that something was committed: a coalesced NOTIFY outside any transaction.

Inside the transaction NOTIFY takes a lock that lets commits through one at a time.
"""

import asyncio
from collections.abc import Callable

import asyncpg
import structlog
from sqlalchemy import make_url

from shared.stopping import heed_cancellation

log = structlog.get_logger()
CHANNEL = "outbox"


def dsn(url: str) -> str:
    """SQLAlchemy's URL as the driver itself wants it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


class Doorbell:
    """Rings from a process that writes (`ring`), and hears in one that relays (`listen`)."""

    def __init__(self, url: str, channel: str = CHANNEL) -> None:
        self._dsn = dsn(url)
        self._channel = channel
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something was committed; many rings within one send become one."""
        self._rung.set()

    async def send(self) -> None:
        """Pass rings on until cancelled."""
        await self._connected(self._pass_on)

    async def listen(self, heard: Callable[[], None]) -> None:
        """Call `heard` for each ring from anywhere, until cancelled."""

        async def hear(connection: asyncpg.Connection) -> None:
            await connection.add_listener(self._channel, lambda *_: heard())
            heard()  # whatever was rung while nobody listened
            while not connection.is_closed():
                heed_cancellation()
                await asyncio.sleep(5)
                await connection.execute("SELECT 1")

        await self._connected(hear)

    async def _pass_on(self, connection: asyncpg.Connection) -> None:
        while True:
            heed_cancellation()
            await self._rung.wait()
            self._rung.clear()
            await connection.execute(f"NOTIFY {self._channel}")

    async def _connected(self, work: Callable) -> None:
        while True:
            heed_cancellation()
            try:
                connection = await asyncpg.connect(self._dsn, timeout=5)
                try:
                    await work(connection)
                finally:
                    connection.terminate()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                log.info("doorbell_away", error=type(error).__name__)
                await asyncio.sleep(1)
