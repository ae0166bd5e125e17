"""The events as documents: FastStream's AsyncAPI of a service's queues."""

from collections.abc import Iterable
from typing import Any, Union

from faststream.rabbit import ExchangeType, RabbitBroker, RabbitExchange, RabbitQueue
from faststream.specification import AsyncAPI

from shared.bus.topology import EXCHANGE
from shared.handlers import Handlers, Subscription


def asyncapi(title: str, services: Iterable[Handlers]) -> str:
    """The AsyncAPI 3.0 document, as JSON, of every queue that `services` read."""
    broker = RabbitBroker("amqp://rabbitmq:5672/")
    exchange = RabbitExchange(EXCHANGE, type=ExchangeType.TOPIC, durable=True)
    for handlers in services:
        for subscription in handlers:
            _document(broker, exchange, subscription)
    return AsyncAPI(broker, title=title, version="1").to_specification().to_json()


def _document(broker: RabbitBroker, exchange: RabbitExchange, subscription: Subscription) -> None:
    async def read(event: Any) -> None:
        """Handled by the inbox; only its shape is of interest here."""

    read.__annotations__ = {"event": Union[subscription.events], "return": None}  # noqa: UP007 built at run time
    read.__name__ = subscription.call.__name__
    names = ", ".join(subscription.names)
    broker.subscriber(
        RabbitQueue(subscription.queue, routing_key=names),
        exchange,
        title=subscription.queue,
        description=f"{subscription.call.__doc__ or subscription.call.__name__.replace('_', ' ')}: {names}",
        no_reply=True,
    )(read)
