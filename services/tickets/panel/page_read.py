"""What a ticket's page shows, as it was read: five statements for it and the list beside it, whatever its length."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.panel.conversation import people_in
from services.tickets.panel.list_page import Listed, read_list
from services.tickets.panel.places import Place
from services.tickets.panel.shell import Surroundings, surroundings
from services.tickets.queries.fields import with_names
from services.tickets.queries.timeline import add_deliveries, said_and_done
from services.tickets.queries.views import View
from services.tickets.queries.whole import Besides, family_in, see_besides, see_ticket
from services.tickets.rights import DeskToRead, may_see
from shared.auth import Person


@dataclass(frozen=True, slots=True)
class PageRead:
    """The ticket with its desk, what was said, the list at `place` beside it, and what these name.

    `only_notes`: its reader was mentioned, and sees nothing else of the desk. `onward`: where the conversation goes on.
    """

    around: Surroundings
    desk: DeskToRead
    ticket: dict[str, Any]
    only_notes: bool
    place: Place
    listed: Listed
    said: list[dict[str, Any]]
    onward: str | None
    besides: Besides
    names: Mapping[UUID, str]


async def read_page(
    request: Request, session: AsyncSession, agent: Person, ticket_id: UUID, place: Place, after: str
) -> PageRead:
    """For somebody who may see it; raises NoSuchTicket. `place` is the list of the address."""
    around = await surroundings(request, session, agent)
    desk, ticket = await see_ticket(session, agent, ticket_id)
    only_notes = not await may_see(session, agent, desk)
    beside = Place().of(View.MENTIONED) if only_notes else place.on_desk(desk.id)
    listed = await read_list(request, session, around, beside)
    said, onward = await said_and_done(session, family_in(ticket), after or None)
    named = (ticket["assignee_id"], *listed.assignees, *people_in(said))
    besides = await see_besides(session, agent, ticket, named, _files([ticket, *said]))
    add_deliveries(said, besides.mails)
    for each in (ticket, *said):
        each["verdicts"] = besides.verdicts
    names = {**around.at_work.names(), **besides.names}
    said = with_names(desk.fields, said)
    return PageRead(around, desk, ticket, only_notes, beside, listed, said, onward, besides, names)


def _files(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    return (each["object_key"] for row in rows for each in row["attachments"] or ())
