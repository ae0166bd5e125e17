"""Which columns of a ticket go where: the one list that lists, pages and the JSON door derive theirs from.

A new column is read and told everywhere, unless it is named here.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from services.tickets.tables.tickets import tickets
from shared.contracts.parts import Requester

INSIDE = (
    "search", "markup_version", "snooze_id", "assigned_in", "link_renewed_in", "merged_first_into", "before_merge",
)  # fmt: skip
"""What is read by nobody."""
UNTOLD = (*INSIDE, "priority_rank", "linked_tasks", "field_values", "merged_tickets", "former_numbers")
"""What lists go by, and no reader is told as it is."""
LONG = (
    "body", "body_html", "attachments", "requester_phone", "requester_external_id", "requester_client",
    "field_values", "follows", "followed_by",
)  # fmt: skip
"""What only a whole ticket has; the panel's lists go without."""

PARTS: dict[str, dict[str, str]] = {
    "requester": {name: f"requester_{name}" for name in Requester.model_fields},
    "assignee": {"kind": "assignee_kind", "id": "assignee_id"},
    "category": {"id": "category_id", "name": "category_name", "color": "category_color"},
    "snooze": {
        "until": "snoozed_until",
        "reason": "snooze_reason",
        "by": "snoozed_by",
        "keep_asleep_on_reply": "keep_asleep_on_reply",
    },
}
"""What is told together, by the names it has there."""
THERE_BY = {"assignee": "assignee_id", "category": "category_id", "snooze": "snoozed_until"}
"""Without this column the part is not there at all."""

_IN_PARTS = {column for part in PARTS.values() for column in part.values()}
NAMES = tuple(str(column.name) for column in tickets.c)
SHORT = tuple(name for name in NAMES if name not in (*LONG, *INSIDE))
"""What every row of a list has."""
TOLD = tuple(name for name in NAMES if name not in (*UNTOLD, *_IN_PARTS, "attachments"))
"""What is told as it is."""


def part(row: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """One of the parts of a row; None where it has none."""
    if name in THERE_BY and not row[THERE_BY[name]]:
        return None
    return {inside: row[column] for inside, column in PARTS[name].items()}


def same(kind: type, row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row that a page's dataclass has under the same names."""
    return {each.name: row[each.name] for each in fields(kind) if each.name in row}
