"""One change of many tickets. Each is told by itself: done, or refused with a code."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from services.tickets.api.doors import TicketReader
from services.tickets.api.forms import BulkForm, ChangeForm, SnoozeForm, UndoForm
from services.tickets.api.shapes import answer
from services.tickets.domain.assignment import Assignee
from services.tickets.domain.moments import Meant
from services.tickets.use_cases import many
from services.tickets.use_cases.many import Outcome
from services.tickets.use_cases.snoozing import Aside
from shared.errors import Invalid
from shared.foundation import opening

router = APIRouter(prefix="/api/tickets/bulk", tags=["tickets"])


@router.post("")
async def change(form: BulkForm, request: Request, agent: TicketReader) -> Response:
    """Change many tickets; `undo` takes back what was done."""
    told = await many.change(opening(request), agent, form.ids, _parts(form.change), form.preview)
    return answer(_told(told) | {"undo": str(told.undo) if told.undo else None})


@router.post("/undo")
async def undo(form: UndoForm, request: Request, agent: TicketReader) -> Response:
    """Take a bulk change back, for the tickets where nobody has changed the same since."""
    return answer(_told(await many.undo(opening(request), agent, form.undo)))


def _told(outcome: Outcome) -> dict[str, Any]:
    refused = [{"id": each.id, "code": each.code, "detail": each.detail} for each in outcome.refused]
    return {"done": outcome.done, "refused": refused}


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
