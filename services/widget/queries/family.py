"""Tickets that were merged: what of them the holder of one's link is shown.

Whoever holds the link of a ticket sees that ticket and those of the same proven person; of the one that it was merged into,
if that is another person's, what the team has said since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.tables.copies import known_tickets, merged_into
from shared.addresses import person_key
from shared.contracts.parts import Channel
from shared.rows import dicts

Row = Mapping[str, Any]
k = known_tickets.c


@dataclass(frozen=True, slots=True)
class Shown:
    """What belongs to one conversation, by the ids of tickets.

    `own`: whose link it is. `mine`: all whose words are shown, `own` among them; the words that those of `begun` began
    with are shown as messages. `answers_of`: another person's ticket, of which the team's answers after `since` are.
    """

    own: UUID
    mine: tuple[UUID, ...]
    begun: tuple[UUID, ...] = ()
    answers_of: UUID | None = None
    since: datetime | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing was merged that is shown here."""
        return self.mine == (self.own,) and self.answers_of is None


async def shown_with(session: AsyncSession, own: Row, target: Row) -> Shown:
    """What is shown behind the link of `own`, a row of known tickets which is merged into `target`, or is it."""
    led_here = select(k.ticket_id, k.state, k.channel).where(merged_into() == target["ticket_id"])
    family = [target, *dicts(await session.execute(led_here.order_by(k.ticket_id)))]
    return what_is_shown(own, target, family)


def what_is_shown(own: Row, target: Row, family: Sequence[Row]) -> Shown:
    """The rule; rows have `ticket_id`, `state` and `channel`."""
    mine = (own["ticket_id"], *(each["ticket_id"] for each in family if is_same_person(own, each)))
    mine = tuple(dict.fromkeys(mine))
    opening = target["ticket_id"] if target["ticket_id"] in mine else own["ticket_id"]
    begun = tuple(each for each in mine if each != opening)
    if opening != own["ticket_id"] or own["ticket_id"] == target["ticket_id"]:
        return Shown(own["ticket_id"], mine, begun)
    since = datetime.fromisoformat(own["state"]["merged_at"])
    return Shown(own["ticket_id"], mine, begun, target["ticket_id"], since)


def is_same_person(one: Row, other: Row) -> bool:
    """Whether two tickets are of one person, as far as is proven: anybody may type an address into a form."""
    if one["ticket_id"] == other["ticket_id"]:
        return True
    return _is_proven(one) and _is_proven(other) and bool(_names(one) & _names(other))


def _is_proven(row: Row) -> bool:
    return row["state"]["requester"]["verified"] or row["channel"] not in (None, Channel.WIDGET)


def _names(row: Row) -> set[str]:
    requester = row["state"]["requester"]
    email, external_id = requester["email"], requester["external_id"]
    named = {f"mailto:{person_key(email)}"} if email else set()
    return named | ({f"client:{external_id}"} if external_id else set())
