"""The conversation about a ticket: what was told of it, and what its customer sent and nobody told back yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, DateTime, Select, Text, Uuid, column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.queries.family import Shown
from shared.contracts.parts import Attachment
from shared.cursor import from_cursor, to_cursor
from shared.instants import Instant
from shared.pages import cut, light
from shared.rows import dicts

PAGE = 50
"""Comments shown at once; each may have 50,000 characters."""


@dataclass(frozen=True, slots=True)
class PublicComment:
    """One message as its ticket's page shows it.

    `from_team`: an agent wrote it. `body_html` was made when it was written.
    """

    id: UUID
    author: str
    from_team: bool
    body: str
    body_html: str
    created_at: datetime
    attachments: tuple[Attachment, ...]


Conversation = tuple[tuple[PublicComment, ...], str | None]
"""Some comments in their order, and a cursor to older ones."""


# As text, since building it took as long as asking. Customers see their own words as they sent them, at the time that
# they were told to have been said; one more than is shown tells whether there are more.
NEWEST = """
    (SELECT k.comment_id AS id, coalesce(s.author, k.author) AS author, k.from_team, coalesce(s.body, k.body) AS body,
            coalesce(s.body_html, k.body_html) AS body_html, k.created_at,
            coalesce(s.attachments, k.attachments) AS attachments
       FROM known_comments k LEFT JOIN sent_comments s USING (comment_id)
      WHERE k.ticket_id = :ticket_id AND {k_before}
      ORDER BY k.created_at DESC, k.comment_id DESC LIMIT {most})
    UNION ALL
    (SELECT s.comment_id, s.author, false, s.body, s.body_html, s.created_at, s.attachments
       FROM sent_comments s
      WHERE s.ticket_id = :ticket_id AND {s_before}
        AND NOT EXISTS (SELECT FROM known_comments k WHERE k.comment_id = s.comment_id)
      ORDER BY s.created_at DESC, s.comment_id DESC LIMIT {most})
    ORDER BY created_at DESC, id DESC LIMIT {most}
"""


# The same of several tickets at once. What a merged one began with is said by its customer, too.
SEVERAL = """
    (SELECT k.comment_id AS id, coalesce(s.author, k.author) AS author, k.from_team, coalesce(s.body, k.body) AS body,
            coalesce(s.body_html, k.body_html) AS body_html, k.created_at,
            coalesce(s.attachments, k.attachments) AS attachments
       FROM known_comments k LEFT JOIN sent_comments s USING (comment_id)
      WHERE (k.ticket_id = ANY(:mine) OR k.ticket_id = :answers_of AND k.from_team AND k.created_at > :since)
        AND {k_before})
    UNION ALL
    (SELECT s.comment_id, s.author, false, s.body, s.body_html, s.created_at, s.attachments
       FROM sent_comments s
      WHERE s.ticket_id = ANY(:mine) AND {s_before}
        AND NOT EXISTS (SELECT FROM known_comments k WHERE k.comment_id = s.comment_id))
    UNION ALL
    (SELECT b.comment_id, b.author, false, b.body, b.body_html, b.created_at, b.attachments
       FROM (SELECT ticket_id AS comment_id, coalesce(state->'requester'->>'name', state->'requester'->>'email', '') AS author,
                    body, coalesce(body_html, '') AS body_html, CAST(state->>'created_at' AS timestamptz) AS created_at,
                    coalesce(attachments, '[]') AS attachments
               FROM known_tickets WHERE ticket_id = ANY(:begun) AND body <> '') b
      WHERE {b_before})
    ORDER BY created_at DESC, id DESC LIMIT {most}
"""


async def conversation(session: AsyncSession, shown: Shown, older: str | None) -> Conversation:
    """The newest comments of what is shown behind a link, or those before the cursor `older`."""
    of = f"comments {shown.own}"
    values: dict[str, Any] = {"ticket_id": shown.own} if shown.is_plain else _several(shown)
    if older:
        values["at"], values["id"] = from_cursor(older, of, Instant, UUID)
    found = dicts(await session.execute(STATEMENTS[shown.is_plain, bool(older)], values))
    rows, goes_on = cut(found, PAGE)
    said = tuple(_comment(row) for row in reversed(rows))
    return said, to_cursor(of, said[0].created_at, said[0].id) if goes_on else None


def _several(shown: Shown) -> dict[str, Any]:
    return {
        "mine": list(shown.mine),
        "begun": list(shown.begun),
        "answers_of": shown.answers_of,
        "since": shown.since,
    }


def _page(statement: str, before: str) -> Select[Any]:
    places = {f"{table}_before": before.format(table) for table in "ksb"}
    query = text(statement.format(most=PAGE + 1, **places)).columns(
        column("id", Uuid),
        column("author", Text),
        column("from_team", Boolean),
        column("body", Text),
        column("body_html", Text),
        column("created_at", DateTime(timezone=True)),
        column("attachments", JSONB),
    )
    return light(query.subquery(), _newest_first, ["body", "body_html"])


def _newest_first(columns: Any) -> Sequence[ColumnElement[Any]]:
    return columns.created_at.desc(), columns.id.desc()


def _comment(row: dict[str, Any]) -> PublicComment:
    del row["found"]
    row["attachments"] = tuple(Attachment.model_validate(each) for each in row["attachments"])
    return PublicComment(**row)


BEFORE = "({0}.created_at, {0}.comment_id) < (:at, :id)"
STATEMENTS = {
    (is_plain, is_older): _page(NEWEST if is_plain else SEVERAL, BEFORE if is_older else "true")
    for is_plain in (True, False)
    for is_older in (True, False)
}
"""By whether it is one ticket alone, and whether it goes on from a cursor."""
