"""Where a conversation goes on whose ticket was over when its customer answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Text, bindparam, column, text
from sqlalchemy.ext.asyncio import AsyncSession

NEXT = text("""
    SELECT n.state->>'number' AS number,
           CASE WHEN renewed.ticket_id IS NULL THEN told.sealed_token WHEN renewed.active THEN renewed.sealed_token END AS sealed_token
      FROM known_tickets n LEFT JOIN known_links told ON told.ticket_id = n.ticket_id
      LEFT JOIN renewed_links renewed ON renewed.ticket_id = n.ticket_id
     WHERE n.ticket_id = :next AND n.body IS NOT NULL
""").bindparams(bindparam("next")).columns(column("number", Text), column("sealed_token", LargeBinary))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Onward:
    """The next ticket: its number, and its link where it has one that is known here."""

    number: str
    sealed_token: bytes | None = None


async def goes_on_in(session: AsyncSession, own_id: UUID, state: Mapping[str, Any]) -> Onward | None:
    """The newest ticket that began with what was written behind the link of `own_id`, and nobody else's.

    `state` is of the ticket that this one is, or leads to.
    """
    mine = [each for each in state.get("followed_by", ()) if (each["through"] or state["id"]) == str(own_id)]
    if not mine:
        return None
    found = (await session.execute(NEXT, {"next": UUID(mine[-1]["id"])})).one_or_none()
    return Onward(found.number, found.sealed_token) if found else Onward(mine[-1]["number"])
