"""What the page of one mail shows, after a form was refused, too."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.email import EmailState
from services.notifications.domain.received import LONGEST_TITLE, received
from services.notifications.panel import framed
from services.notifications.panel.inbox_page import TABS, Place, inbox_context
from services.notifications.panel.reasons import in_words
from services.notifications.panel.shell import panel, shell_for
from services.notifications.queries.emails import find_email, shown_email, verdicts_of
from services.notifications.queries.tickets import find_desk, find_ticket, find_tickets
from shared.addresses import shown_address
from shared.auth import Person
from shared.file_checks import Verdicts
from shared.file_links import FileLinks, ShownFile
from shared.panel.navigation import MAIL
from shared.text import shows_nothing

MOST_SHOWN = 100_000
"""Characters of a mail that its page shows; the rest is in the original."""

BEING_READ = "Being read"


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to see the mail: as it was designed, with pictures from elsewhere, tickets found by `q`."""

    designed: bool = False
    pictures: bool = False
    q: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The form that was not taken, by how its address ends; what was typed there, what is wrong, and the status that says so."""

    form: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    error_text: str = ""
    status: int = 200


FILE = tuple(each.name for each in fields(ShownFile))
NOT_REFUSED = Refused()


async def show_email(
    request: Request,
    agent: Person,
    email_id: UUID,
    place: Place,
    wish: Wish,
    refused: Refused = NOT_REFUSED,
) -> Response:
    """The page of one mail; raises NoSuchEmail."""
    async with request.app.state.database.session() as session:
        row = await find_email(session, agent, email_id)
        context = {
            "shell": shell_for(agent, MAIL.key),
            **await inbox_context(session, agent, place, email_id),
            **await _choices(session, agent, row, wish.q),
            "mail": _mail(row, request.app.state.links, await verdicts_of(session, row)),
            "mail_desk": await find_desk(session, row.desk_id),
            "wish": wish,
            "refused": refused,
            "query": place.query(),
            "at": f"/panel/mail/emails/{email_id}",
            "most_title": LONGEST_TITLE,
        }
    return panel.render(request, "pages/email.html", context, "fragments/email.html", refused.status)


async def _choices(session: AsyncSession, agent: Person, row: Any, q: str) -> dict[str, Any]:
    """The ticket the mail belongs to, or those it may be linked to."""
    return {
        "ticket": await find_ticket(session, agent, row.ticket_id) if row.ticket_id else None,
        "tickets": await find_tickets(session, agent, q, row.sender) if _waits(row) else [],
    }


def _waits(row: Any) -> bool:
    return row.state == EmailState.UNLINKED and row.parsed is not None


def _mail(row: Any, links: FileLinks, verdicts: Verdicts) -> dict[str, Any]:
    shown = shown_email(row, links, verdicts)
    html = shown["html"] or ""
    return {
        "id": row.id,
        "desk_id": row.desk_id,
        "ticket_id": row.ticket_id,
        "state": row.state,
        "state_word": TABS.get(row.state, BEING_READ),
        "reason": in_words(row.reason),
        "waits": _waits(row),
        "received_at": row.received_at,
        "size": row.size,
        "from_name": shown["from"]["name"],
        "from_address": shown_address(shown["from"]["address"]),
        "to": _people(shown["to"]),
        "cc": _people(shown["cc"]),
        "subject": shown["subject"] or "(no subject)",
        "title": received(row.parsed, row.recipient).title if row.parsed else "",
        "is_designed": bool(html),
        "waiting_pictures": framed.waiting(html),
        **_words(shown["text"], shown["reply"]),
        "files": [
            ShownFile(**{name: each[name] for name in FILE}) for each in shown["attachments"] if "url" in each
        ],
    }


def _people(named: list[dict[str, str]]) -> list[str]:
    return [each["name"] or shown_address(each["address"]) for each in named]


def _words(text: str, reply: str) -> dict[str, Any]:
    """What was written anew, and all of it where that is more."""
    said = text if shows_nothing(reply) else reply
    has_more = " ".join(said.split()) != " ".join(text.split())
    return {
        "said": said[:MOST_SHOWN],
        "whole": text[:MOST_SHOWN] if has_more else "",
        "is_cut": len(text) > MOST_SHOWN,
    }
