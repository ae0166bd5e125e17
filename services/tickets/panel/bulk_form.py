"""What a form says is to become of many tickets; a field left empty says nothing."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.tickets.domain.moments import Until
from services.tickets.panel.places import read
from services.tickets.panel.tickets import known_assignee
from services.tickets.queries.people import Workers
from services.tickets.use_cases.snoozing import Aside
from shared.contracts.parts import Priority, Status
from shared.database import Database
from shared.errors import Invalid

FIELDS = (
    "status", "priority", "assignee", "category_id", "add_tags", "remove_tags", "snooze", "wake", "desk_id",
)  # fmt: skip
NONE = "none"
"""Of the assignee and the category: nobody, and none."""
LONGEST = 10_000


async def parts_of(database: Database, typed: Mapping[str, str]) -> dict[str, Any]:
    """The parts that the use case takes; raises Invalid for what cannot be read, and when nothing is to be changed."""
    if any(len(value) > LONGEST or "\0" in value for value in typed.values()):
        raise Invalid("The text is too long, or has signs that cannot be kept.")
    parts: dict[str, Any] = {
        "status": read(Status, typed["status"], "status"),
        "priority": read(Priority, typed["priority"], "priority"),
        "desk_id": read(UUID, typed["desk_id"], "desk"),
        **{name: _lines(typed[name]) for name in ("add_tags", "remove_tags")},
    }
    parts = {name: value for name, value in parts.items() if value}
    if typed["assignee"]:
        parts["assignee"] = await known_assignee(database, _given(typed["assignee"]))
    if typed["category_id"]:
        parts["category_id"] = read(UUID, _given(typed["category_id"]), "category")
    if typed["wake"] or typed["snooze"].strip():
        parts["snooze"] = None if typed["wake"] else Aside(Until(text=typed["snooze"]))
    if not parts:
        raise Invalid("Choose what is to be changed.")
    return parts


def names_in(workers: Workers, desks: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What the form's values are called: people and groups, desks and their categories."""
    names = {f"agent:{each.id}": each.name for each in workers.people}
    names |= {f"group:{each.id}": each.name for each in workers.groups}
    for desk in desks:
        names[str(desk["id"])] = desk["name"]
        names |= {str(each["id"]): each["name"] for each in desk["categories"]}
    return names


def _given(value: str) -> str:
    return "" if value == NONE else value


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
