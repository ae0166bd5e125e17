"""What can be set on a desk, and how each setting is made fit to keep."""

import re
from collections.abc import Callable
from typing import Annotated, Any, TypedDict, get_type_hints
from uuid import UUID

from services.tickets.domain import numbering
from services.tickets.domain.errors import DeskSettingRefused
from services.tickets.domain.turns import RULES
from shared.contracts.parts import PALETTE, Category
from shared.locales import canonical, in_words, is_language, is_zone
from shared.text import one_line, paragraphs, shows_nothing

HEX_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
MAX_NAME = 100
MAX_DESCRIPTION = 2000
LONGEST_HOLD = 3600
"""Seconds: whoever wants longer says when a reply is to be sent."""
LONGEST_WINDOW = 365
"""Days."""


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
        raise DeskSettingRefused(f"Use one of the languages customers can read: {in_words()}", "language")
    return canonical(tag)


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


def _auto_assign(rule: str) -> str:
    if rule not in RULES:
        raise DeskSettingRefused(f"Use one of: {', '.join(RULES)}", "auto_assign")
    return rule


def _hold_seconds(seconds: int) -> int:
    if not 0 <= seconds <= LONGEST_HOLD:
        raise DeskSettingRefused(f"Use 0 to {LONGEST_HOLD} seconds", "hold_seconds")
    return seconds


def _reopen_days(days: int | None) -> int | None:
    if days is not None and not 0 <= days <= LONGEST_WINDOW:
        raise DeskSettingRefused(f"Use 0 to {LONGEST_WINDOW} days, or none at all", "reopen_days")
    return days


def _each_once(ids: tuple[UUID, ...]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(ids))


class DeskSettings(TypedDict, total=False):
    """What can be set on a desk, and what makes it fit to keep.

    One that is not named stays as it is; the members and groups are all of them, not what is added.
    """

    name: Annotated[str, _name]
    description: Annotated[str, _description]
    color: Annotated[str, _color]
    language: Annotated[str, _language]
    time_zone: Annotated[str, _time_zone]
    active: Annotated[bool, bool]
    number_pattern: Annotated[str, _number_pattern]
    categories: Annotated[tuple[Category, ...], _categories]
    member_ids: Annotated[tuple[UUID, ...], _each_once]
    group_ids: Annotated[tuple[UUID, ...], _each_once]
    auto_assign: Annotated[str, _auto_assign]
    hold_seconds: Annotated[int, _hold_seconds]
    reopen_days: Annotated[int | None, _reopen_days]


CLEANED: dict[str, Callable[..., Any]] = {
    name: kind.__metadata__[0] for name, kind in get_type_hints(DeskSettings, include_extras=True).items()
}


def cleaned(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings as they are kept; raises DeskSettingRefused, or NumberPatternRefused."""
    return {name: CLEANED[name](value) for name, value in settings.items()}
