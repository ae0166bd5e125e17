"""Administration of a desk's canned replies: the list, and a page for each of them."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from starlette.responses import RedirectResponse

from services.tickets.domain.canned_replies import VARIABLES, ReplySettings
from services.tickets.panel.acting import seen_in
from services.tickets.panel.desks import ONE, Managing, TheManaging
from services.tickets.panel.forms import Word
from services.tickets.panel.shell import DESKS, own_uow, panel, surroundings
from services.tickets.panel.steps import said_again
from services.tickets.panel.tickets import known_assignee
from services.tickets.queries.canned_replies import get_reply, list_replies
from services.tickets.queries.people import who_may_work_on
from services.tickets.rights import check_desk
from services.tickets.use_cases import canned_replies
from shared.contracts.parts import Priority, Status
from shared.database import Database
from shared.errors import HelpdeskError, PreconditionFailed
from shared.foundation import Session
from shared.idempotency import OncePerForm
from shared.panel.forms import accept, by_field, filled
from shared.panel.navigation import desk_tabs
from shared.web import Form, Text

HERE = ONE + "/canned-replies"
REPLY = HERE + "/{reply_id}"
PAGE = 100
MEANWHILE = "Not saved: somebody else changed this reply in the meantime. Open it again to see how it is now."
AFTER = {"wait": Status.WAITING, "resolve": Status.RESOLVED}
"""What programs can say as what the ticket does after the reply; here it is the status that it gets."""
TAGS = ("add_tags", "remove_tags")
Lines = Annotated[Text, Field(max_length=10_000)]
router = APIRouter(include_in_schema=False)


class ReplyForm(Form):
    """Everything of a canned reply; a field left empty says nothing of the ticket. Tags are lines."""

    name: Word = ""
    body: Annotated[Text, Field(max_length=30_000)] = ""
    status: Status | None = None
    priority: Priority | None = None
    assignee: Word = ""
    add_tags: Lines = ""
    remove_tags: Lines = ""

    async def settings(self, database: Database) -> ReplySettings:
        """The same in the words of the use case; raises Invalid for somebody unknown."""
        return ReplySettings(
            name=self.name,
            body=self.body,
            then=None,
            status=self.status,
            priority=self.priority,
            assignee=await known_assignee(database, self.assignee),
            add_tags=tuple(self.add_tags.splitlines()),
            remove_tags=tuple(self.remove_tags.splitlines()),
        )


FIELDS = tuple(ReplyForm.model_fields)
EMPTY = dict.fromkeys(FIELDS, "")


@router.get(HERE)
async def show(by: TheManaging, session: Session, cursor: str = "") -> Response:
    """The desk's canned replies, by name."""
    desk = await check_desk(session, by.manager, by.desk_id)
    rows, onward = await list_replies(session, by.desk_id, cursor or None, PAGE)
    shell = (await surroundings(by.request, session, by.manager)).shell("desks")
    context = {"shell": shell, "desk": desk, "tabs": desk_tabs(by.desk_id), "replies": rows, "onward": onward}
    return panel.render(by.request, "desk_replies.html", context)


@router.get(HERE + "/new")
async def new(by: TheManaging) -> Response:
    """An empty form."""
    return await _form(by, None, EMPTY)


@router.post(HERE + "/new")
async def add(by: TheManaging, once: OncePerForm) -> Response:
    """One canned reply more."""
    typed = await _typed(by.request)
    try:
        settings = await _settings(by, typed)
        async with own_uow(by.request) as uow:

            async def make_and_show() -> RedirectResponse:
                await canned_replies.add(uow, by.manager, by.desk_id, settings)
                return _back(by.desk_id, "created")

            return await once.redirect(uow, make_and_show)
    except HelpdeskError as no:
        return await _form(by, None, typed, no)


@router.get(REPLY)
async def edit(by: TheManaging, reply_id: UUID, session: Session) -> Response:
    """One of them, to be changed."""
    await check_desk(session, by.manager, by.desk_id)
    return await _form(by, reply_id, _as_typed(await get_reply(session, by.desk_id, reply_id)))


@router.post(REPLY)
async def change(by: TheManaging, reply_id: UUID) -> Response:
    """Save all of it."""
    typed = await _typed(by.request)
    seen = seen_in(typed)
    try:
        settings = await _settings(by, typed)
        async with own_uow(by.request) as uow:
            await canned_replies.change(uow, by.manager, by.desk_id, reply_id, settings, seen)
    except PreconditionFailed:
        return await _form(by, reply_id, typed, PreconditionFailed(MEANWHILE))
    except HelpdeskError as no:
        return await _form(by, reply_id, typed, no)
    return _back(by.desk_id, "saved")


@router.post(REPLY + "/remove")
async def remove(by: TheManaging, reply_id: UUID) -> Response:
    """One canned reply less."""
    async with own_uow(by.request) as uow:
        await canned_replies.remove(uow, by.manager, by.desk_id, reply_id)
    return _back(by.desk_id, "deleted")


def _back(desk_id: UUID, flash: str) -> RedirectResponse:
    return panel.redirect(f"{DESKS}/{desk_id}/canned-replies", flash=flash)


async def _typed(request: Request) -> dict[str, str]:
    data = await request.form()
    return {name: str(data.get(name, "")) for name in (*FIELDS, "version")}


async def _settings(by: Managing, typed: Mapping[str, str]) -> ReplySettings:
    database = by.request.app.state.database
    async with database.session() as session:
        await check_desk(session, by.manager, by.desk_id)
    form = accept(ReplyForm, filled({name: typed[name] for name in FIELDS}))
    return await form.settings(database)


def _as_typed(reply: Mapping[str, Any]) -> dict[str, str]:
    told = {name: str(reply[name] or "") for name in ("name", "body", "priority", "version")}
    assignee = f"{reply['assignee_kind']}:{reply['assignee_id']}" if reply["assignee_id"] else ""
    status = str(reply["status"] or AFTER.get(reply["then"], ""))
    return told | {"status": status, "assignee": assignee} | {name: "\n".join(reply[name]) for name in TAGS}


async def _form(
    by: Managing, reply_id: UUID | None, typed: Mapping[str, str], no: HelpdeskError | None = None
) -> Response:
    said = said_again(no) if no else {"problem": ""}
    async with by.request.app.state.database.session() as session:
        desk = await check_desk(session, by.manager, by.desk_id)
        if reply_id:
            await get_reply(session, by.desk_id, reply_id)
        context = {
            "shell": (await surroundings(by.request, session, by.manager)).shell("desks"),
            "desk": desk,
            "tabs": desk_tabs(by.desk_id),
            "workers": await who_may_work_on(session, desk),
            "reply_id": reply_id,
            "typed": typed,
            "variables": VARIABLES,
            "errors": by_field(no) if no else {},
            **said,
        }
    return panel.render(by.request, "desk_reply.html", context, status=no.status if no else 200)
