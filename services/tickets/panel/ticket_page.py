"""A ticket as its page shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from fastapi import Request

from services.tickets.domain.moments import presets
from services.tickets.panel.conversation import (
    CHANNELS,
    Conversation,
    Entry,
    entry,
    opening,
    with_day_lines,
)
from services.tickets.panel.naming import requester_of
from services.tickets.panel.own_fields import OwnField, own_fields, seen_of
from services.tickets.panel.page_read import PageRead
from services.tickets.panel.places import LIST, Place
from services.tickets.queries.people import Workers
from services.tickets.queries.shapes import part, same
from services.tickets.rights import DeskToRead
from services.tickets.use_cases.seeing import AS_TEXT
from shared.addresses import shown_address
from shared.contracts.parts import Channel

ACTIONS = (
    "comments",
    "notes",
    "send-now",
    "take-back",
    "status",
    "priority",
    "assignee",
    "category",
    "title",
    "tags",
    "requester",
    "snooze",
    "public-link",
    "participants/end",
    "conversation",
    "merge",
    "desk",
    "split",
    "canned",
)


@dataclass(frozen=True, slots=True)
class Requester:
    """Whoever asked, as far as known; `called` is the name or, without one, the address as people read it."""

    name: str
    email: str
    phone: str
    external_id: str
    about: tuple[tuple[str, str], ...]
    is_verified: bool
    is_claimed: bool
    """Typed into a website's form, and nobody vouches for it."""
    called: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another ticket of the same requester."""

    url: str
    number: str
    title: str
    status: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Everything about one ticket. `seen` has each field's value as forms carry it."""

    id: UUID
    number: str
    title: str
    status: str
    priority: str
    version: int
    created_at: datetime
    via: str
    tags: tuple[str, ...]
    fields: tuple[OwnField, ...]
    desk: Mapping[str, Any]
    category: Mapping[str, Any] | None
    requester: Requester
    also_to: tuple[str, ...]
    """Addresses of other people whose tickets were merged into this one: they are written to, too."""
    assignee: tuple[str, bool] | None
    follows: Mapping[str, Any] | None
    followed_by: tuple[Mapping[str, Any], ...]
    snoozed_until: datetime | None
    snooze_reason: str
    keeps_asleep: bool
    tell_customer: bool
    undelivered: bool
    public_url: str
    seen: Mapping[str, str]
    urls: Mapping[str, str]
    workers: Workers
    presets: tuple[tuple[str, str, str], ...]
    earlier: tuple[Earlier, ...]
    requester_url: str
    merged: tuple[Mapping[str, Any], ...]
    """Those that lead to it, each with the address that takes it out again."""
    participants: Sequence[Mapping[str, Any]]
    """Who may see it for having been mentioned."""
    only_notes: bool = False
    """Its reader was mentioned, and sees nothing else of the desk."""


def for_notes_alone(page: TicketPage) -> TicketPage:
    """The page without what is the desk's: who works there, and the link by which one writes as the customer."""
    return replace(page, only_notes=True, workers=Workers(), public_url="", requester_url="")


def ticket_page(request: Request, read: PageRead, place: Place) -> TicketPage:
    """One ticket, ready to show; `place` is the list of the address."""
    desk, ticket, now = read.desk, read.ticket, read.around.now
    fields = own_fields(desk.fields, ticket["field_values"])
    return TicketPage(
        **_own(ticket, now) | {"fields": fields, "seen": _seen(ticket) | seen_of(fields)},
        desk=_desk(desk),
        assignee=_assignee(ticket, read.names),
        public_url=request.app.state.public_links.address(ticket) or "",
        urls=urls(ticket["id"], place, (field.action for field in fields)),
        merged=tuple(_led(row, place) for row in ticket["merged_from"]),
        workers=read.around.at_work.on(desk, read.besides.load),
        presets=presets(now, desk.time_zone),
        earlier=tuple(_earlier(row) for row in read.besides.earlier),
        requester_url=f"{LIST}/requesters/{ticket['requester_id']}" if ticket["requester_id"] else "",
    )


def conversation(request: Request, read: PageRead, after: str = "") -> Conversation:
    """What was said and done, or how it goes on behind `after`."""
    ticket, links = read.ticket, request.app.state.links
    first = None if after else opening(ticket, links)
    entries: list[Entry] = [first] if first else []
    entries += [entry(row, ticket, read.names, links) for row in read.said if not (first and _opened(row))]
    shown = tuple(with_day_lines(entries, read.around.asker.time_zone))
    url = f"{LIST}/{ticket['id']}"
    return Conversation(shown, Place().url(url, after=read.onward) if read.onward else "")


def urls(ticket_id: UUID, place: Place, own: Iterable[str] = ()) -> dict[str, str]:
    """Where the forms of a ticket go; the list beside it stays in the address."""
    here, behind = f"{LIST}/{ticket_id}", place.url("")
    return (
        {"ticket": here + behind, "list": LIST + behind}
        | {name: f"{here}/{name}{behind}" for name in (*ACTIONS, *own)}
        | {"wake": f"{here}/snooze/end{behind}"}
    )


def _own(ticket: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    until = ticket["snoozed_until"]
    return same(TicketPage, ticket) | {
        "via": CHANNELS[ticket["channel"]],
        "tags": tuple(ticket["tags"]),
        "category": part(ticket, "category"),
        "requester": _requester(ticket),
        "also_to": _others(ticket),
        "snoozed_until": until if until and until > now else None,
        "keeps_asleep": ticket["keep_asleep_on_reply"],
    }


def _others(ticket: Mapping[str, Any]) -> tuple[str, ...]:
    addresses = {each["requester_id"]: each["requester_email"] for each in ticket["merged_from"]}
    return tuple(
        shown_address(email)
        for person, email in addresses.items()
        if email and person != ticket["requester_id"]
    )


def _led(row: Mapping[str, Any], place: Place) -> dict[str, Any]:
    url = place.url(f"{LIST}/{row['id']}/unmerge")
    return {"number": row["number"], "title": row["title"], "url": url}


def _seen(ticket: Mapping[str, Any]) -> dict[str, str]:
    return {name: as_text(SimpleNamespace(**ticket)) for name, as_text in AS_TEXT.items()}


def _opened(row: Mapping[str, Any]) -> bool:
    return row["kind"] == "change" and row["change"] == "created"


def _desk(desk: DeskToRead) -> dict[str, Any]:
    zone = desk.time_zone.rsplit("/", 1)[-1].replace("_", " ")
    names = ("id", "name", "color", "time_zone", "categories")
    return {name: getattr(desk, name) for name in names} | {"zone": zone}


def _requester(ticket: Mapping[str, Any]) -> Requester:
    texts = {name: ticket[f"requester_{name}"] or "" for name in ("name", "email", "phone", "external_id")}
    texts["email"] = shown_address(texts["email"])
    told = ticket["requester_client"].items()
    about = tuple((name.replace("_", " ").capitalize(), str(value)) for name, value in told if value)
    is_verified = ticket["requester_verified"]
    is_claimed = not is_verified and ticket["channel"] == Channel.WIDGET
    return Requester(
        **texts,
        about=about,
        is_verified=is_verified,
        is_claimed=is_claimed,
        called=requester_of(ticket, ""),
    )


def _assignee(ticket: Mapping[str, Any], names: Mapping[UUID, str]) -> tuple[str, bool] | None:
    if not ticket["assignee_id"]:
        return None
    return names.get(ticket["assignee_id"], "Somebody"), ticket["assignee_kind"] == "group"


def _earlier(row: Mapping[str, Any]) -> Earlier:
    return Earlier(url=f"{LIST}/{row['id']}", **same(Earlier, row))
