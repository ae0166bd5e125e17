"""Where in the lists somebody is: the view, desk, filters and order that stand in every address."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query

from services.tickets.domain.query import LONGEST
from services.tickets.queries.lists import Filters, Sort, View
from shared.contracts.parts import Priority, Status
from shared.errors import Invalid
from shared.web import Text

T = TypeVar("T")
LIST = "/panel/tickets"
PAGE = 50
EVERYTHING_ACTIVE = Filters()
FILTERS = ("status", "priority", "assignee")
Word = Annotated[Text, Query(max_length=500)]


@dataclass(frozen=True, slots=True)
class Place:
    """A list's filters, and the address that says the same."""

    filters: Filters = EVERYTHING_ACTIVE
    is_given: bool = False
    saved: str = ""
    """The saved view that is open, by its id."""

    def url(self, path: str = LIST, **changes: object) -> str:
        """The address of `path` in this list; `changes` replace or, being None, leave out what they name."""
        pairs = {**self.fields(), **changes}
        query = urlencode({name: value for name, value in pairs.items() if value not in (None, "")})
        return f"{path}?{query}" if query else path

    def fields(self) -> dict[str, object]:
        """What stands in the address, without the page."""
        f = self.filters
        view = f.view if f.view is not View.ACTIVE else None
        return {
            "desk_id": f.desk_id, "view": view, "status": f.status, "priority": f.priority,
            "assignee": f.assignee, "q": f.q, "sort": f.sort, "saved": self.saved,
        }  # fmt: skip

    def of(self, view: View) -> "Place":
        """Another view, of all desks."""
        return replace(self, filters=replace(self.filters, view=view, desk_id=None))

    def on_desk(self, desk_id: UUID) -> "Place":
        """This list, or the desk's active one where the address names none."""
        return self if self.is_given else Place(replace(self.filters, desk_id=desk_id))

    @property
    def is_narrowed(self) -> bool:
        """Whether filters or a search hide something of the view."""
        f = self.filters
        return any((f.status, f.priority, f.assignee, f.q))

    @property
    def is_saved_alone(self) -> bool:
        """Whether the address names a saved view, and not yet what it stands for."""
        return bool(self.saved) and not self.is_given and not self.is_narrowed

    @property
    def query(self) -> str:
        """What narrows the list down, in one search."""
        f = self.filters
        named = {"status": f.status, "priority": f.priority, "assignee": f.assignee, "desk": f.desk_id}
        parts = [f.q, *[f"{name}:{value}" for name, value in named.items() if value is not None]]
        return " ".join(part for part in parts if part)


def the_place(  # noqa: PLR0913 one argument per filter is how FastAPI reads a query
    view: Word = "",
    desk_id: Word = "",
    status: Word = "",
    priority: Word = "",
    assignee: Word = "",
    q: Annotated[Text, Query(max_length=LONGEST)] = "",
    sort: Word = "",
    cursor: Word = "",
    saved: Word = "",
) -> Place:
    """The list of the address; an empty field, as forms send it, is none."""
    filters = Filters(
        view=read(View, view, "view") or View.ACTIVE,
        desk_id=read(UUID, desk_id, "desk_id"),
        status=read(Status, status, "status"),
        priority=read(Priority, priority, "priority"),
        assignee=read(UUID, assignee, "assignee"),
        q=q.strip() or None,
        sort=read(Sort, sort, "sort"),
        cursor=cursor or None,
        limit=PAGE,
    )
    return Place(filters, is_given=bool(view or desk_id), saved=saved)


ThePlace = Annotated[Place, Depends(the_place)]


def read(kind: Callable[[str], T], text: str, field: str) -> T | None:
    """A field's text as what it stands for, an empty one as nothing; raises Invalid."""
    try:
        return kind(text) if text else None
    except ValueError:
        raise Invalid(
            f"“{text[:60]}” is no {field.replace('_', ' ')}", [{"field": field, "message": "unknown"}]
        ) from None
