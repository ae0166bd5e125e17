"""Where in the lists somebody is: the view, desk, filters and order that stand in every address."""

from dataclasses import dataclass, field, replace
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query, Request

from services.tickets.domain.query import LONGEST, Term
from services.tickets.panel.spans import OPERATOR_OF, SPANS, Days, days_in, instants_of, read
from services.tickets.queries.fields import FIELD, sought_in
from services.tickets.queries.filters import id_or_address
from services.tickets.queries.lists import Filters, Sort, View
from shared.contracts.parts import Channel, Priority, Status
from shared.panel.entry import PanelPerson
from shared.panel.words import zone
from shared.web import Text

__all__ = ["LIST", "Place", "ThePlace", "read"]
LIST = "/panel/tickets"
PAGE = 50
EVERYTHING_ACTIVE = Filters()
FILTERS = ("status", "priority", "assignee", "category_id", "tag", "channel", "requester", *SPANS)
LONGEST_TAG = 200
Word = Annotated[Text, Query(max_length=500)]


@dataclass(frozen=True, slots=True)
class Place:
    """A list's filters, and the address that says the same."""

    filters: Filters = EVERYTHING_ACTIVE
    is_given: bool = False
    saved: str = ""
    """The saved view that is open, by its id."""
    days: Days = field(default_factory=dict)
    """The days of spans as they were chosen, each of the reader's zone."""

    def url(self, path: str = LIST, **changes: object) -> str:
        """The address of `path` in this list; `changes` replace or, being None, leave out what they name."""
        pairs = {**self.fields(), **changes}
        query = urlencode({name: value for name, value in pairs.items() if value not in (None, "", ())}, True)
        return f"{path}?{query}" if query else path

    def fields(self) -> dict[str, object]:
        """What stands in the address, without the page; tags are several."""
        f = self.filters
        view = f.view if f.view is not View.ACTIVE else None
        own = {f"{FIELD}{key}": value for key, value in f.fields or ()}
        return {
            "desk_id": f.desk_id, "view": view, "status": f.status, "priority": f.priority,
            "assignee": f.assignee, "category_id": f.category_id, "tag": f.tags, "channel": f.channel,
            "requester": f.requester, **self.days, **own, "q": f.q, "sort": f.sort, "saved": self.saved,
        }  # fmt: skip

    @property
    def narrowing(self) -> dict[str, object]:
        """The filters among them, by the names that they have there."""
        among = self.fields().items()
        return {name: value for name, value in among if value and (name in FILTERS or name.startswith(FIELD))}

    @property
    def without_filters(self) -> dict[str, None]:
        """What `url` is told to leave all filters out."""
        return dict.fromkeys([*FILTERS, *self.narrowing])

    def of(self, view: View) -> "Place":
        """Another view, of all desks."""
        return replace(self, filters=replace(self.filters, view=view, desk_id=None))

    def on_desk(self, desk_id: UUID) -> "Place":
        """This list, or the desk's active one where the address names none."""
        return self if self.is_given else Place(replace(self.filters, desk_id=desk_id))

    @property
    def is_narrowed(self) -> bool:
        """Whether filters or a search hide something of the view."""
        return bool(self.narrowing or self.filters.q)

    @property
    def is_saved_alone(self) -> bool:
        """Whether the address names a saved view, and not yet what it stands for."""
        return bool(self.saved) and not self.is_given and not self.is_narrowed

    @property
    def query(self) -> str:
        """What narrows the list down, in one search; the language has no word for fields of a desk's own."""
        f = self.filters
        given = {
            "status": f.status, "priority": f.priority, "assignee": f.assignee, "category": f.category_id,
            "channel": f.channel, "from": f.requester, "desk": f.desk_id,
        }  # fmt: skip
        named = [f"{name}:{value}" for name, value in given.items() if value is not None]
        tagged = [str(Term("tag", tag.replace('"', " "), exact=True)) for tag in f.tags]
        spans = [f"{OPERATOR_OF[name]}{day}" for name, day in self.days.items()]
        return " ".join([*([f.q] if f.q else []), *named, *tagged, *spans])


async def the_place(  # noqa: PLR0913 one argument per filter is how FastAPI reads a query
    request: Request,
    person: PanelPerson,
    view: Word = "",
    desk_id: Word = "",
    status: Word = "",
    priority: Word = "",
    assignee: Word = "",
    category_id: Word = "",
    tag: Annotated[list[Text] | None, Query(max_length=30)] = None,
    channel: Word = "",
    requester: Word = "",
    q: Annotated[Text, Query(max_length=LONGEST)] = "",
    sort: Word = "",
    cursor: Word = "",
    saved: Word = "",
) -> Place:
    """The list of the address; an empty field, as forms send it, is none."""
    days = days_in(request.query_params)
    filters = Filters(
        view=read(View, view, "view") or View.ACTIVE,
        desk_id=read(UUID, desk_id, "desk_id"),
        status=read(Status, status, "status"),
        priority=read(Priority, priority, "priority"),
        assignee=read(UUID, assignee, "assignee"),
        category_id=read(UUID, category_id, "category"),
        tags=tuple(dict.fromkeys(one.strip()[:LONGEST_TAG] for one in tag or () if one.strip())),
        channel=read(Channel, channel, "channel"),
        requester=id_or_address(requester.strip()),
        **instants_of(days, zone(person.time_zone)),
        fields=sought_in(request.query_params),
        q=q.strip() or None,
        sort=read(Sort, sort, "sort"),
        cursor=cursor or None,
        limit=PAGE,
    )
    return Place(filters, is_given=bool(view or desk_id), saved=saved, days=days)


ThePlace = Annotated[Place, Depends(the_place)]
