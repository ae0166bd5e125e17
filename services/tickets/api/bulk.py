"""One change of many tickets. Each is told by itself: done, or refused with a code."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response

from services.tickets.api.doors import TicketReader
from services.tickets.api.forms import BulkForm, ChangeForm, SnoozeForm, UndoForm
from services.tickets.api.shapes import answer
from services.tickets.domain.assignment import Assignee
from services.tickets.domain.moments import Meant
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import bulk
from services.tickets.use_cases.snoozing import Aside
from shared.errors import HelpdeskError, Invalid

router = APIRouter(prefix="/api/tickets/bulk", tags=["tickets"])
Verb = Callable[[TicketsUow, UUID], Awaitable[None]]


class Previewed(Exception):
    """What was tried would be done."""


@router.post("")
async def change(form: BulkForm, request: Request, agent: TicketReader) -> Response:
    """Change many tickets; `undo` takes back what was done."""
    parts = _parts(form.change)
    bulk.check_rights(agent, parts)
    bulk_id = uuid4()

    async def verb(uow: TicketsUow, ticket_id: UUID) -> None:
        await bulk.change(uow, agent, bulk_id, ticket_id, parts)
        if form.preview:
            await uow.save()
            raise Previewed

    told = await _each(request, form.ids, verb)
    return answer(told | {"undo": None if form.preview or not told["done"] else str(bulk_id)})


@router.post("/undo")
async def undo(form: UndoForm, request: Request, agent: TicketReader) -> Response:
    """Take a bulk change back, for the tickets where nobody has changed the same since."""
    async with request.app.state.open_uow(request.app.state.database) as uow:
        ids = await bulk.tickets_of(uow, agent, form.undo)
    return answer(await _each(request, ids, lambda uow, each: bulk.undo(uow, agent, form.undo, each)))


async def _each(request: Request, ids: Sequence[UUID], verb: Verb) -> dict[str, Any]:
    """What became of each ticket, one transaction each, in the order asked for."""
    done: list[UUID] = []
    refused: list[dict[str, Any]] = []
    for ticket_id in dict.fromkeys(ids):
        try:
            async with request.app.state.open_uow(request.app.state.database) as uow:
                await verb(uow, ticket_id)
            done.append(ticket_id)
        except Previewed:
            done.append(ticket_id)
        except HelpdeskError as no:
            refused.append({"id": ticket_id, "code": no.code, "detail": no.detail or no.title})
    return {"done": done, "refused": refused}


def _parts(form: ChangeForm) -> dict[str, Any]:
    """What is named; null says something only of whom it is assigned to, its category and its snooze."""
    given = {name: getattr(form, name) for name in form.model_fields_set}
    empty = [name for name, value in given.items() if value is None and name not in CLEARED_BY_NULL]
    if empty or not given:
        raise Invalid(
            "nothing is to be changed" if not given else "this cannot be empty",
            [{"field": f"change.{name}", "message": "Say what it is to be"} for name in empty],
        )
    return given | {name: READ[name](given[name]) for name in READ if given.get(name)}


def _assignee(form: Any) -> Assignee:
    return Assignee(form.kind, form.id)


def _aside(form: SnoozeForm) -> Aside:
    return Aside(Meant(form.until, form.text), form.reason, form.keep_asleep_on_reply)


CLEARED_BY_NULL = ("assignee", "category_id", "snooze")
READ: dict[str, Callable[[Any], Any]] = {"assignee": _assignee, "snooze": _aside}
