"""Group: several people that a ticket can be assigned to together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self, TypedDict, Unpack
from uuid import UUID

from services.organization.domain.errors import GroupWithoutMembers
from services.organization.domain.text import Rules, cleaned, one_line, paragraphs
from shared.aggregate import Aggregate
from shared.contracts.event import Event
from shared.contracts.organization import GroupChanged
from shared.contracts.parts import GroupState

MAX_NAME = 100
MAX_DESCRIPTION = 2000


class GroupFacts(TypedDict, total=False):
    """What can be set on a group; one that is not named stays as it is."""

    name: str
    description: str
    member_ids: tuple[UUID, ...]
    active: bool


@dataclass(eq=False, repr=False, kw_only=True)
class Group(Aggregate):
    """Several people; that the name is unique, the table guards."""

    id: UUID
    name: str = ""
    description: str = ""
    member_ids: tuple[UUID, ...] = ()
    active: bool = True
    version: int = 0

    @classmethod
    def create(cls, group_id: UUID, **facts: Unpack[GroupFacts]) -> Self:
        """Make a group with its first members."""
        group = cls(id=group_id)
        group.edit(**{"name": "", "member_ids": (), **facts})
        return group

    def edit(self, **facts: Unpack[GroupFacts]) -> None:
        """Set what is named, all or nothing; setting what is already so is no change."""
        clean = cleaned(facts, RULES)
        changed = {name: new for name, new in clean.items() if _comparable(getattr(self, name)) != new}
        for name, new in changed.items():
            setattr(self, name, new)
        if changed.keys() == {"description"}:
            self.touch()
        elif changed and not self.is_recorded(GroupChanged):
            self.record(GroupChanged)

    @property
    def state(self) -> GroupState:
        """The group as every service needs it."""
        return GroupState.model_validate({name: getattr(self, name) for name in GroupState.model_fields})

    def completing(self, event: type[Event]) -> dict[str, Any]:  # noqa: ARG002 there is only one event
        return {"group": self.state}


def _comparable(value: Any) -> Any:
    # A JSON or array column may hand a tuple back as a list.
    return tuple(value) if isinstance(value, list) else value


def _members(ids: Iterable[UUID]) -> tuple[UUID, ...]:
    if not (each_once := tuple(dict.fromkeys(ids))):
        raise GroupWithoutMembers
    return each_once


RULES: Rules = {
    "name": lambda text: one_line("name", text, MAX_NAME),
    "description": lambda text: paragraphs("description", text, MAX_DESCRIPTION),
    "member_ids": _members,
}
