"""The conversation of a ticket: what its page shows, in order, with a line between days."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from markupsafe import Markup

from services.tickets.panel.naming import called, requester_of
from services.tickets.panel.sentences import Line, Names, line
from shared.addresses import shown_address
from shared.clock import utc_now
from shared.contracts.parts import Attachment
from shared.file_links import FileLinks, ShownFile
from shared.instants import clamped
from shared.panel.words import paragraphs, zone
from shared.pictures_in_place import in_place

Row = Mapping[str, Any]
CHANNELS = {
    "email": "by email",
    "widget": "by the widget",
    "panel": "written by an agent",
    "api": "by a program",
}

JUST_NOW = timedelta(minutes=5)

MAIL_OF = "/panel/mail/of-comment/"
"""Of the notifications service: the mail that somebody's words from outside were, if they were one."""

NOTHING = Markup("")
ON = Markup("on <bdi>{}</bdi>")
TO = Markup("to <bdi>{}</bdi>, public reply")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one mail about a comment."""

    recipient: str
    is_sent: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A reply that waits, by its id; `wrote_since`: the requester wrote after it was written."""

    id: UUID
    author_id: UUID | None
    then: str
    wrote_since: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the conversation. `kind`: requester, agent, held, note, change. `starts_day`: a day line stands before.

    `mail_url`: where it is known which mail it was, for what may have been one.
    """

    kind: str
    id: str
    at: datetime
    name: str
    via: str = ""
    body: Markup = NOTHING
    files: tuple[ShownFile, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    line: Line | None = None
    starts_day: bool = False
    mail_url: str = ""
    is_thanks: bool = False
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The entries, and where they go on. `ends_with_thanks`: the last thing that anybody wrote says nothing else."""

    entries: tuple[Entry, ...]
    more_url: str = ""

    @property
    def ends_with_thanks(self) -> bool:
        said = (each.is_thanks for each in reversed(self.entries) if each.kind not in ("change", "held"))
        return not self.more_url and next(said, False)

    @property
    def awaits_scanner(self) -> bool:
        """Whether a file that came just now is being looked at: the page asks again how that ended.

        A scanner that is away does not make open pages ask for hours.
        """
        just_now = utc_now() - JUST_NOW
        return any(
            file.state == "being_checked"
            for each in self.entries
            if each.at > just_now
            for file in each.files
        )


def opening(ticket: Row, links: FileLinks) -> Entry | None:
    """What the requester asked; a ticket may have nothing but its title."""
    if not ticket["body"].strip() and not ticket["attachments"]:
        return None
    return Entry(
        "requester",
        f"t-{ticket['id']}-opening",
        ticket["created_at"],
        requester_of(ticket),
        CHANNELS[ticket["channel"]],
        *words_of(ticket, links),
    )


def entry(row: Row, ticket: Row, names: Names, links: FileLinks) -> Entry:
    """One row of the timeline."""
    if row["kind"] == "change":
        return Entry("change", f"h-{row['id']}", row["at"], row["actor_name"], line=line(row, names))
    if row["kind"] == "held_comment":
        return _held(row, links)
    kind, via = row["kind"], ""
    if kind == "comment":
        kind = "agent" if row["actor_kind"] == "agent" else "requester"
        via = _of_another(row, ticket) or (_to(ticket) if kind == "agent" else "")
    name = called(row["actor_name"], otherwise=_asker(row, ticket))
    mails = tuple(
        Delivery(shown_address(d["recipient"]), d["state"] == "sent", d["reason"], d["at"])
        for d in row["deliveries"]
    )
    by_agent = row["actor_kind"] == "agent"
    mail_url, is_thanks = ("", False) if by_agent else (f"{MAIL_OF}{row['id']}", row["looks_like_thanks"])
    said = (kind, f"c-{row['id']}", row["at"], name, via, *words_of(row, links), mails)
    return Entry(*said, mail_url=mail_url, is_thanks=is_thanks)


def _held(row: Row, links: FileLinks) -> Entry:
    told = row["new"]
    held = Held(row["id"], row["actor_id"], told["then"] or "", told["requester_wrote_since"])
    body, files = body_of(row), files_of(row, links)
    return Entry("held", f"c-{row['id']}", row["at"], row["actor_name"], body=body, files=files, held=held)


def words_of(row: Row, links: FileLinks) -> tuple[Markup, tuple[ShownFile, ...]]:
    """What somebody wrote, with the pictures that it names, and the files below it."""
    html, files = in_place(str(body_of(row)), files_of(row, links))
    return Markup(html), files  # noqa: S704 safe before, and with nothing but pictures of ours put in


def body_of(row: Row) -> Markup:
    """What somebody wrote, safe to show."""
    if row["body_html"]:
        return Markup(row["body_html"])  # noqa: S704 cleaned by shared.markup when it was written
    return paragraphs(row["body"])


def files_of(row: Row, links: FileLinks) -> tuple[ShownFile, ...]:
    """Attachments with their addresses."""
    kept = [Attachment.model_validate(each) for each in row["attachments"] or ()]
    return tuple(links.shown(each, row["verdicts"]) for each in kept)


def people_in(rows: Iterable[Row]) -> set[UUID]:
    """Whom history names only by id."""
    changed = [row for row in rows if row["kind"] == "change" and row["change"] == "assignee"]
    return {UUID(each["id"]) for row in changed for each in (row["old"], row["new"]) if each}


def with_day_lines(entries: Iterable[Entry], time_zone: str) -> Iterator[Entry]:
    """The entries, the first of each day marked."""
    last = None
    for each in entries:
        day = clamped(each.at).astimezone(zone(time_zone)).date()
        yield each if day == last else replace(each, starts_day=True)
        last = day


def _of_another(row: Row, ticket: Row) -> str:
    """On which of the merged tickets it was said, if on one."""
    merged = (each["number"] for each in ticket["merged_from"] if each["id"] == row["ticket_id"])
    number = next(merged, None)
    return ON.format(number) if number else ""


def _to(ticket: Row) -> str:
    return _to_whom((ticket["requester_name"] or "").split(" ")[0])


@lru_cache
def _to_whom(first: str) -> str:
    return TO.format(first) if first else "to the requester, public reply"


def _asker(row: Row, ticket: Row) -> str:
    # Whoever wrote without a name may be another one than who is named on the ticket by now.
    if row["actor_id"] not in (None, ticket["requester_id"]):
        return "Requester"
    return requester_of(ticket)
