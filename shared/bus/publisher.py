"""One connection to RabbitMQ that only publishes, made again whenever it is lost.

It uses aiormq's channel directly: aio-pika's robust channel costs half as much again per message, and
what it restores (queues, consumers) a publisher does not have.
"""

import asyncio
from typing import cast

import aiormq
import structlog
from aiormq.channel import Channel
from yarl import URL

from shared.bus.bus import NotRoutable
from shared.bus.topology import EXCHANGE, own_exchange, owner
from shared.bus.wire import to_properties
from shared.message import Message
from shared.stopping import heed_cancellation

log = structlog.get_logger()
PAUSE = 1.0
TIME_LIMIT = 5.0
"""Seconds a publish may take, the broker's confirm included."""


class Publisher:
    """Publishes persistent messages with confirms; raises when the broker would not keep one."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._channel: Channel | None = None
        self._ready = asyncio.Event()

    @property
    def is_connected(self) -> bool:
        """Whether publishing makes sense right now."""
        return self._ready.is_set()

    async def until_ready(self) -> None:
        """Wait for an open connection."""
        await self._ready.wait()

    async def run(self) -> None:
        """Be connected, until cancelled."""
        while True:
            heed_cancellation()
            try:
                await self._stay_connected()
            except Exception as error:
                # Whatever it was: without this task nothing would ever be published again.
                log.warning("rabbitmq_away", what="publisher", error=f"{type(error).__name__}: {error}"[:200])
            await asyncio.sleep(PAUSE)

    async def publish(self, message: Message) -> None:
        """Send and wait for the confirm; raises NotRoutable when no queue would get the message."""
        channel = self._channel
        if channel is None:
            raise ConnectionError("not connected to RabbitMQ")
        try:
            await channel.basic_publish(
                message.body,
                exchange=own_exchange(owner(message.queue)) if message.queue else EXCHANGE,
                routing_key=message.queue or message.name,
                properties=to_properties(message),
                mandatory=True,
                timeout=TIME_LIMIT,
                wait=False,  # the confirm is waited for; waiting for the socket too sends one at a time
            )
        except aiormq.exceptions.PublishError as error:
            raise NotRoutable(f"no queue takes {message.queue or message.name}") from error

    async def _stay_connected(self) -> None:
        async with asyncio.timeout(10):
            connection = await aiormq.connect(URL(self._url).update_query(heartbeat=20))
            channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        try:
            self._channel = cast(Channel, channel)
            self._ready.set()
            await asyncio.wait([connection.closing, channel.closing], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._ready.clear()
            self._channel = None
            await connection.close()
