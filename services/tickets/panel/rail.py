"""The rail: desks with their counters, and the views of the one that is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.tickets.panel.places import Place
from services.tickets.queries.lists import View
from shared.panel.pages import DeskNav, NavItem

Desks = Sequence[Mapping[str, Any]]
Saved = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Shown:
    """How a view is called, its icon, and what it says when nothing is in it."""

    label: str
    icon: str
    empty: str
    hint: str


VIEWS: dict[View, Shown] = {
    View.ACTIVE: Shown(
        "Active", "inbox", "Nothing to do here", "New tickets and those that come back appear by themselves."
    ),
    View.TO_ASSIGN: Shown(
        "To Assign",
        "tray",
        "Everything has an owner",
        "New tickets without an assignee appear here by themselves.",
    ),
    View.MINE: Shown("Mine", "user", "Nothing is assigned to you", "Take one from To Assign."),
    View.MY_GROUPS: Shown(
        "My groups",
        "users",
        "Nothing waits for your groups",
        "Tickets assigned to a group you are in appear here.",
    ),
    View.WAITING: Shown(
        "Waiting", "pause", "Nobody has to answer", "Tickets that wait for their requester appear here."
    ),
    View.SNOOZED: Shown(
        "Snoozed",
        "clock",
        "Nothing is asleep",
        "Snooze a ticket to take it off the list until a moment you choose.",
    ),
    View.RESOLVED: Shown(
        "Resolved", "check", "Nothing is resolved yet", "Tickets that are done appear here."
    ),
    View.TELL_CUSTOMER: Shown(
        "Tell the customer",
        "send",
        "Everybody knows",
        "When a linked task is done, its ticket appears here until you answer.",
    ),
    View.MENTIONED: Shown(
        "Mentioned",
        "user",
        "Nobody has mentioned you",
        "Tickets on which a note calls you by name appear here.",
    ),
    View.ALL: Shown(
        "All",
        "stack",
        "No tickets yet",
        "Connect the desk’s mailbox or put its widget on your site, and they start to come.",
    ),
}
HOT = {View.TO_ASSIGN, View.MINE, View.TELL_CUSTOMER}
EVERY_DESK = "All desks"
NO_DESKS = {"all": 0, "open": 0, "unassigned": 0}


def totals(desks: Desks, place: Place) -> dict[str, int]:
    """The counters of the open desk, or of all of them together."""
    mine = [desk["counters"] for desk in desks if place.filters.desk_id in (None, desk["id"])]
    return {name: sum(each[name] for each in mine) for name in NO_DESKS}


def desk_items(
    desks: Desks, place: Place, counters: Mapping[str, int], saved: Saved = ()
) -> tuple[DeskNav, ...]:
    """Every desk one may see; all of them together come first where there are several. Saved views stand below."""
    items = [_desk(desk, place, counters, alone=len(desks) == 1) for desk in desks]
    if len(desks) > 1:
        is_open = place.filters.desk_id is None
        everything = Place(replace(place.filters, desk_id=None))
        count = sum(desk["counters"]["open"] for desk in desks)
        views = _views(everything, counters) if is_open else ()
        items.insert(0, DeskNav(EVERY_DESK, "slate", Place().url(), count, views))
    mine = tuple(
        NavItem(str(each["id"]), each["name"], Place(saved=str(each["id"])).url(), "search") for each in saved
    )
    return tuple(replace(item, views=(*item.views, *mine)) if item.views else item for item in items)


def _desk(desk: Mapping[str, Any], place: Place, counters: Mapping[str, int], alone: bool) -> DeskNav:
    is_open = alone or place.filters.desk_id == desk["id"]
    url = Place().url(desk_id=desk["id"])
    here = Place(replace(place.filters, desk_id=desk["id"])) if is_open else None
    return DeskNav(
        desk["name"], desk["color"], url, desk["counters"]["open"], _views(here, counters) if here else ()
    )


def _views(place: Place, counters: Mapping[str, int]) -> tuple[NavItem, ...]:
    base = Place(replace(Place().filters, desk_id=place.filters.desk_id))
    return tuple(
        NavItem(
            key=view,
            label=shown.label,
            url=base.url(view=view),
            icon=shown.icon,
            count=counters.get(view),
            hot=view in HOT and bool(counters.get(view)),
        )
        for view, shown in VIEWS.items()
    )
