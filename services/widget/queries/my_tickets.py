"""The tickets of somebody who is proven, the newest first: public facts only, each with its link."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Boolean, DateTime, LargeBinary, Text, Uuid, column, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.identity import Identity
from shared.cursor import from_cursor, to_cursor
from shared.secrets import Sealer

PAGE = 20
NEW_FOR = timedelta(days=90)
"""After which an answer that nobody looked at is news no more; so what says who looked is not kept for longer."""


@dataclass(frozen=True, slots=True)
class MyTicket:
    """One row. `public_token` is empty for a ticket that was told of before links were kept."""

    number: str
    title: str
    status: str
    created_at: datetime
    public_token: str | None
    unread: bool = False
    """The team has answered since its customer read or wrote something, and lately, as far as the widget was told."""


MyTickets = tuple[list[MyTicket], str | None]
"""Some tickets, and a cursor to older ones."""

# Ids grow with time, so their order is that of the tickets. A link that took the place of the first counts
# alone, also where it is switched off; then the one we were told of.
THEIRS = """(t.state->'requester'->>'external_id' = :external_id
            OR lower(t.state->'requester'->>'email') = ANY(CAST(:emails AS text[])))"""

# What has left the desk is still theirs. A ticket that leads to another one of theirs is asked for by its number alone.
MINE = text(f"""
    SELECT t.ticket_id, shown.state->>'number' AS number, t.state->>'title' AS title, shown.state->>'status' AS status,
           CAST(t.state->>'created_at' AS timestamptz) AS created_at,
           CASE WHEN renewed.active THEN renewed.sealed_token WHEN renewed.active IS NULL
                THEN coalesce(told.sealed_token, nullif(own.sealed_token, '')) END AS sealed_token,
           EXISTS (SELECT FROM known_comments k WHERE k.ticket_id IN (t.ticket_id, target.ticket_id) AND k.from_team
                   AND (k.ticket_id = t.ticket_id OR k.created_at > CAST(t.state->>'merged_at' AS timestamptz))
                   AND k.created_at > clock_timestamp() - CAST(:new_for AS interval)
                   AND k.created_at > ALL (SELECT read_until FROM read_answers a WHERE a.ticket_id = t.ticket_id
                                           UNION ALL SELECT c.created_at FROM known_comments c
                                            WHERE c.ticket_id = t.ticket_id AND NOT c.from_team)) AS unread
      FROM (SELECT t.* FROM known_tickets t
             WHERE t.desk_id = :desk_id AND {THEIRS}
               AND (CAST(:number AS text) IS NULL OR t.state->>'number' = :number)
            UNION ALL
            SELECT t.* FROM known_tickets t
             WHERE t.state->'former_numbers' <> '[]'::jsonb
               AND t.state->'former_numbers' @> CAST(:former AS jsonb) AND t.desk_id <> :desk_id AND {THEIRS}) t
      LEFT JOIN known_tickets target ON target.ticket_id = CAST(t.state->>'merged_into' AS uuid) AND target.body IS NOT NULL
      JOIN known_tickets shown ON shown.ticket_id = coalesce(target.ticket_id, t.ticket_id)
      LEFT JOIN known_links told ON told.ticket_id = t.ticket_id LEFT JOIN public_links own ON own.ticket_id = t.ticket_id
      LEFT JOIN renewed_links renewed ON renewed.ticket_id = t.ticket_id
     WHERE t.body IS NOT NULL AND t.ticket_id < :before
       AND (target.ticket_id IS NULL OR CAST(:number AS text) IS NOT NULL OR NOT (target.desk_id = :desk_id AND
            {THEIRS.replace("t.state", "target.state")}))
     ORDER BY t.ticket_id DESC LIMIT :most
""").columns(
    column("ticket_id", Uuid),
    column("number", Text),
    column("title", Text),
    column("status", Text),
    column("created_at", DateTime(timezone=True)),
    column("sealed_token", LargeBinary),
    column("unread", Boolean),
)
LAST = UUID(int=2**128 - 1)

ADDRESS = text("""
    SELECT state->'requester'->>'email' FROM known_tickets
     WHERE desk_id = :desk_id AND body IS NOT NULL AND lower(state->'requester'->>'email') = :email
     ORDER BY ticket_id DESC LIMIT 1
""")


async def tickets_of(
    session: AsyncSession,
    sealer: Sealer,
    desk_id: UUID,
    who: Identity,
    older: str | None = None,
    number: str | None = None,
) -> MyTickets:
    """The tickets on a desk of who is proven, those before the cursor `older`; or the one with a number."""
    of = f"my tickets {desk_id} {who.external_id} {sorted(who.emails)}"
    values = {
        "desk_id": desk_id,
        "external_id": who.external_id,
        "emails": sorted(who.emails),
        "before": from_cursor(older, of, UUID)[0] if older else LAST,
        "number": number,
        "former": to_json([{"desk_id": desk_id} | ({"number": number} if number else {})]).decode(),
        "most": PAGE + 1,
        "new_for": NEW_FOR,
    }
    rows = (await session.execute(MINE, values)).all()
    shown = rows[:PAGE]
    cursor = to_cursor(of, shown[-1].ticket_id) if len(rows) > PAGE else None
    return [_ticket(row, sealer) for row in shown], cursor


async def address_on(session: AsyncSession, desk_id: UUID, email: str) -> str | None:
    """An address in the spelling of the newest ticket that it has on a desk; `email` is a `person_key`."""
    return await session.scalar(ADDRESS, {"desk_id": desk_id, "email": email})


def _ticket(row: Any, sealer: Sealer) -> MyTicket:
    token = sealer.open(row.sealed_token) if row.sealed_token else None
    return MyTicket(row.number, row.title, row.status, row.created_at, token, row.unread)
