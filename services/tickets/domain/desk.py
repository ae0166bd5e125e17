"""Desk: where tickets arrive. Its settings, its members, and who may see it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self, Unpack
from uuid import UUID

from services.tickets.domain import numbering
from services.tickets.domain.desk_settings import DeskSettings, cleaned
from services.tickets.domain.errors import UnknownCategory
from services.tickets.domain.text import comparable
from shared.aggregate import Aggregate
from shared.contracts.desk_members import can_see_desk
from shared.contracts.event import Event
from shared.contracts.parts import Actor, Category, DeskState
from shared.contracts.tickets import DeskChanged, DeskCreated


@dataclass(eq=False, repr=False, kw_only=True)
class Desk(Aggregate):
    """Where tickets arrive. `categories` are JSON-able: id, name, color."""

    id: UUID
    name: str = ""
    description: str = ""
    color: str = "slate"
    language: str = "en"
    time_zone: str = "UTC"
    active: bool = True
    number_pattern: str = numbering.DEFAULT_PATTERN
    categories: tuple[dict[str, Any], ...] = ()
    member_ids: tuple[UUID, ...] = ()
    group_ids: tuple[UUID, ...] = ()
    version: int = 0

    @classmethod
    def create(cls, desk_id: UUID, by: Actor, **settings: Unpack[DeskSettings]) -> Self:
        """Make a desk; everything but its name has a default."""
        desk = cls(id=desk_id)
        desk._put({"name": "", **settings})
        desk.record(DeskCreated, actor=by)
        return desk

    def edit(self, by: Actor, **settings: Unpack[DeskSettings]) -> None:
        """Set what is named, all or nothing; setting what is already so is no change."""
        if self._put(dict(settings)) and not self.is_recorded(DeskCreated, DeskChanged):
            self.record(DeskChanged, actor=by)

    def category(self, category_id: UUID | None) -> Category | None:
        """One of the desk's categories; none asked for, none given."""
        if category_id is None:
            return None
        for category in self.state.categories:
            if category.id == category_id:
                return category
        raise UnknownCategory

    def can_be_seen_by(
        self, person_id: UUID, permissions: Collection[str], group_ids: Collection[UUID]
    ) -> bool:
        """Whether this person may know of the desk and its tickets."""
        return can_see_desk(self, person_id, permissions, group_ids)

    @property
    def state(self) -> DeskState:
        """The desk as its neighbours need it."""
        return DeskState.model_validate({name: getattr(self, name) for name in DeskState.model_fields})

    def completing(self, event: type[Event]) -> dict[str, Any]:  # noqa: ARG002 all of them show the desk
        return {"desk": self.state}

    def _put(self, settings: dict[str, Any]) -> bool:
        changed = {
            name: new for name, new in cleaned(settings).items() if comparable(getattr(self, name)) != new
        }
        for name, new in changed.items():
            setattr(self, name, new)
        return bool(changed)
