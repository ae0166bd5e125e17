"""Running one change of a ticket for a form, and showing the page again when the change is refused."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Form, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse

from services.tickets.domain.assignment import Assignee
from services.tickets.domain.ticket import Ticket
from services.tickets.panel.list_page import list_pane
from services.tickets.panel.places import LIST, Place, ThePlace
from services.tickets.panel.seen import Seen
from services.tickets.panel.shell import in_words, own_uow, panel, surroundings
from services.tickets.panel.ticket_page import conversation, ticket_page
from services.tickets.queries.access import check_ticket
from services.tickets.queries.ticket import get_ticket
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.assigning import check_may_work
from shared.auth import Person
from shared.errors import HelpdeskError, PreconditionFailed
from shared.idempotency import Idempotency
from shared.panel.entry import PanelAgent
from shared.panel.pages import wants_fragment
from shared.web import Text

SHOWN_AGAIN = {409, 412, 413, 422}
Change = Callable[[TicketsUow, Ticket], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the composer."""

    mode: str = "comment"
    comment: str = ""
    note: str = ""


EMPTY = Draft()


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody about to change a ticket."""

    request: Request
    agent: Person
    ticket_id: UUID
    place: Place
    seen: Seen

    async def run(
        self,
        change: Change,
        flash: str,
        field: str = "",
        wanted: str = "",
        draft: Draft = EMPTY,
        worker: Assignee | None = None,
    ) -> Response:
        """Make the change and go back to the ticket; `field` is looked after, lest somebody else's work is lost.

        `worker` is who becomes responsible by the change.
        """
        try:
            async with own_uow(self.request) as uow:
                desk = await check_ticket(uow.session, self.agent, self.ticket_id)
                if worker:
                    await check_may_work(uow, desk.id, worker)
                ticket = await uow.ticket(self.ticket_id)
                if field:
                    await self.seen.check(uow.session, ticket, field, wanted, self.agent.id)
                await change(uow, ticket)
        except HelpdeskError as no:
            return await self.refused(no, draft)
        return panel.redirect(self._onward(), flash=flash)

    async def write_once(self, once: Idempotency, write: Change, draft: Draft, flash: str) -> Response:
        """Write on the ticket and go back to it; the same form sent again writes nothing more."""
        try:
            async with own_uow(self.request) as uow:

                async def write_and_go_back() -> RedirectResponse:
                    await check_ticket(uow.session, self.agent, self.ticket_id)
                    await write(uow, await uow.ticket(self.ticket_id))
                    return panel.redirect(self._onward(), flash=flash)

                return await once.redirect(uow, write_and_go_back)
        except HelpdeskError as no:
            return await self.refused(no, draft)

    async def refused(self, no: HelpdeskError, draft: Draft = EMPTY) -> Response:
        """The page again with what was typed and why it was not done; what cannot be shown again is raised."""
        if no.status not in SHOWN_AGAIN:
            raise no
        async with self.request.app.state.database.session() as session:
            context = await ticket_context(self, session, draft, in_words(no))
        if isinstance(no, PreconditionFailed) and wants_fragment(self.request):
            return panel.render(self.request, "fragments/conflict.html", context, status=no.status)
        return render(self.request, context, no.status)

    def _onward(self) -> str:
        to_list = self.request.query_params.get("back") == "list"
        return self.place.url() if to_list else self.place.url(f"{LIST}/{self.ticket_id}")


def the_acting(
    request: Request,
    agent: PanelAgent,
    ticket_id: UUID,
    place: ThePlace,
    version: Annotated[Text, Form()] = "",
    seen: Annotated[Text | None, Form()] = None,
) -> Acting:
    """The ticket of the path, for the person who sent the form."""
    return Acting(request, agent, ticket_id, place, Seen(version, seen))


TheActing = Annotated[Acting, Depends(the_acting)]


async def ticket_context(
    acting: Acting, session: AsyncSession, draft: Draft = EMPTY, problem: str = "", after: str = ""
) -> dict[str, Any]:
    """Everything the ticket's page needs, for somebody who may see it."""
    request, agent = acting.request, acting.agent
    desk = await check_ticket(session, agent, acting.ticket_id)
    ticket = await get_ticket(session, acting.ticket_id)
    place = acting.place.on_desk(desk.id)
    around = await surroundings(session, agent)
    pane = await list_pane(request, session, around, place, acting.ticket_id)
    page = await ticket_page(request, session, agent, desk, ticket, acting.place)
    return {
        "shell": around.shell(place.filters.view, place, pane.counters),
        "pane": pane,
        "heading": 2,
        "page": page,
        "conversation": await conversation(request, session, agent, ticket, after),
        "draft": draft,
        "problem": problem,
        "person": agent,
        "colleagues": [each.name for each in page.workers.people if each.id != agent.id],
    }


def render(request: Request, context: dict[str, Any], status: int = 200) -> Response:
    """The whole page, or for htmx the conversation and what changes with it."""
    return panel.render(
        request, "ticket.html", context, fragment="fragments/ticket_parts.html", status=status
    )
