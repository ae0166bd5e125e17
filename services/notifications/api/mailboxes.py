"""The mailbox of a desk."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic_core import to_json

from services.notifications.doors.forms import MailboxForm, to_input
from services.notifications.doors.given import KnownDesk, Uow
from services.notifications.queries import settings as read
from services.notifications.queries.settings import MailboxView
from services.notifications.use_cases import mailboxes, trying
from services.notifications.use_cases.mailboxes import MailboxInput
from shared.foundation import Session
from shared.web import IfSeen, etag

router = APIRouter(prefix="/api/mail/desks/{desk_id}/mailbox", tags=["mailboxes"])


async def typed_mailbox(form: MailboxForm, desk: KnownDesk, request: Request) -> MailboxInput:
    """The body, its hosts looked up; stands before `Uow`, so that nothing is held meanwhile."""
    typed = to_input(form)
    await mailboxes.check_hosts(request.app.state.reach.hosts, typed)
    return typed


TypedMailbox = Annotated[MailboxInput, Depends(typed_mailbox, scope="function")]


@router.get("")
async def get_mailbox(desk: KnownDesk, session: Session) -> Response:
    """The desk's mailbox, without its passwords."""
    return _answer(await read.get_mailbox(session, desk))


@router.put("")
async def set_up_mailbox(desk: KnownDesk, typed: TypedMailbox, uow: Uow, seen: IfSeen) -> Response:
    """Give the desk a mailbox or change it; a password that is not named stays."""
    await mailboxes.set_up_mailbox(uow, desk, typed, seen)
    return _answer(await read.get_mailbox(uow.session, desk))


@router.delete("", status_code=204)
async def remove_mailbox(desk: KnownDesk, uow: Uow, seen: IfSeen) -> None:
    """Let the desk send no mail any more."""
    await mailboxes.remove_mailbox(uow, desk, seen)


@router.post("/test")
async def try_mailbox(desk: KnownDesk, request: Request) -> dict[str, Any]:
    """Connect and sign in with all saved settings; no mail goes. `version` is that of the settings tried."""
    state = request.app.state
    tried = await trying.try_mailbox(state.database, state.sealer, state.reach, desk)
    shown = {"ok": tried.ok, "detail": tried.detail, "smtp": tried.smtp, "imap": tried.imap}
    return shown | {"version": tried.version}


def _answer(mailbox: MailboxView) -> Response:
    return Response(to_json(mailbox), headers=etag(mailbox.version), media_type="application/json")
