"""A message: an event in its envelope, as buses and tables carry it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError
from uuid_utils.compat import uuid7

from shared.contracts.event import EVENTS, Event

Headers = dict[str, str]
"""What travels beside the body: `traceparent` and `correlation_id`."""


@dataclass(frozen=True, slots=True)
class Message:
    """One event on its way; `queue` is set when only one queue is meant (a replay, a handler's next step)."""

    event_id: UUID
    name: str
    body: bytes
    occurred_at: datetime
    headers: Headers = field(default_factory=dict)
    queue: str | None = None

    def open(self) -> Event:
        """The event inside; raises Malformed when there is none."""
        contract = EVENTS.get(self.name)
        if contract is None:
            raise Malformed("unknown_event", f"no contract is named {self.name!r}")
        try:
            return contract.from_wire(self.body, self.event_id, self.occurred_at)
        except (ValueError, RecursionError) as error:
            raise Malformed("malformed_body", _what_is_wrong(error)) from error


def _what_is_wrong(error: ValueError | RecursionError) -> str:
    """The fields at fault, without what stood in them: those are customers' words."""
    if not isinstance(error, ValidationError):
        return type(error).__name__
    found = error.errors(include_url=False, include_context=False, include_input=False)[:20]
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in found)


class Malformed(Exception):
    """What arrived is not an event we know. `code` is stable."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def again(event: Event) -> Event:
    """The same fact as another message: whoever has handled the first one handles this one too."""
    return event.model_copy(update={"event_id": uuid7()})


def enclose(event: Event, headers: Headers, queue: str | None = None) -> dict[str, object]:
    """The outbox row of an event; for one queue alone, if it is named."""
    return {
        "id": event.event_id,
        "event_id": event.event_id,
        "name": event.name,
        "body": event.to_wire(),
        "headers": headers,
        "queue": queue,
        "occurred_at": event.occurred_at,
    }
