"""A search that somebody keeps under a name, for themselves, for groups or for everyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from services.tickets.domain.query import parse, understood

SharedWith = Literal["me", "everyone"] | Sequence[UUID]
MOST = 100
"""Views of one owner."""


class ViewSettings(TypedDict, total=False):
    """What can be set; what is not named stays."""

    name: str
    query: str
    view: str
    sort: str | None
    shared_with: SharedWith


@dataclass(eq=False, repr=False, kw_only=True)
class SavedView:
    """One of them; its owner alone changes it."""

    id: UUID
    owner_id: UUID
    created_at: datetime
    name: str
    query: str = ""
    view: str = "active"
    sort: str | None = None
    for_everyone: bool = False
    group_ids: tuple[UUID, ...] = ()
    version: int = 0

    def change(self, settings: ViewSettings) -> None:
        """Set what is named; raises UnknownQueryValue for a search that nothing could be found by."""
        for term in parse(settings.get("query", "")):
            if term.operator:
                understood(term, ZoneInfo("UTC"))
        self.name = settings.get("name", self.name)
        self.query = settings.get("query", self.query)
        self.view = settings.get("view", self.view)
        self.sort = settings.get("sort", self.sort)
        if "shared_with" in settings:
            self._share(settings["shared_with"])
        self.version += 1

    def _share(self, shared_with: SharedWith) -> None:
        self.for_everyone = shared_with == "everyone"
        self.group_ids = () if isinstance(shared_with, str) else tuple(dict.fromkeys(shared_with))
