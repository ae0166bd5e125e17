"""Desk: where tickets arrive. Its settings, its members, and who may see it."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Self, TypedDict, Unpack
from uuid import UUID

from services.tickets.domain import numbering
from services.tickets.domain.errors import DeskSettingRefused, UnknownCategory
from shared.aggregate import Aggregate
from shared.contracts.desk_members import can_see_desk
from shared.contracts.event import Event
from shared.contracts.parts import Actor, Category, DeskState
from shared.contracts.tickets import DeskChanged, DeskCreated
from shared.locales import is_language, is_zone
from shared.text import one_line, paragraphs, shows_nothing

PALETTE = ("petrol", "brick", "plum", "slate", "moss", "cobalt", "ochre", "rose")
HEX_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
MAX_NAME = 100
MAX_DESCRIPTION = 2000


class DeskSettings(TypedDict, total=False):
    """What can be set on a desk; one that is not named stays as it is."""

    name: str
    description: str
    color: str
    language: str
    time_zone: str
    active: bool
    number_pattern: str
    categories: tuple[Category, ...]
    member_ids: tuple[UUID, ...]
    group_ids: tuple[UUID, ...]


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

    def can_be_seen_by(self, person_id: UUID, role: str, group_ids: Collection[UUID]) -> bool:
        """Whether this person may know of the desk and its tickets."""
        return can_see_desk(self, person_id, role, group_ids)

    @property
    def state(self) -> DeskState:
        """The desk as its neighbours need it."""
        return DeskState.model_validate({name: getattr(self, name) for name in DeskState.model_fields})

    def completing(self, event: type[Event]) -> dict[str, Any]:  # noqa: ARG002 all of them show the desk
        return {"desk": self.state}

    def _put(self, settings: dict[str, Any]) -> bool:
        clean = {name: CLEANED[name](value) for name, value in settings.items()}
        changed = {name: new for name, new in clean.items() if _comparable(getattr(self, name)) != new}
        for name, new in changed.items():
            setattr(self, name, new)
        return bool(changed)


def _name(name: str, field: str = "name") -> str:
    clean = one_line(name)
    if shows_nothing(clean) or len(clean) > MAX_NAME:
        raise DeskSettingRefused(f"A name of 1 to {MAX_NAME} characters is needed", field)
    return clean


def _description(text: str) -> str:
    clean = paragraphs(text)
    if len(clean) > MAX_DESCRIPTION:
        raise DeskSettingRefused(f"At most {MAX_DESCRIPTION} characters", "description")
    return clean


def _color(color: str, field: str = "color") -> str:
    if color not in PALETTE and not HEX_COLOR.fullmatch(color):
        raise DeskSettingRefused(f"Use #rrggbb or one of: {', '.join(PALETTE)}", field)
    return color


def _language(tag: str) -> str:
    if not is_language(tag):
        raise DeskSettingRefused("Use one of the languages customers can read: en or pl", "language")
    return tag


def _time_zone(name: str) -> str:
    if not is_zone(name):
        raise DeskSettingRefused("Use a zone name such as Europe/Warsaw", "time_zone")
    return name


def _number_pattern(pattern: str) -> str:
    numbering.check(clean := pattern.strip())
    return clean


def _categories(categories: tuple[Category, ...]) -> tuple[dict[str, Any], ...]:
    names = [_name(category.name, "categories").casefold() for category in categories]
    if len(set(names)) < len(names) or len({category.id for category in categories}) < len(names):
        raise DeskSettingRefused("Two categories of a desk have the same name or id", "categories")
    return tuple(
        {
            "id": str(category.id),
            "name": _name(category.name, "categories"),
            "color": _color(category.color, "categories"),
        }
        for category in categories
    )


def _each_once(ids: tuple[UUID, ...]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(ids))


def _comparable(value: Any) -> Any:
    # A JSON or array column may hand a tuple back as a list.
    return tuple(value) if isinstance(value, list) else value


CLEANED: dict[str, Callable[..., Any]] = {
    "name": _name,
    "description": _description,
    "color": _color,
    "language": _language,
    "time_zone": _time_zone,
    "active": bool,
    "number_pattern": _number_pattern,
    "categories": _categories,
    "member_ids": _each_once,
    "group_ids": _each_once,
}
