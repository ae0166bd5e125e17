"""What a canned reply says on one ticket, and what it would change there, in words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.holding import HeldComment
from services.tickets.panel.acting import Acting
from services.tickets.panel.conversation import people_in
from services.tickets.panel.refusal import NOTHING_REFUSED, Refusal
from services.tickets.panel.sentences import Line, line
from services.tickets.panel.shell import own_uow
from services.tickets.queries.people import names_of
from services.tickets.use_cases import canned_replies
from services.tickets.use_cases.conversing import words


@dataclass(frozen=True, slots=True)
class FilledIn:
    """The words as they are typed and as they are read, each change as a line, and the reply's version.

    `held`: the reply that would wait.
    """

    body: str
    html: Markup
    lines: tuple[Line, ...]
    version: int
    held: HeldComment | None = None


async def filled_in(acting: Acting, reply_id: UUID) -> FilledIn:
    """What would be said and changed; raises what running it would raise."""
    async with own_uow(acting.request) as uow:
        would = await canned_replies.preview(uow, *acting.at, reply_id)
        lines = await _lines(acting, uow.session, would.changes)
    html = Markup((await words(would.body)).body_html) if would.body else Markup("")  # noqa: S704 cleaned by shared.markup
    return FilledIn(would.body, html, lines, would.version, would.held)


async def in_the_box(acting: Acting, reply_id: UUID | None) -> Refusal:
    """The words of a canned reply where a refused one would stand: in the composer, not sent yet."""
    if reply_id is None:
        return NOTHING_REFUSED
    return Refusal("comments", {"comment": (await filled_in(acting, reply_id)).body})


async def _lines(acting: Acting, session: AsyncSession, changes: list[dict[str, Any]]) -> tuple[Line, ...]:
    by = {
        "kind": "change",
        "actor_kind": "agent",
        "actor_id": acting.agent.id,
        "actor_name": acting.agent.name,
    }
    rows = [{**by, "change": each["field"], **each} for each in changes]
    names = await names_of(session, people_in(rows))
    return tuple(line(row, names) for row in rows)
