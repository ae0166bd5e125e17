"""A requester's page: who they are, their tickets, and the forms that correct, merge and take apart."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from services.tickets.panel.acting import Verb, refusal_of, seen_in
from services.tickets.panel.naming import called
from services.tickets.panel.places import LIST, read
from services.tickets.panel.shell import TicketReader, in_words, panel, surroundings
from services.tickets.queries.around import tickets_of
from services.tickets.queries.requester_history import history_of
from services.tickets.queries.requesters import get_requester, list_requesters
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import requesters
from services.tickets.use_cases.requesters import Corrections
from shared.addresses import OptionalAddress, shown_address
from shared.auth import Person
from shared.errors import HelpdeskError, Invalid
from shared.foundation import Session
from shared.panel.entry import PageNeeds
from shared.panel.forms import accept, by_field, filled
from shared.text import OptionalName, Phone
from shared.web import Form, Text

HERE = LIST + "/requesters/{requester_id}"
MEANWHILE = "Not saved: somebody else changed this requester in the meantime. Look and try again."
MOST_FOUND = 20
CHANGES = {
    "name": "changed the name", "phones": "changed the phones", "added": "added an address",
    "removed": "took an address away", "merged": "merged this requester into", "merged_here": "merged in",
    "unmerged": "took this requester apart from", "unmerged_here": "took apart",
}  # fmt: skip
router = APIRouter(include_in_schema=False)
Refused = tuple[HelpdeskError, Mapping[str, str]]
Typed = Annotated[Text, Query(max_length=200)]
Place = Annotated[Text, Query(max_length=500)]


class EditForm(Form):
    """What can be corrected; a name or phones left empty are those of the tickets."""

    name: OptionalName = None
    phones: Annotated[list[Phone], Field(max_length=20)] = []
    add: OptionalAddress = None
    remove: OptionalAddress = None

    def corrections(self) -> Corrections:
        """The same in the words of the use case."""
        add, remove = ((each,) if each else () for each in (self.add, self.remove))
        return Corrections(frozenset(("name", "phones")), self.name, tuple(self.phones) or None, add, remove)


@router.get(HERE)
async def show(
    request: Request, requester_id: UUID, agent: TicketReader, session: Session, cursor: Place = ""
) -> Response:
    """Who they are, and their tickets, the newest first."""
    return await _page(request, agent, session, requester_id, cursor)


@router.post(HERE, dependencies=[PageNeeds("ticket.edit")])
async def edit(request: Request, requester_id: UUID, agent: TicketReader) -> Response:
    """Correct what is said of them."""
    data = await request.form()

    async def save(uow: TicketsUow) -> None:
        form = accept(EditForm, _typed_edit(data))
        await requesters.correct(uow, agent, requester_id, form.corrections(), seen_in(data))

    return await _act(request, agent, requester_id, data, save)


@router.get(HERE + "/merge")
async def look_for_other(
    request: Request,
    requester_id: UUID,
    agent: TicketReader,
    session: Session,
    q: Typed = "",
    other: Typed = "",
) -> Response:
    """Search for the other one, and see what would come together."""
    context = await _context(request, agent, session, requester_id)
    who, found = context["who"], []
    if q.strip():
        rows, _ = await list_requesters(session, agent, q, None, MOST_FOUND)
        found = [_named(row) for row in rows if row["id"] != who["id"]]
    chosen = read(UUID, other, "other")
    both = _named(await get_requester(session, agent, chosen)) if chosen else None
    context |= {"q": q, "found": found, "other": None if both and both["id"] == who["id"] else both}
    return panel.render(request, "merge_requesters.html", context)


@router.post(HERE + "/merge", dependencies=[PageNeeds("ticket.edit")])
async def merge(request: Request, requester_id: UUID, agent: TicketReader) -> Response:
    """Take another one in: whoever asks for them is led here."""
    data = await request.form()
    return await _act(
        request, agent, requester_id, data,
        lambda uow: requesters.merge_requesters(uow, agent, _other(data), requester_id),
    )  # fmt: skip


@router.get(HERE + "/unmerge")
async def show_page(request: Request, requester_id: UUID, _: TicketReader) -> Response:
    """The page that the form stands on."""
    query = request.url.query
    here = f"{LIST}/requesters/{requester_id}"
    return panel.redirect(f"{here}?{query}" if query else here)


@router.post(HERE + "/unmerge", dependencies=[PageNeeds("ticket.edit")])
async def take_apart(request: Request, requester_id: UUID, agent: TicketReader) -> Response:
    """Let one of those merged here stand for themselves again."""
    data = await request.form()
    return await _act(
        request, agent, requester_id, data,
        lambda uow: requesters.unmerge_requester(uow, agent, _other(data), seen_in(data)),
    )  # fmt: skip


async def _act(request: Request, agent: Person, requester_id: UUID, data: FormData, verb: Verb) -> Response:
    if no := await refusal_of(request, verb, MEANWHILE):
        async with request.app.state.database.session() as session:
            return await _page(request, agent, session, requester_id, refused=(no, _typed(data)))
    return panel.redirect(f"{LIST}/requesters/{requester_id}", flash="saved")


async def _page(
    request: Request,
    agent: Person,
    session: AsyncSession,
    requester_id: UUID,
    cursor: str = "",
    refused: Refused | None = None,
) -> Response:
    no, typed = refused or (None, None)
    context = await _context(request, agent, session, requester_id)
    rows, onward = await tickets_of(session, agent, context["who"]["id"], cursor or None)
    happened = await history_of(session, agent, requester_id)
    context |= {
        "tickets": [row | {"url": f"{LIST}/{row['id']}"} for row in rows],
        "more_url": f"{context['here']}?cursor={onward}" if onward else "",
        # What became of the others before they came here is on no page of theirs now; it would read as this one's.
        "history": [_happened(row) for row in happened if row["requester_id"] == context["who"]["id"]],
        "problem": in_words(no) if no else "",
        "errors": by_field(no) if no else {},
        "given": {**_given(context["who"]), **(typed or {})},
        "is_refused": no is not None,
    }
    return panel.render(request, "requester.html", context, status=no.status if no else 200)


def _given(who: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the form: corrections, and not what their tickets say."""
    corrected = who["corrected"]
    name = who["name"] if "name" in corrected else ""
    phones = "\n".join(who["phones"]) if "phones" in corrected else ""
    return {"name": name, "phones": phones, "add": "", "remove": ""}


async def _context(
    request: Request, agent: Person, session: AsyncSession, requester_id: UUID
) -> dict[str, Any]:
    who = _named(await get_requester(session, agent, requester_id))
    around = await surroundings(request, session, agent)
    here = f"{LIST}/requesters/{who['id']}"
    return {"shell": around.shell("requesters"), "who": who, "here": here, "person": agent}


def _named(told: dict[str, Any]) -> dict[str, Any]:
    emails = [shown_address(each) for each in told["emails"]]
    merged = [each | {"email": shown_address(each["email"])} for each in told["merged_from"]]
    name = called(told["name"], *told["emails"], otherwise="Requester")
    return told | {"called": name, "emails": emails, "merged_from": merged}


def _happened(row: dict[str, Any]) -> dict[str, Any]:
    about = row["new"] or row["old"]
    if isinstance(about, dict):
        about = shown_address(about.get("email") or "another requester")
    elif isinstance(about, list):
        about = ", ".join(about)
    return {
        "by": row["actor"]["name"] or "The system",
        "did": CHANGES[row["kind"]],
        "about": about,
        "at": row["at"],
    }


def _other(data: FormData) -> UUID:
    other = read(UUID, str(data.get("other", "")), "other")
    if other is None:
        raise Invalid("Choose somebody.", [{"field": "other", "message": "Choose somebody."}])
    return other


def _typed(data: FormData) -> dict[str, str]:
    return {name: value for name, value in data.multi_items() if isinstance(value, str)}


def _typed_edit(data: FormData) -> dict[str, Any]:
    typed = _typed(data)
    phones = [line.strip() for line in typed.get("phones", "").splitlines()]
    single = {name: typed[name] for name in ("name", "add", "remove") if name in typed}
    return filled(single) | {"phones": [phone for phone in phones if phone]}
