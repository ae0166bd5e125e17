"""The tickets of a list, as rows of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.tickets.domain.next_action import NextAction, next_action
from services.tickets.panel.naming import requester_of
from services.tickets.panel.places import LIST, Place
from services.tickets.queries.shapes import same
from shared.instants import clamped
from shared.panel.words import say


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket of a list."""

    id: UUID
    url: str
    number: str
    title: str
    status: str
    priority: str
    requester: str
    at: datetime
    assignees: tuple[tuple[str, bool], ...]
    is_open: bool
    snoozed_until: datetime | None
    snooze_reason: str
    wake_url: str
    has_tasks: bool
    tell_customer: bool
    undelivered: bool
    next: NextAction
    snippet: tuple[tuple[str, bool], ...]
    """Where a search found something, in pieces, each with whether it is what was searched for."""

    @property
    def why(self) -> str:
        """What is to be done, in the reader's words."""
        return say(f"next_action.{self.next.code}")


def rows_of(
    items: Sequence[Mapping[str, Any]],
    names: Mapping[UUID, str],
    place: Place,
    current: UUID | None,
    now: datetime,
) -> tuple[Row, ...]:
    """All of a page, with the `names` of assignees; `current` is the ticket open beside the list."""
    # What stands behind the path is the same for all of them.
    here, back = place.url(""), place.url("", back="list")
    return tuple(_row(row, names, here, back, current, now) for row in items)


def _row(
    row: Mapping[str, Any],
    names: Mapping[UUID, str],
    here: str,
    back: str,
    current: UUID | None,
    now: datetime,
) -> Row:
    asleep = row["snoozed_until"] is not None and row["snoozed_until"] > now
    assignee = names.get(row["assignee_id"], "Somebody") if row["assignee_id"] else ""
    url = f"{LIST}/{row['id']}"
    found = row.get("snippet")
    known: dict[str, Any] = same(Row, row) | {
        "snoozed_until": row["snoozed_until"] if asleep else None,
        "snippet": tuple(found.parts) if found else (),
    }
    return Row(
        **known,
        url=url + here,
        requester=requester_of(row, "No requester"),
        at=row["updated_at"],
        assignees=((assignee, row["assignee_kind"] == "group"),) if assignee else (),
        is_open=row["id"] == current,
        wake_url=f"{url}/snooze/end{back}",
        has_tasks=bool(row["linked_tasks"]),
        next=next_action(row, now),
    )


def by_return(rows: Sequence[Row], now: datetime, here: ZoneInfo) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """Those that sleep, by the day on which they come back `here`."""
    today = now.astimezone(here).date()
    sunday = today + timedelta(days=6 - today.weekday())
    ends = [
        ("Today", today),
        ("Tomorrow", today + timedelta(days=1)),
        ("This week", sunday),
        ("Next week", sunday + timedelta(days=7)),
    ]
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row.snoozed_until:
            day = clamped(row.snoozed_until).astimezone(here).date()
            groups.setdefault(next((name for name, end in ends if day <= end), "Later"), []).append(row)
    return tuple((name, tuple(found)) for name, found in groups.items())
