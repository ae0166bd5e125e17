"""Messages to and from AMQP's properties and headers."""

from datetime import UTC, datetime
from uuid import UUID

from aio_pika.abc import AbstractIncomingMessage
from aiormq import spec
from uuid_utils.compat import uuid7

from shared.clock import utc_now
from shared.message import Headers, Malformed, Message

PERSISTENT = 2
CARRIED = ("traceparent", "tracestate", "correlation_id")


def to_properties(message: Message) -> spec.Basic.Properties:
    """Persistent, with the event's id, name and time in AMQP's own properties."""
    return spec.Basic.Properties(
        message_id=str(message.event_id),
        message_type=message.name,
        timestamp=message.occurred_at,
        correlation_id=message.headers.get("correlation_id"),
        content_type="application/json",
        delivery_mode=PERSISTENT,
        # AMQP's timestamp has whole seconds only.
        headers={**message.headers, "occurred_at": message.occurred_at.isoformat()},
    )


def from_amqp(incoming: AbstractIncomingMessage) -> Message:
    """The message inside; raises Malformed when its id or time cannot be read."""
    try:
        event_id = UUID(incoming.message_id or "")
        occurred_at = _time(incoming)
    except ValueError as error:
        raise Malformed("malformed_headers", f"message_id or occurred_at: {error}") from error
    return Message(event_id, _name(incoming), incoming.body, occurred_at, _headers(incoming))


def salvage(incoming: AbstractIncomingMessage) -> Message:
    """As much of a malformed message as can be kept, under an id of its own."""
    try:
        return from_amqp(incoming)
    except Malformed:
        return Message(uuid7(), _name(incoming), incoming.body, utc_now(), _headers(incoming))


def queue_it_died_in(incoming: AbstractIncomingMessage, otherwise: str) -> str:
    """The queue a dead-lettered message was in first."""
    found = incoming.headers.get("x-first-death-queue")
    return found.decode() if isinstance(found, bytes) else str(found or otherwise)


def times_handed_over(incoming: AbstractIncomingMessage) -> int:
    """How often a message went back to its quorum queue without an answer."""
    count = incoming.headers.get("x-delivery-count")
    return count if isinstance(count, int) else 0


def _name(incoming: AbstractIncomingMessage) -> str:
    return incoming.type or incoming.routing_key or ""


def _headers(incoming: AbstractIncomingMessage) -> Headers:
    return {key: str(incoming.headers[key]) for key in CARRIED if incoming.headers.get(key)}


def _time(incoming: AbstractIncomingMessage) -> datetime:
    precise = incoming.headers.get("occurred_at")
    found = datetime.fromisoformat(str(precise)) if precise else incoming.timestamp or utc_now()
    return found if found.tzinfo else found.replace(tzinfo=UTC)
