"""An aggregate: an object that guards its own rules and remembers what happened to it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from shared.contracts.event import Event


class Aggregate:
    """Base of aggregates. Loaded objects run no `__init__`, so nothing here needs one."""

    version: int

    def record(self, event: type[Event], **facts: Any) -> None:
        """Remember that `event` happened. What it says of the state is filled in when pulled."""
        self.__dict__.setdefault("_recorded", []).append((event, facts))

    def pull_events(self, now: datetime) -> list[Event]:
        """Hand out, once, the events recorded since the last pull, completed by `completing()`."""
        recorded = self.__dict__.pop("_recorded", [])
        complete: Callable[[type[Event]], dict[str, Any]] = self.completing
        return [kind(**complete(kind), **facts, occurred_at=now) for kind, facts in recorded]

    def completing(self, event: type[Event]) -> dict[str, Any]:  # noqa: ARG002 for those who override it
        """Fields that every event of this aggregate carries, as of now (its state, its actor)."""
        return {}

    @property
    def has_recorded(self) -> bool:
        """Whether something happened that is not yet handed out."""
        return bool(self.__dict__.get("_recorded"))

    def is_recorded(self, *events: type[Event]) -> bool:
        """Whether one of `events` waits to be handed out: saying it twice would say nothing new."""
        return any(kind in events for kind, _ in self.__dict__.get("_recorded", []))

    def touch(self) -> None:
        """Say that the own state changed, whether or not there is an event for it."""
        self.__dict__["_touched"] = True

    @property
    def has_changed(self) -> bool:
        """Whether the unit of work has something to save: a touch or an event."""
        return self.has_recorded or "_touched" in self.__dict__

    def settle(self, now: datetime) -> bool:
        """Close this unit of work: one version more if anything changed. Once, before `pull_events`."""
        changed = self.has_changed
        self.__dict__.pop("_touched", None)
        if changed:
            self.version = self.version + 1
            self.settled(now)
        return changed

    def settled(self, now: datetime) -> None:
        """Told by `settle` after a change; aggregates that know when they changed override it."""
