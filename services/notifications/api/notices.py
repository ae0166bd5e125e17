"""One's own notices, which of them are mailed, and who was told what of a ticket."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic_core import to_json

from services.notifications.domain.notices import NoticeKind
from services.notifications.doors.given import Uow
from services.notifications.doors.notice_forms import ChoicesForm, ReadForm
from services.notifications.queries import notices as read
from services.notifications.queries.access import check_ticket
from services.notifications.queries.notice_log import notice_log
from services.notifications.queries.notices import NoticeRow
from services.notifications.use_cases import notices
from shared.auth import Needs, Person
from shared.foundation import Session
from shared.web import IfSeen, etag

router = APIRouter(prefix="/api/mail/notices", tags=["notices"])
Reader = Annotated[Person, Needs("ticket.read")]


@router.get("")
async def list_notices(
    agent: Reader, session: Session, request: Request, unread: bool = False, cursor: str | None = None
) -> dict[str, Any]:
    """What the caller was told, the newest first; with `unread` only what they have not read."""
    sealer = request.app.state.sealer
    items, onward = await read.list_notices(session, sealer, agent, unread, cursor)
    return {"items": [_shown(each) for each in items], "next_cursor": onward}


@router.post("/read", status_code=204)
async def read_notices(form: ReadForm, agent: Reader, uow: Uow) -> None:
    """The caller has read some of their notices, or all."""
    if form.all:
        await notices.read_all_notices(uow, agent)
    else:
        await notices.read_notices(uow, agent, form.ids)


@router.get("/choices")
async def get_choices(agent: Reader, session: Session) -> Response:
    """Of each kind of notice whether it is mailed to the caller."""
    return _choices(await read.choices_for(session, agent))


@router.put("/choices")
async def choose(form: ChoicesForm, agent: Reader, uow: Uow, seen: IfSeen) -> Response:
    """Choose which kinds are mailed; a kind that is not named stays as it is."""
    seen.check(_version(await read.choices_for(uow.session, agent)))
    await notices.choose_mails(uow, agent, form.chosen())
    return _choices(await read.choices_for(uow.session, agent))


@router.get("/log")
async def show_log(
    ticket_id: UUID, agent: Reader, session: Session, cursor: str | None = None
) -> dict[str, Any]:
    """Who was told of what on a ticket, how, or why not; the newest first."""
    await check_ticket(session, agent, ticket_id)
    items, onward = await notice_log(session, ticket_id, cursor)
    return {"items": items, "next_cursor": onward}


def _shown(row: NoticeRow) -> dict[str, Any]:
    named = ("id", "kind", "ticket_id", "number", "title", "desk_id", "by", "at", "read_at", "text")
    return {name: getattr(row, name) for name in named}


def _choices(chosen: dict[NoticeKind, bool]) -> Response:
    shown = {kind.value: {"mail": mail} for kind, mail in chosen.items()}
    return Response(to_json(shown), headers=etag(_version(chosen)), media_type="application/json")


def _version(chosen: dict[NoticeKind, bool]) -> int:
    """A number for these very choices: there are few, so they are their own version."""
    return int("1" + "".join(str(int(mail)) for mail in chosen.values()), 2)
