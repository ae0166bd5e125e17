"""The bus on RabbitMQ: FastStream consumes, and publishing has a connection of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from typing import Any

import structlog
from aio_pika.abc import AbstractIncomingMessage
from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitMessage, RabbitQueue
from faststream.rabbit.opentelemetry import RabbitTelemetryMiddleware
from opentelemetry import trace
from opentelemetry.trace import SpanKind

from shared.bus.ending import Acknowledging, end
from shared.bus.publisher import Publisher
from shared.bus.watchdog import Watchdog
from shared.bus.wire import from_amqp, queue_it_died_in, salvage, times_handed_over
from shared.database import while_away_wait
from shared.dead_letters import bury
from shared.handlers import Subscription
from shared.inbox import Receiver
from shared.message import Malformed, Message
from shared.stopping import heed_cancellation
from shared.telemetry import continued, correlation_id, is_collecting

log = structlog.get_logger()
SUSPECT_AFTER = 3
"""How often a message may have gone back to its queue unanswered before it is handled by itself: whoever took it died,
and the broker cannot tell the message that kills from those that were beside it."""

GRACE = 15.0
"""Seconds that handlers under way have at a stop."""

BEGINNING = 5.0
"""Seconds that a stop waits for consumers that have only half begun."""


class RabbitBus:
    """Publishes persistent messages with confirms; one consumer with its own channel per queue."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._receivers: list[Receiver] = []
        self._publisher = Publisher(url)
        self._broker: RabbitBroker | None = None
        self._is_beginning = False
        self._acknowledging = Acknowledging()
        self._publishing: asyncio.Task[None] | None = None
        self._reading: list[asyncio.Task[None]] = []
        self.watchdog = Watchdog(
            url, lambda: [each.queue for r in self._receivers for each in r.handlers], self._own_consumers
        )

    def add(self, receiver: Receiver) -> None:
        """Let a service's handlers read."""
        self._receivers.append(receiver)

    async def start(self) -> None:
        """Connect and consume, trying until the broker answers; returns at once."""
        self._publishing = asyncio.create_task(self._publisher.run())
        if self._receivers:
            self._reading.append(asyncio.create_task(_insist(self._consume, "consumer")))
            self._reading.append(asyncio.create_task(self.watchdog.run()))

    async def stop_reading(self) -> None:
        """Cancel the consumers, let the handlers of all that was handed to us finish, close that connection.

        In this order nothing goes back to the queue unhandled, so nothing is handed out a second time.
        """
        if self._is_beginning:
            # Consumers that have only half begun hold messages already, and cannot be told to stop in order.
            await asyncio.wait(self._reading[:1], timeout=BEGINNING)
        await _cancelled(self._reading)
        if broker := self._broker:
            await end(_subscribers(broker), self._acknowledging)
            await broker.stop()
            self._broker = None

    async def stop(self) -> None:
        """Stop reading, then close the connection that publishes."""
        await self.stop_reading()
        await _cancelled([self._publishing] if self._publishing else [])

    async def publish(self, message: Message) -> None:
        """Send and wait for the broker's confirm; raises when nobody would get the message, or after 5 s."""
        await self._publisher.publish(message)

    async def until_ready(self) -> None:
        """Wait for an open connection."""
        await self._publisher.until_ready()

    async def state(self) -> dict[str, Any]:
        """Whether we are connected and every queue has its consumer."""
        consuming = not self._receivers or self._broker is not None
        return {
            "ready": self._publisher.is_connected and consuming and not self.watchdog.deserted,
            "kind": "rabbitmq",
            "connected": self._publisher.is_connected,
            "queues_without_consumer": sorted(self.watchdog.deserted),
        }

    def _own_consumers(self) -> set[str]:
        """Queues that this process itself consumes, as far as its own connection knows."""
        subscribers = _subscribers(self._broker) if self._broker else ()
        return {str(each.queue.name) for each in subscribers if _consumes(each)}

    async def _consume(self) -> None:
        broker = self._new_broker()
        for subscriber in _subscribers(broker):
            # FastStream says so itself only after the broker's answer; what arrives beside that answer it would drop
            # without a word, and nobody would be handed it again before this process ends.
            subscriber.running = True
        self._is_beginning = True
        try:
            await broker.start()
        except BaseException:
            await broker.stop()
            raise
        finally:
            self._is_beginning = False
        self._broker = broker

    def _new_broker(self) -> RabbitBroker:
        broker = RabbitBroker(
            self.url,
            timeout=5,
            reconnect_interval=1,
            graceful_timeout=GRACE,
            apply_types=False,
            decoder=_whole_message,
            middlewares=_middlewares(),
            logger=None,
        )
        for receiver in self._receivers:
            for each in receiver.handlers:
                self._subscribe(broker, each.queue, each.prefetch, _reader(receiver, each))
            self._subscribe(broker, receiver.handlers.dead_queue, 10, _gravedigger(receiver))
        return broker

    def _subscribe(
        self,
        broker: RabbitBroker,
        queue: str,
        prefetch: int,
        read: Callable[[RabbitMessage], Awaitable[None]],
    ) -> None:
        @wraps(read)
        async def read_and_wait(message: RabbitMessage) -> None:
            async with self._acknowledging.afterwards():
                await read(message)

        broker.subscriber(
            RabbitQueue(queue, declare=False),
            channel=Channel(prefetch_count=prefetch),
            ack_policy=AckPolicy.REJECT_ON_ERROR,
            no_reply=True,
        )(read_and_wait)


def _subscribers(broker: RabbitBroker) -> Sequence[Any]:
    return broker.subscribers


def _consumes(subscriber: Any) -> bool:
    # FastStream has no public word for either; aio-pika and aiormq forget a consumer that the broker cancelled.
    queue, tag = subscriber._queue_obj, subscriber._consumer_tag
    channel = queue and queue.channel
    underlay = getattr(channel, "_channel", None)
    return bool(tag and underlay and not channel.is_closed and tag in underlay.channel.consumers)


async def _cancelled(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _middlewares() -> tuple[Any, ...]:
    # Without a collector its spans go nowhere; ids are carried on by `_reader`.
    return (
        (RabbitTelemetryMiddleware(tracer_provider=trace.get_tracer_provider()),) if is_collecting() else ()
    )


async def _whole_message(message: RabbitMessage) -> Any:
    return message


def _reader(receiver: Receiver, subscription: Subscription) -> Callable[[RabbitMessage], Awaitable[None]]:
    async def read(message: RabbitMessage) -> None:
        incoming: AbstractIncomingMessage = message.raw_message
        try:
            received = from_amqp(incoming)
        except Malformed as error:
            await _bury(receiver, subscription.queue, incoming, error)
            return
        if times_handed_over(incoming) > SUSPECT_AFTER:
            await receiver.put_aside(subscription, received)
            return
        if is_collecting():
            correlation_id.set(received.headers.get("correlation_id", ""))
            await receiver.receive(subscription, received)
            return
        with continued(subscription.queue, received.headers, SpanKind.CONSUMER):
            await receiver.receive(subscription, received)

    read.__name__ = subscription.call.__name__
    return read


def _gravedigger(receiver: Receiver) -> Callable[[RabbitMessage], Awaitable[None]]:
    async def drain_dead(message: RabbitMessage) -> None:
        incoming = message.raw_message
        queue = queue_it_died_in(incoming, receiver.handlers.dead_queue)
        await receiver.receive_dead(queue, salvage(incoming))

    return drain_dead


async def _bury(receiver: Receiver, queue: str, incoming: AbstractIncomingMessage, error: Malformed) -> None:
    message = salvage(incoming)
    await while_away_wait(receiver.database, lambda: bury(receiver.database, queue, message, error))


async def _insist(connect: Callable[[], Awaitable[None]], what: str) -> None:
    while True:
        heed_cancellation()
        try:
            return await connect()
        except Exception as error:
            log.warning("rabbitmq_away", what=what, error=f"{type(error).__name__}: {error}"[:200])
            await asyncio.sleep(1)
