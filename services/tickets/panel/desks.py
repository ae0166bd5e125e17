"""Administration of desks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse
from uuid_utils.compat import uuid7

from services.tickets.domain.desk_settings import DeskSettings
from services.tickets.domain.errors import NumberPatternRefused
from services.tickets.domain.numbering import DEFAULT_PATTERN
from services.tickets.panel.acting import SHOWN_AGAIN, refusal_of, seen_in
from services.tickets.panel.forms import DeskForm
from services.tickets.panel.places import read
from services.tickets.panel.shell import (
    DESKS,
    in_words,
    own_uow,
    panel,
    present,
    surroundings,
)
from services.tickets.queries.desks import get_desk
from services.tickets.queries.numbers import next_numbers
from services.tickets.rights import check_desk
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import desks
from shared.auth import Person
from shared.contracts.parts import Category
from shared.errors import HelpdeskError, PreconditionFailed
from shared.foundation import Session
from shared.idempotency import OncePerForm
from shared.panel.entry import PageNeeds
from shared.panel.forms import accept, by_field, filled
from shared.panel.navigation import desk_tabs
from shared.panel.words import zone

DeskManager = Annotated[Person, PageNeeds("desk.manage")]
NEW = DESKS + "/new"
ONE = DESKS + "/{desk_id}"
SEVERAL = ("category_ids", "category_names", "category_colors", "member_ids", "group_ids")
NOTHING_YET: dict[str, Any] = {
    "name": "", "description": "", "color": "petrol", "language": "en", "time_zone": "UTC", "active": True,
    "number_pattern": DEFAULT_PATTERN, "categories": (), "member_ids": (), "group_ids": (),
    "auto_assign": "off", "hold_seconds": 0, "reopen_days": "", "version": "",
}  # fmt: skip
HANDING_OUT = (
    ("off", "No, they wait in To assign"),
    ("round_robin", "To one after the other"),
    ("least_open", "To whoever has the fewest open"),
)
WINDOWS = ("hold_seconds", "reopen_days")
MEANWHILE = (
    "Not saved: somebody else saved this desk in the meantime. Below stands what you typed; saving it again "
    "replaces theirs."
)
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Managing:
    """Somebody who sets up a desk on one of its pages."""

    request: Request
    manager: Person
    desk_id: UUID


async def managing(request: Request, desk_id: UUID, manager: DeskManager) -> Managing:
    """The desk of the path; whether they may see it, each route asks."""
    return Managing(request, manager, desk_id)


TheManaging = Annotated[Managing, Depends(managing)]


@router.get(DESKS)
async def list_page(request: Request, manager: DeskManager, session: Session) -> Response:
    """All desks with their counters."""
    around = await surroundings(request, session, manager)
    return panel.render(request, "desks.html", {"shell": around.shell("desks"), "desks": around.desks})


@router.get(DESKS + "/numbers")
async def numbers(
    request: Request,
    manager: DeskManager,
    session: Session,
    number_pattern: str = "",
    time_zone: str = "UTC",
    desk_id: str = "",
) -> Response:
    """The next numbers of a pattern while it is typed."""
    of = read(UUID, desk_id, "desk_id")
    context = await _next(request, session, of, number_pattern.strip(), time_zone)
    return panel.render(request, "fragments/next_numbers.html", context)


@router.get(NEW)
async def new(request: Request, manager: DeskManager, session: Session) -> Response:
    """An empty form."""
    return await _form(request, session, manager, None, NOTHING_YET)


@router.post(NEW)
async def create(request: Request, manager: DeskManager, once: OncePerForm) -> Response:
    """Make a desk."""
    data = await request.form()
    try:
        async with own_uow(request) as uow:

            async def make_and_show() -> RedirectResponse:
                made = await desks.create(uow, manager, _settings(data))
                return panel.redirect(f"{DESKS}/{made}", flash="created")

            return await once.redirect(uow, make_and_show)
    except HelpdeskError as no:
        return await _again(request, manager, None, data, no)


@router.get(ONE)
async def show(request: Request, desk_id: UUID, manager: DeskManager, session: Session) -> Response:
    """One desk's settings."""
    await check_desk(session, manager, desk_id)
    return await _form(request, session, manager, desk_id, await get_desk(session, desk_id))


@router.post(ONE)
async def edit(request: Request, desk_id: UUID, manager: DeskManager) -> Response:
    """Save all settings, unless somebody else saved others meanwhile."""
    data = await request.form()

    async def save(uow: TicketsUow) -> None:
        await desks.edit(uow, manager, desk_id, _settings(data), seen_in(data))

    if no := await refusal_of(request, save, MEANWHILE):
        return await _again(request, manager, desk_id, data, no)
    return panel.redirect(f"{DESKS}/{desk_id}", flash="saved")


def _settings(data: FormData) -> DeskSettings:
    typed: dict[str, Any] = {name: str(data[name]) for name in DeskForm.model_fields if name in data}
    several = {name: [str(each) or None for each in data.getlist(name)] for name in SEVERAL}
    form = accept(DeskForm, filled(typed | several))
    settings = form.model_dump(exclude={"category_ids", "category_names", "category_colors"})
    rows = zip(form.category_ids, form.category_names, form.category_colors, strict=False)
    categories = tuple(
        Category(id=each or uuid7(), name=name, color=color or "slate") for each, name, color in rows if name
    )
    for name in WINDOWS:
        # A page of the version before has no such field: what it does not show it does not set.
        if name not in data:
            settings.pop(name)
    members = {name: tuple(settings[name]) for name in ("member_ids", "group_ids")}
    made: dict[str, Any] = {**settings, **members, "categories": categories}
    return DeskSettings(**made)


async def _again(
    request: Request, manager: Person, desk_id: UUID | None, data: FormData, no: HelpdeskError
) -> Response:
    if no.status not in SHOWN_AGAIN:
        raise no
    async with request.app.state.database.session() as session:
        typed = _typed(data)
        if isinstance(no, PreconditionFailed):
            # The refusal is the news of the other's version: whoever saves again has been told.
            typed["version"] = (await get_desk(session, desk_id))["version"] if desk_id else ""
        return await _form(request, session, manager, desk_id, typed, no)


def _typed(data: FormData) -> dict[str, Any]:
    texts = {name: str(data.get(name, "")) for name in NOTHING_YET}
    columns = (data.getlist(name) for name in ("category_ids", "category_names", "category_colors"))
    rows = zip(*columns, strict=False)
    return texts | {
        "active": "active" in data,
        "categories": [{"id": each, "name": name, "color": color} for each, name, color in rows if name],
        "member_ids": [str(each) for each in data.getlist("member_ids")],
        "group_ids": [str(each) for each in data.getlist("group_ids")],
    }


async def _form(
    request: Request,
    session: AsyncSession,
    manager: Person,
    desk_id: UUID | None,
    values: Mapping[str, Any],
    no: HelpdeskError | None = None,
) -> Response:
    around = await surroundings(request, session, manager)
    workers = around.at_work.everybody()
    members = {name: {str(each) for each in values[name]} for name in ("member_ids", "group_ids")}
    shown = {str(each.id) for each in (*workers.people, *workers.groups)}
    context = {
        "shell": around.shell("desks"),
        "desk_id": desk_id,
        "values": values,
        "chosen": set().union(*members.values()),
        "unshown": [(name, each) for name, ids in members.items() for each in sorted(ids - shown)],
        "workers": workers,
        "rules": HANDING_OUT,
        "errors": by_field(no) if no else {},
        "problem": in_words(no) if no else "",
        "tabs": desk_tabs(desk_id) if desk_id else (),
        **await _next(request, session, desk_id, values["number_pattern"], values["time_zone"]),
    }
    return panel.render(request, "desk.html", context, status=no.status if no else 200)


async def _next(
    request: Request, session: AsyncSession, desk_id: UUID | None, pattern: str, time_zone: str
) -> dict[str, Any]:
    now = await present(request, session)
    try:
        return {
            "numbers": await next_numbers(session, desk_id, pattern, zone(time_zone).key, now),
            "refused": "",
        }
    except NumberPatternRefused as no:
        return {"numbers": [], "refused": in_words(no)}
