"""Running one change of a ticket for a form, and showing the page again when the change is refused."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Annotated, Any, ParamSpec
from uuid import UUID

from fastapi import Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from services.tickets.panel.enclosing import Enclosures
from services.tickets.panel.list_page import list_pane
from services.tickets.panel.page_read import read_page
from services.tickets.panel.places import LIST, Place, ThePlace
from services.tickets.panel.places import read as read_word
from services.tickets.panel.refusal import NOTHING_REFUSED, Refusal
from services.tickets.panel.shell import TicketReader, in_words, own_uow, panel
from services.tickets.panel.ticket_page import conversation, for_notes_alone, ticket_page
from services.tickets.uow import TicketsUow
from services.tickets.use_cases.seeing import SeenField
from shared.auth import Person
from shared.errors import HelpdeskError, Invalid, PreconditionFailed
from shared.idempotency import Idempotency
from shared.panel.forms import by_field
from shared.panel.pages import wants_fragment
from shared.seen import Seen

SHOWN_AGAIN = {409, 412, 413, 422, 429}
LONGEST = 2000
"""Characters of a field, where nothing else is said."""
TEXTS = {"comment": "comments", "note": "notes"}
"""The texts of the composer, and how the address of each ends."""
UNSENT = {
    "comment": "Your reply was sent. What you wrote as a note is not saved yet.",
    "note": "Your note was saved. What you wrote as a reply is not sent yet.",
}
Verb = Callable[[TicketsUow], Awaitable[object]]
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody about to change a ticket, and the form they sent.

    `place` is where the list beside the ticket stands.
    """

    request: Request
    agent: Person
    ticket_id: UUID
    place: Place
    form: FormData = field(default_factory=FormData)
    _enclosed: dict[str, Enclosures] = field(default_factory=dict)

    def chosen(self, name: str, what: str) -> UUID:
        """The id of `what` was chosen in a field; raises Invalid where nothing was."""
        found = read_word(UUID, self.text(name), what)
        if found is None:
            raise _wrong(name, f"Choose {what}.")
        return found

    def text(self, name: str, longest: int = LONGEST) -> str:
        """What was typed into a field; raises Invalid for what cannot be kept."""
        typed = self.typed.get(name, "")
        if len(typed) > longest:
            raise _wrong(name, f"The text is longer than {longest:,} characters.")
        if "\0" in typed:
            raise _wrong(name, "The text has signs that cannot be kept.")
        return typed

    @property
    def typed(self) -> dict[str, str]:
        """Everything typed, by field."""
        return {name: value for name, value in self.form.multi_items() if isinstance(value, str)}

    def enclosed(self, name: str) -> Enclosures:
        """The files beside the text `name`."""
        given = Enclosures(self.request, self.agent, self.form, f"{name}_files", f"{name}_drafts")
        return self._enclosed.setdefault(name, given)

    @property
    def at(self) -> tuple[Person, UUID]:
        """What every verb asks for behind the unit of work."""
        return self.agent, self.ticket_id

    def seen(self, field: str, wanted: str = "") -> SeenField:
        """What the page showed of the field that is to be changed."""
        return SeenField(field, self.typed.get("version", ""), self.typed.get("seen"), wanted)

    async def run(self, change: Verb, flash: str) -> Response:
        """Make the change and go back to the ticket."""
        async with own_uow(self.request) as uow:
            await change(uow)
        return panel.redirect(self._onward(), flash=flash)

    async def write_once(self, once: Idempotency, write: Verb, told: Callable[[object], str]) -> Response:
        """Write on the ticket and go back to it, `told` being the flash; the same form sent again writes nothing more."""
        async with own_uow(self.request) as uow:

            async def write_and_go_back() -> RedirectResponse:
                return panel.redirect(self._onward(), flash=told(await write(uow)))

            return await once.redirect(uow, write_and_go_back)

    async def refused(self, no: HelpdeskError) -> Response:
        """The page again with what was typed and why it was not done; what cannot be shown again is raised."""
        if no.status not in SHOWN_AGAIN:
            raise no
        refusal = Refusal(self._action(), self.typed, in_words(no), by_field(no))
        async with self.request.app.state.database.session() as session:
            context = await ticket_context(self, session, refusal)
        if refusal.is_written:
            context["kept"] = {name: await self.enclosed(name).kept() for name in TEXTS}
        if isinstance(no, PreconditionFailed) and wants_fragment(self.request):
            return panel.render(self.request, "fragments/conflict.html", context, status=no.status)
        return render(self.request, context, no.status)

    async def with_unsent(self, written: str) -> Response | None:
        """After `written` the page with what was typed as the composer's other text, or None if that is empty.

        Without scripts one button sends both; a page with scripts keeps the other text by itself.
        """
        if wants_fragment(self.request):
            return None
        other = next(name for name in TEXTS if name != written)
        text, kept = self.typed.get(other, ""), await self.enclosed(other).kept()
        if not kept and not text.strip():
            return None
        async with self.request.app.state.database.session() as session:
            refusal = Refusal(TEXTS[other], {other: text}, UNSENT[written])
            context = await ticket_context(self, session, refusal)
        return render(self.request, context | {"kept": {other: kept}})

    def _action(self) -> str:
        # What an address says behind /panel/tickets/{ticket_id}/.
        return "/".join(self.request.url.path.split("/")[4:])

    def _onward(self) -> str:
        to_list = self.request.query_params.get("back") == "list"
        return self.place.url() if to_list else self.place.url(f"{LIST}/{self.ticket_id}")


async def the_acting(request: Request, agent: TicketReader, ticket_id: UUID, place: ThePlace) -> Acting:
    """The ticket of the path, for the person who sent the form. What they may do to it, each route asks."""
    return Acting(request, agent, ticket_id, place, await request.form())


async def the_reading(request: Request, agent: TicketReader, ticket_id: UUID, place: ThePlace) -> Acting:
    """The same for somebody who only looks: no form is read."""
    return Acting(request, agent, ticket_id, place)


TheActing = Annotated[Acting, Depends(the_acting)]
TheReading = Annotated[Acting, Depends(the_reading)]


def shown_again(route: Callable[P, Awaitable[Response]]) -> Callable[P, Awaitable[Response]]:
    """A ticket's form: whatever it is refused for, the page comes again with what was typed."""

    @wraps(route)
    async def show_when_refused(*args: P.args, **given: P.kwargs) -> Response:
        try:
            return await route(*args, **given)
        except HelpdeskError as no:
            acting = given["acting"]
            assert isinstance(acting, Acting)
            return await acting.refused(no)

    return show_when_refused


def seen_in(form: Mapping[str, Any]) -> Seen:
    """The version that a form was filled in beside; of one that names none, whichever it is."""
    version = str(form.get("version", ""))
    return Seen(frozenset({version}) if version else None)


async def refusal_of(request: Request, verb: Verb, meanwhile: str) -> HelpdeskError | None:
    """Do it in a unit of work of its own; answers why it was refused. What no page can show again is raised.

    `meanwhile` is what whoever saw an older version is told.
    """
    try:
        async with own_uow(request) as uow:
            await verb(uow)
    except PreconditionFailed:
        return PreconditionFailed(meanwhile)
    except HelpdeskError as no:
        if no.status not in SHOWN_AGAIN:
            raise
        return no
    return None


async def ticket_context(
    acting: Acting, session: AsyncSession, refusal: Refusal = NOTHING_REFUSED, after: str = ""
) -> dict[str, Any]:
    """Everything the ticket's page needs, for somebody who may see it."""
    request, agent = acting.request, acting.agent
    read = await read_page(request, session, agent, acting.ticket_id, acting.place, after)
    pane = list_pane(read.around, read.place, read.listed, read.names, acting.ticket_id)
    page = ticket_page(request, read, acting.place)
    page = for_notes_alone(page) if read.only_notes else page
    return {
        "shell": read.around.shell(read.place.filters.view, read.place, pane.counters),
        "pane": pane,
        "heading": 2,
        "page": page,
        "conversation": conversation(request, read, after),
        "refusal": refusal,
        "kept": {},
        "person": agent,
        "callable": [each.name for each in pane.workers.people if each.id != agent.id],
        "colleagues": [each.name for each in page.workers.people if each.id != agent.id],
    }


def render(request: Request, context: dict[str, Any], status: int = 200) -> Response:
    """The whole page, or for htmx the conversation and what changes with it.

    Whoever was only mentioned has a page of their own.
    """
    if context["page"].only_notes:
        return panel.render(request, "ticket_to_note.html", context, status=status)
    return panel.render(
        request, "ticket.html", context, fragment="fragments/ticket_parts.html", status=status
    )


def _wrong(name: str, why: str) -> Invalid:
    return Invalid(why, [{"field": name, "message": why}])
