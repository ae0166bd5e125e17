"""Desk: where tickets arrive. Its settings, its members, and who may see it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self, Unpack
from uuid import UUID

from services.tickets.domain import desk_fields, numbering
from services.tickets.domain.desk_fields import Fields, FieldSettings
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
    """Where tickets arrive. `categories` and `fields` are JSON-able."""

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
    fields: tuple[dict[str, Any], ...] = ()
    auto_assign: str = "off"
    hold_seconds: int = 0
    reopen_days: int | None = None
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
        if self._put(dict(settings)):
            self._show_change(by)

    def add_field(self, field_id: UUID, by: Actor, **settings: Unpack[FieldSettings]) -> None:
        """One field more; raises FieldDefinitionRefused or FieldKeyTaken."""
        self._put_fields(desk_fields.with_field(self.state.fields, field_id, settings), by)

    def change_field(self, field_id: UUID, by: Actor, **settings: Unpack[FieldSettings]) -> None:
        """Set what is named; raises NoSuchField, FieldFixed or FieldDefinitionRefused."""
        self._put_fields(desk_fields.with_changed(self.state.fields, field_id, settings), by)

    def remove_field(self, field_id: UUID, by: Actor) -> None:
        """One field less; what tickets hold for it stays where it is and is shown no more."""
        self._put_fields(desk_fields.without_field(self.state.fields, field_id), by)

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

    def _show_change(self, by: Actor) -> None:
        if not self.is_recorded(DeskCreated, DeskChanged):
            self.record(DeskChanged, actor=by)

    def _put_fields(self, fields: Fields, by: Actor) -> None:
        if fields != self.state.fields:
            self.fields = tuple(field.model_dump(mode="json") for field in fields)
            self._show_change(by)

    def _put(self, settings: dict[str, Any]) -> bool:
        changed = {
            name: new for name, new in cleaned(settings).items() if comparable(getattr(self, name)) != new
        }
        for name, new in changed.items():
            setattr(self, name, new)
        return bool(changed)
