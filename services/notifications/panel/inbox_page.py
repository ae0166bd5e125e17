"""What the mail inbox shows: its tabs, its desks, its mails."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.email import EmailState
from services.notifications.panel.reasons import in_words
from services.notifications.queries.emails import (
    MOST_COUNTED,
    EmailRow,
    Wanted,
    count_emails,
    list_emails,
)
from services.notifications.queries.tickets import DeskChoice, list_desks
from shared.addresses import shown_address
from shared.auth import Person
from shared.panel.navigation import MAIL

TABS = {
    EmailState.UNLINKED: "To decide",
    EmailState.LINKED: "Linked",
    EmailState.QUARANTINED: "Quarantine",
    EmailState.DISCARDED: "Discarded",
}
EMPTY = {
    EmailState.UNLINKED: ("Nothing to decide", "Mails that no rule takes care of wait here for a person."),
    EmailState.LINKED: ("No mail on a ticket yet", "Mails that became tickets or comments are listed here."),
    EmailState.QUARANTINED: ("Nothing in quarantine", "Mails that could not be read are kept here."),
    EmailState.DISCARDED: ("Nothing discarded", "Mails that nobody needs stay here as they came."),
}
COUNTED = (EmailState.UNLINKED, EmailState.QUARANTINED)
"""The lists that are to become empty."""


@dataclass(frozen=True, slots=True)
class Place:
    """One list of mails: by state, on one desk or on all; `cursor` is where a further page begins."""

    state: EmailState = EmailState.UNLINKED
    desk_id: UUID | None = None
    cursor: str | None = None

    def query(self, **more: object) -> str:
        """The list as the query of an address, with what is not the default."""
        chosen = {"state": self.state if self.state != EmailState.UNLINKED else None, "desk_id": self.desk_id}
        named = {name: str(value) for name, value in (chosen | more).items() if value}
        return f"?{urlencode(named)}" if named else ""

    @property
    def url(self) -> str:
        """The first page of the list."""
        return f"{MAIL.url}{self.query()}"

    def mail_url(self, email_id: UUID) -> str:
        """A mail beside this list."""
        return f"/panel/mail/emails/{email_id}{self.query()}"


@dataclass(frozen=True, slots=True)
class Tab:
    """One state of mails, and how many there are where that matters."""

    label: str
    url: str
    is_open: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail in the list. `reason` is a sentence, or empty."""

    id: UUID
    url: str
    sender: str
    subject: str
    begins: str
    reason: str
    received_at: datetime
    desk: DeskChoice | None
    is_open: bool
    has_files: bool


async def inbox_context(
    session: AsyncSession, agent: Person, place: Place, open_id: UUID | None = None
) -> dict[str, Any]:
    """All that the list needs."""
    desks = await list_desks(session, agent)
    rows, onward = await list_emails(session, agent, Wanted(place.desk_id, place.state, place.cursor))
    by_id = {desk.id: desk for desk in desks}
    first = MAIL.url + place.query(open_id=open_id)
    return {
        "place": place,
        "heading": 2 if open_id else 1,
        "tabs": [await _tab(session, agent, place, state) for state in TABS],
        "desks": desks,
        "desk": by_id.get(place.desk_id) if place.desk_id else None,
        "mails": [_line(row, place, by_id, open_id) for row in rows],
        "more_url": MAIL.url + place.query(cursor=onward) if onward else "",
        "fresh_url": "" if place.cursor else first,
        "empty_words": EMPTY[place.state],
        "most": MOST_COUNTED,
    }


async def _tab(session: AsyncSession, agent: Person, place: Place, state: EmailState) -> Tab:
    there = replace(place, state=state, cursor=None)
    counts = state in COUNTED
    count = await count_emails(session, agent, Wanted(place.desk_id, state)) if counts else None
    return Tab(TABS[state], there.url, state == place.state, count)


def _line(row: EmailRow, place: Place, desks: Mapping[UUID, DeskChoice], open_id: UUID | None) -> MailLine:
    return MailLine(
        id=row.id,
        url=place.mail_url(row.id),
        sender=row.sender_name or shown_address(row.sender) or "Unknown sender",
        subject=row.subject or "(no subject)",
        begins=row.begins,
        reason=in_words(row.reason),
        received_at=row.received_at,
        desk=desks.get(row.desk_id),
        is_open=row.id == open_id,
        has_files=row.has_files,
    )
