"""A list as its page shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.panel.list_rows import Row, by_return, rows_of
from services.tickets.panel.narrowing import Chip, Sought, as_fields, chips, for_programs, sought_fields
from services.tickets.panel.places import FILTERS, LIST, Place
from services.tickets.panel.rail import EVERY_DESK, VIEWS, totals
from services.tickets.panel.shell import Surroundings, offset_of
from services.tickets.queries import lists
from services.tickets.queries.filters import has_words
from services.tickets.queries.lists import Sort, View
from services.tickets.queries.people import Workers
from shared.panel.words import zone

SORTS = {
    Sort.MATCH: "Best match",
    Sort.UPDATED: "Last activity",
    Sort.CREATED: "Newest first",
    Sort.PRIORITY: "Most urgent",
    Sort.SNOOZED_UNTIL: "Back soonest",
}
NOT_FOUND = ("Nothing found", "No ticket of this list fits the search and the filters.")


@dataclass(frozen=True, slots=True)
class Link:
    """One choice of a menu.

    `is_current`: the list shows it by now.
    """

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ListPane:
    """The list and its tools."""

    title: str
    scope: str
    count: int
    rows: tuple[Row, ...]
    totals: Mapping[str, int]
    counters: Mapping[str, int]
    sort_label: str
    sorts: tuple[Link, ...]
    url: str
    clear_url: str
    complete_url: str
    bulk_url: str
    csv_url: str
    query: str
    """What a saved view of this list asks for."""
    own_view: str
    """The address that removes the saved view that is open; empty where there is none of one's own."""
    news_url: str
    more_url: str
    hidden: tuple[tuple[str, object], ...]
    filters: tuple[tuple[str, object], ...]
    chosen: Mapping[str, Any]
    chips: tuple[Chip, ...]
    categories: tuple[Mapping[str, Any], ...]
    """The desks whose categories can be chosen."""
    own_fields: tuple[Sought, ...]
    can_be_saved: bool
    q: str
    workers: Workers
    is_narrowed: bool
    similar: bool
    elsewhere: int
    elsewhere_url: str
    empty: tuple[str, str]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """What is shown of a list, as it was read; `elsewhere`: how many more a search finds beyond it."""

    page: lists.Page
    elsewhere: int

    @property
    def assignees(self) -> Iterator[UUID | None]:
        """The ids of who is responsible."""
        return (row["assignee_id"] for row in self.page.items)


async def read_list(request: Request, session: AsyncSession, around: Surroundings, place: Place) -> Listed:
    """One page of a list; raises NoSuchDesk."""
    around.desk(place)
    page = await lists.list_tickets(session, around.asker, place.filters, offset_of(request))
    elsewhere = await lists.count_elsewhere(session, around.asker, place.filters, offset_of(request))
    return Listed(page, elsewhere)


def list_pane(
    around: Surroundings, place: Place, listed: Listed, names: Mapping[UUID, str], current: UUID | None = None
) -> ListPane:
    """The same, ready to show, with the `names` of assignees; `current` is the ticket open beside it."""
    desk, now, page = around.desk(place), around.now, listed.page
    rows = rows_of(page.items, names, place, current, now)
    sums = totals(around.desks, place)
    counters = page.counters
    view = place.filters.view
    return ListPane(
        title=VIEWS[view].label,
        scope=desk["name"] if desk else EVERY_DESK,
        count=counters.get(view, len(rows)),
        rows=rows,
        totals=sums,
        counters=counters,
        **_tools(place, current, now, page.next_cursor),
        **_narrowing(around, place, around.at_work.everybody()),
        similar=page.similar,
        elsewhere=listed.elsewhere,
        own_view=_own_view(around, place),
        empty=NOT_FOUND if place.is_narrowed else (VIEWS[view].empty, VIEWS[view].hint),
        groups=by_return(rows, now, zone(around.asker.time_zone)) if view is View.SNOOZED else (),
    )


def _narrowing(around: Surroundings, place: Place, workers: Workers) -> dict[str, Any]:
    desk = around.desk(place)
    return {
        "workers": workers,
        "chips": chips(place, around.desks, workers),
        "categories": tuple([desk] if desk else around.desks),
        "own_fields": sought_fields(place, desk),
        "can_be_saved": place.is_narrowed and not place.filters.fields,
    }


def _own_view(around: Surroundings, place: Place) -> str:
    mine = {str(each["id"]) for each in around.saved if each["own"]}
    return f"{LIST}/views/{place.saved}/remove" if place.saved in mine else ""


def _tools(place: Place, current: UUID | None, now: datetime, next_cursor: str | None) -> dict[str, Any]:
    f = place.filters
    sort = f.order
    of_some = {Sort.SNOOZED_UNTIL: f.view is View.SNOOZED, Sort.MATCH: bool(f.q and has_words(f.q))}
    offered = [each for each in SORTS if of_some.get(each, True)]
    none: dict[str, Any] = place.without_filters | {"q": None}
    return {
        "sort_label": SORTS[sort],
        "sorts": tuple(Link(SORTS[each], place.url(sort=each), each is sort) for each in offered),
        "url": place.url(),
        "elsewhere_url": place.url(**{**place.without_filters, "view": View.ALL, "sort": None}),
        "bulk_url": place.url(f"{LIST}/bulk"),
        "complete_url": f"{LIST}/completions" + (f"?desk_id={f.desk_id}" if f.desk_id else ""),
        "clear_url": place.url(**none),
        "query": place.query,
        "csv_url": for_programs(place),
        "news_url": place.url(f"{LIST}/news", since=now.isoformat(), open=current),
        "more_url": place.url(cursor=next_cursor) if next_cursor else "",
        "hidden": as_fields({name: value for name, value in place.fields().items() if name not in none}),
        "filters": as_fields(place.narrowing),
        "chosen": {name: place.narrowing.get(name, "") for name in FILTERS},
        "q": f.q or "",
        "is_narrowed": place.is_narrowed,
    }


async def counters_of(
    session: AsyncSession, around: Surroundings, place: Place, offset: timedelta
) -> dict[str, int]:
    """The counters of every view, for the rail alone."""
    page = await lists.list_tickets(
        session, around.asker, replace(place.filters, cursor=None, limit=1), offset
    )
    return page.counters
