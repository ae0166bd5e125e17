"""The end of consumers, in an order in which the broker hands nothing out twice.

A quorum queue that is told to cancel a consumer forgets at once what it had just assigned to it and not yet sent: that
message comes back marked as handed out, though nobody saw it (`rabbit_fifo_client`, `cancel_checkout`). It assigns only
while the prefetch leaves room. So acknowledgements are held back first, until nothing can be on its way.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog

log = structlog.get_logger()

CANCELLING = 5.0
"""Seconds in which the broker must answer that it sends no more."""

FILLING = 1.0
"""Seconds in which what the broker had assigned must have arrived."""

LOOK_EVERY = 0.02


class Acknowledging:
    """Lets handlers that are done acknowledge, or has them wait with it."""

    def __init__(self) -> None:
        self._allowed = asyncio.Event()
        self._allowed.set()

    @asynccontextmanager
    async def afterwards(self) -> AsyncIterator[None]:
        """A handler's work: left when its message may be acknowledged."""
        try:
            yield
        finally:
            await self._allowed.wait()

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """A block in which nothing is acknowledged."""
        self._allowed.clear()
        try:
            yield
        finally:
            self._allowed.set()


async def end(subscribers: Sequence[Any], acknowledging: Acknowledging) -> None:
    """Cancel FastStream's consumers, let the handlers of all that arrived finish, close their channels."""
    channels = [each._queue_obj.channel for each in subscribers if each._queue_obj]
    async with acknowledging.held():
        await asyncio.gather(*[_stop_consuming(each) for each in subscribers])
    await asyncio.gather(*[each.stop() for each in subscribers], return_exceptions=True)
    # A closed channel has taken in every acknowledgement; a connection that is cut may lose some.
    await asyncio.gather(*[_close(each) for each in channels])


async def _stop_consuming(subscriber: Any) -> None:
    """Cancel one consumer at the broker, before FastStream's own stop, which drops what arrives until then."""
    queue, tag = subscriber._queue_obj, subscriber._consumer_tag
    if not tag or queue.channel.is_closed:
        return
    try:
        await _until_nothing_is_on_its_way(subscriber)
        async with asyncio.timeout(CANCELLING):
            await queue.cancel(tag)
    except Exception as error:
        log.info("consumer_not_cancelled", queue=subscriber.queue.name, error=type(error).__name__)
        return
    subscriber._consumer_tag = None
    for _ in range(20):  # what came before the broker's answer is begun by then, however slow the machine
        await asyncio.sleep(0)


async def _until_nothing_is_on_its_way(subscriber: Any) -> None:
    """Wait until as many messages are here as may be, or none waits at the broker; at most `FILLING` seconds."""
    channel = await subscriber._queue_obj.channel.get_underlay_channel()
    waiting_there = 1
    try:
        async with asyncio.timeout(FILLING):
            while subscriber.lock.qsize < subscriber.channel.prefetch_count and waiting_there:
                await asyncio.sleep(LOOK_EVERY)
                declared = await channel.queue_declare(queue=subscriber.queue.name, passive=True)
                waiting_there = declared.message_count
    except TimeoutError:
        log.info("consumer_not_filled", queue=subscriber.queue.name)


async def _close(channel: Any) -> None:
    try:
        async with asyncio.timeout(CANCELLING):
            await channel.close()
    except Exception as error:
        log.info("channel_not_closed", error=type(error).__name__)
