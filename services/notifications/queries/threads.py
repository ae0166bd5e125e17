"""What a further mail about a ticket goes on from: the public link, and the mails before it, ours and theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.tables import emails

LAST_OF_THREAD = 20
"""Mails that a further one refers to."""


THREADS = text("""
    SELECT threads.ticket_id, sealed_token, link_version, coalesce(earlier, '{}') AS earlier
      FROM threads
     CROSS JOIN LATERAL (
       SELECT array_agg(message_id ORDER BY id) AS earlier FROM (
         (SELECT id, message_id FROM deliveries WHERE ticket_id = threads.ticket_id AND notice_id IS NULL
             AND state <> 'failed' ORDER BY id LIMIT 1)
         UNION
         (SELECT id, message_id FROM deliveries WHERE ticket_id = threads.ticket_id AND notice_id IS NULL
             AND state <> 'failed' ORDER BY id DESC LIMIT :last)
         UNION
         (SELECT id, message_id FROM emails WHERE ticket_id = threads.ticket_id AND message_id <> ''
           ORDER BY id LIMIT 1)
         UNION
         (SELECT id, message_id FROM emails WHERE ticket_id = threads.ticket_id AND message_id <> ''
           ORDER BY id DESC LIMIT :last)) AS mails) AS found
     WHERE threads.ticket_id = ANY(CAST(:ids AS uuid[]))
""")
"""Mails of ours and theirs; both kinds of ids are made in the order of time."""

BEFORE = text("""
    SELECT place, author, at, from_team, sealed_body
      FROM unnest(CAST(:tickets AS uuid[]), CAST(:instants AS timestamptz[]), CAST(:most AS integer[]))
           WITH ORDINALITY AS asked (ticket, instant, most, place)
     CROSS JOIN LATERAL (
       SELECT id, author, at, from_team, sealed_body FROM known_messages
        WHERE ticket_id = asked.ticket AND at < asked.instant ORDER BY at DESC, id DESC LIMIT asked.most) AS said
     ORDER BY place, at DESC, id DESC
""")


@dataclass(frozen=True, slots=True)
class Thread:
    """What the mails about a ticket go on from: its link since which version, and Message-IDs of mails with its requester.

    `earlier` are the first, which begins the thread, and the last ones, in order.
    """

    sealed_token: bytes
    link_version: int
    earlier: list[str]


class Before(NamedTuple):
    """Up to `most` messages that were said publicly on a ticket before an instant."""

    ticket_id: UUID
    at: datetime
    most: int


async def threads_of(session: AsyncSession, ticket_ids: Collection[UUID]) -> dict[UUID, Thread]:
    """The threads of tickets, as far as they have begun: their first mail is decided on."""
    rows = await session.execute(THREADS, {"ids": list(ticket_ids), "last": LAST_OF_THREAD})
    return {row[0]: Thread(*row[1:]) for row in rows}


async def messages_before_each(session: AsyncSession, asked: Sequence[Before]) -> list[list[Any]]:
    """What was said before, of each in its place, the newest first: `author`, `at`, `from_team`, `sealed_body`."""
    tickets, instants, most = (list(column) for column in zip(*asked, strict=True))
    found: list[list[Any]] = [[] for _ in asked]
    for row in await session.execute(BEFORE, {"tickets": tickets, "instants": instants, "most": most}):
        found[row.place - 1].append(row)
    return found


@dataclass(frozen=True, slots=True)
class Origin:
    """The mail that a ticket was made of. `acknowledge`: a person wrote it, from an address that may be theirs."""

    message_id: str
    acknowledge: bool


async def origins(session: AsyncSession, ticket_ids: Collection[UUID]) -> dict[UUID, Origin]:
    """The mails that tickets were made of, by ticket.

    One that answered a ticket which is over has become another one under the id that its comment was to have.
    """
    if not ticket_ids:
        return {}
    e = emails.c
    first = e.ticket_id.in_(ticket_ids) & e.comment_id.is_(None)
    made = select(func.coalesce(e.comment_id, e.ticket_id).label("made"), e.message_id, e.acknowledge)
    rows = await session.execute(made.where(first | e.comment_id.in_(ticket_ids)))
    return {row.made: Origin(row.message_id, row.acknowledge) for row in rows}
