"""What routes ask for: a unit of work, a session, shapes, a ticket the caller may touch."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from services.tickets.api.forms import AssigneeForm, NoteForm, TicketForm
from services.tickets.api.shapes import TicketShape
from services.tickets.domain.assignment import Assignee
from services.tickets.rights import check_desk, check_ticket
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.awaiting import await_assignee, await_task
from shared.auth import Needs, Person
from shared.database import Database
from shared.foundation import open_uow
from shared.seen import Seen
from shared.web import IfSeen

TicketReader = Annotated[Person, Needs("ticket.read")]
TicketOpener = Annotated[Person, Needs("ticket.create")]
TicketWriter = Annotated[Person, Needs("ticket.create", "ticket.edit", "ticket.reply", "ticket.note")]
Cursor = Annotated[str | None, Query(max_length=500)]
Limit = Annotated[int, Query(ge=1, le=200)]
Uow = Annotated[TicketsUow, Depends(open_uow, scope="function")]


async def the_database(request: Request) -> Database:
    """For waiting, which must hold no connection."""
    return request.app.state.database


TheDatabase = Annotated[Database, Depends(the_database)]


async def the_shape(request: Request) -> TicketShape:
    """How tickets are shown."""
    return request.app.state.shape


Shape = Annotated[TicketShape, Depends(the_shape)]


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who asks to change the ticket of the path, and the version they saw."""

    uow: TicketsUow
    person: Person
    ticket_id: UUID
    seen: Seen

    @property
    def at(self) -> tuple[TicketsUow, Person, UUID]:
        """What every verb asks for first."""
        return self.uow, self.person, self.ticket_id


async def the_asking(ticket_id: UUID, agent: TicketReader, uow: Uow, seen: IfSeen) -> Asking:
    """Nothing is looked at yet: the use case locks, checks and compares. What they may do to it, each route asks."""
    return Asking(uow, agent, ticket_id, seen)


TheAsking = Annotated[Asking, Depends(the_asking, scope="function")]


async def seen_ticket(ticket_id: UUID, agent: TicketReader, database: TheDatabase) -> UUID:
    """The ticket of the path, for somebody who may see it; not locked, and no connection is kept."""
    async with database.session() as session:
        await check_ticket(session, agent, ticket_id)
    return ticket_id


SeenTicket = Annotated[UUID, Depends(seen_ticket, scope="function")]


async def known_assignee(_: SeenTicket, form: AssigneeForm, database: TheDatabase) -> Assignee:
    """Whom the body names, once they are known here; waiting holds no connection and locks nothing."""
    return await await_assignee(database, Assignee(form.kind, form.id))


KnownAssignee = Annotated[Assignee, Depends(known_assignee, scope="function")]


async def known_task(_: SeenTicket, task_id: UUID, agent: TicketReader, database: TheDatabase) -> UUID:
    """The task of the path, once it is known here; nothing is locked while it is waited for."""
    return await await_task(database, agent, task_id)


KnownTask = Annotated[UUID, Depends(known_task, scope="function")]


async def ready_ticket_form(form: TicketForm, agent: TicketOpener, database: TheDatabase) -> TicketForm:
    """The body, once whom it names is known here; for somebody who may see the desk it names."""
    async with database.session() as session:
        await check_desk(session, agent, form.desk_id)
    if form.assignee:
        await await_assignee(database, Assignee(form.assignee.kind, form.assignee.id))
    return form


ReadyTicketForm = Annotated[TicketForm, Depends(ready_ticket_form, scope="function")]


async def ready_note_form(
    form: NoteForm, ticket_id: UUID, agent: TicketReader, database: TheDatabase
) -> NoteForm:
    """The body, once whom it mentions is known here; for somebody who may write notes on the ticket."""
    if form.mention_ids:
        async with database.session() as session:
            await check_ticket(session, agent, ticket_id, for_notes=True)
    for person_id in dict.fromkeys(form.mention_ids):
        await await_assignee(database, Assignee("agent", person_id))
    return form


ReadyNoteForm = Annotated[NoteForm, Depends(ready_note_form, scope="function")]
