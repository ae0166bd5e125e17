"""What routes ask for: a unit of work, a session, shapes, a ticket the caller may touch."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.api.forms import AssigneeForm, TicketForm
from services.tickets.api.shapes import TicketShape
from services.tickets.domain.assignment import Assignee
from services.tickets.domain.ticket import Ticket
from services.tickets.queries.access import check_desk, check_ticket, desk_of
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.assigning import check_may_work
from services.tickets.use_cases.facts import await_assignee, await_task
from shared.auth import CurrentAgent
from shared.database import Database
from shared.foundation import open_uow
from shared.web import IfMatch, check_version

Uow = Annotated[TicketsUow, Depends(open_uow, scope="function")]


async def open_session(request: Request) -> AsyncIterator[AsyncSession]:
    """A session for reading."""
    async with request.app.state.database.session() as session:
        yield session


Session = Annotated[AsyncSession, Depends(open_session, scope="function")]


async def the_database(request: Request) -> Database:
    """For waiting, which must hold no connection."""
    return request.app.state.database


TheDatabase = Annotated[Database, Depends(the_database)]


async def the_shape(request: Request) -> TicketShape:
    """How tickets are shown."""
    return request.app.state.shape


Shape = Annotated[TicketShape, Depends(the_shape)]


async def the_ticket(ticket_id: UUID, agent: CurrentAgent, uow: Uow, if_match: IfMatch = None) -> Ticket:
    """The ticket of the path, locked, for somebody who may see it, at the version they saw."""
    await check_ticket(uow.session, agent, ticket_id)
    ticket = await uow.ticket(ticket_id)
    check_version(if_match, ticket.version)
    return ticket


TheTicket = Annotated[Ticket, Depends(the_ticket, scope="function")]


async def seen_ticket(ticket_id: UUID, agent: CurrentAgent, database: TheDatabase) -> UUID:
    """The ticket of the path, for somebody who may see it; not locked, and no connection is kept."""
    async with database.session() as session:
        await check_ticket(session, agent, ticket_id)
    return ticket_id


SeenTicket = Annotated[UUID, Depends(seen_ticket, scope="function")]


async def known_assignee(_: SeenTicket, form: AssigneeForm, database: TheDatabase) -> Assignee:
    """Whom the body names, once they are known here; waiting holds no connection and locks nothing."""
    return await await_assignee(database, Assignee(form.kind, form.id))


KnownAssignee = Annotated[Assignee, Depends(known_assignee, scope="function")]


async def the_ticket_of_worker(
    assignee: KnownAssignee, ticket_id: SeenTicket, agent: CurrentAgent, uow: Uow, if_match: IfMatch = None
) -> Ticket:
    """The ticket of the path, locked behind whom it is to go to: that is everybody's order of locking."""
    await check_may_work(uow, await desk_of(uow.session, ticket_id), assignee)
    return await the_ticket(ticket_id, agent, uow, if_match)


TicketOfWorker = Annotated[Ticket, Depends(the_ticket_of_worker, scope="function")]


async def known_task(_: SeenTicket, task_id: UUID, database: TheDatabase) -> UUID:
    """The task of the path, once it is known here; stands before `TheTicket`, so that nothing is locked."""
    return await await_task(database, task_id)


KnownTask = Annotated[UUID, Depends(known_task, scope="function")]


async def ready_ticket_form(form: TicketForm, agent: CurrentAgent, database: TheDatabase) -> TicketForm:
    """The body, once whom it names is known here; for somebody who may see the desk it names."""
    async with database.session() as session:
        await check_desk(session, agent, form.desk_id)
    if form.assignee:
        await await_assignee(database, Assignee(form.assignee.kind, form.assignee.id))
    return form


ReadyTicketForm = Annotated[TicketForm, Depends(ready_ticket_form, scope="function")]
