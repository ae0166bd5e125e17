"""Who may see a desk: the one rule that every service with a copy of desks applies."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

SEE_EVERY_DESK = frozenset({"owner", "admin"})


class DeskMembers(Protocol):
    """The part of a desk that decides; `DeskState` and each service's own desks have it."""

    @property
    def member_ids(self) -> Collection[UUID]: ...

    @property
    def group_ids(self) -> Collection[UUID]: ...


def can_see_desk(desk: DeskMembers, person_id: UUID, role: str, group_ids: Collection[UUID]) -> bool:
    """Whether this person, in these groups, may know of the desk; without members it is every agent's."""
    if role in SEE_EVERY_DESK:
        return True
    if role != "agent":
        return False
    is_open = not desk.member_ids and not desk.group_ids
    return is_open or person_id in desk.member_ids or not set(group_ids).isdisjoint(desk.group_ids)
