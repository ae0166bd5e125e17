"""Where in a ticket a search found something: a line of its words, of a comment or of a note."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.searching import fold, pattern
from services.tickets.domain.snippets import snippet_of
from shared.addresses import shown_address

# About the first word alone is read: what is folded is shorter by a little, so its place is searched before it.
NEAR = text("""
SELECT wanted.id, near.body
  FROM unnest(CAST(:ids AS uuid[])) AS wanted (id)
 CROSS JOIN LATERAL (
    SELECT substr(written.body, greatest(1, at.place - 300), 1200) AS body
      FROM searched s
      LEFT JOIN comments c ON c.id = s.source_id
      LEFT JOIN notes n ON n.id = s.source_id
      LEFT JOIN tickets t ON t.id = s.source_id
     CROSS JOIN LATERAL (SELECT coalesce(c.body, n.body, t.body) AS body) AS written
     CROSS JOIN LATERAL (SELECT coalesce(
         nullif(strpos(lower(written.body), :word), 0),
         strpos(s.text, :word) - greatest(0, length(s.text) - length(written.body))) AS place) AS at
     WHERE s.ticket_id = wanted.id AND s.text LIKE :pattern
     ORDER BY s.source_id <> s.ticket_id
     LIMIT 3) AS near
""")

FACTS = ("title", "requester_name", "requester_email", "requester_phone", "requester_external_id", "number")
"""What of a row is looked at where none of the longer texts has the words."""


async def add_snippets(
    session: AsyncSession, rows: Sequence[dict[str, Any]], words: Sequence[str], *, deep: bool = True
) -> None:
    """Give each row its `snippet`: a piece of text with places, or None where the words stand in nothing shown.

    `deep`: not only in the facts of the row, but in all that was written.
    """
    texts: dict[UUID, list[str]] = defaultdict(list)
    if deep and rows and words:
        longest = max(words, key=len)
        values = {"ids": [row["id"] for row in rows], "word": fold(longest), "pattern": pattern(longest)}
        for ticket_id, body in await session.execute(NEAR, values):
            texts[ticket_id].append(body)
    for row in rows:
        row["snippet"] = snippet_of([*texts[row["id"]], *_facts(row)], words)


def _facts(row: Mapping[str, Any]) -> list[str]:
    address = row.get("requester_email")
    facts = [row.get(name) or "" for name in FACTS]
    return [*facts, shown_address(address) if address else "", ", ".join(row["tags"])]
