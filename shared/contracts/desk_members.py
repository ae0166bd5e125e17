"""Who may see a desk: the one rule that every service with a copy of desks applies."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID


class DeskMembers(Protocol):
    """The part of a desk that decides; `DeskState` and each service's own desks have it."""

    @property
    def member_ids(self) -> Collection[UUID]: ...

    @property
    def group_ids(self) -> Collection[UUID]: ...


def sees_every_desk(permissions: Collection[str]) -> bool:
    """Whether whoever has these permissions may know of all desks, so that members need not be asked for."""
    return "desk.read_all" in permissions


def can_see_desk(
    desk: DeskMembers, person_id: UUID, permissions: Collection[str], group_ids: Collection[UUID]
) -> bool:
    """Whether this person, in these groups, may know of the desk; without members it is everybody's who reads desks."""
    if sees_every_desk(permissions):
        return True
    if "desk.read" not in permissions:
        return False
    is_open = not desk.member_ids and not desk.group_ids
    return is_open or person_id in desk.member_ids or not set(group_ids).isdisjoint(desk.group_ids)
