"""The base of every event: a past fact, immutable, with its version in its name."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import from_json
from uuid_utils.compat import uuid7

from shared.clock import utc_now


class Part(BaseModel):
    """A value inside an event; unknown fields of newer writers are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Part):
    """One fact. The head of a class says its name; `event_id` and `occurred_at` travel in the envelope, the rest is the body."""

    name: ClassVar[str]
    event_id: UUID = Field(default_factory=uuid7, exclude=True)
    occurred_at: datetime = Field(default_factory=utc_now, exclude=True)

    def __init_subclass__(cls, *, name: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if name:
            cls.name = name
            EVENTS[name] = cls

    def to_wire(self) -> bytes:
        """The payload as it goes on the wire: UTF-8 JSON without the envelope's fields."""
        return self.__pydantic_serializer__.to_json(self)

    @classmethod
    def from_wire(cls, body: bytes, event_id: UUID, occurred_at: datetime) -> "Event":
        """Read a body from the wire; raises ValueError (pydantic's included) for a malformed one."""
        payload = from_json(body)
        if not isinstance(payload, dict):
            raise ValueError("the body is not a JSON object")
        return cls.model_validate(payload | {"event_id": event_id, "occurred_at": occurred_at})


EVENTS: dict[str, type[Event]] = {}
"""Every event by its name; filled as the contract modules are imported."""
