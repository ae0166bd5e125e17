"""A customer's own tickets, for desks whose website has no sign-in: an address, the code that was mailed, the list.

The session lives in a cookie of this page alone. No script is needed, and none sees it.
"""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import ValidationError

from services.widget.domain.code import DIGITS
from services.widget.domain.errors import NoSession, NotProven
from services.widget.doors.forms import CodeForm, CodeWish
from services.widget.doors.given import TheDesk, TheReception
from services.widget.doors.origins import check_page
from services.widget.doors.reading import network_behind
from services.widget.intake.reception import Reception
from services.widget.public_pages import frame as framing
from services.widget.public_pages.route import public_pages
from services.widget.queries.desks import WidgetDesk
from services.widget.queries.my_tickets import tickets_of
from services.widget.queries.sessions import Visitor, visitor_of
from services.widget.use_cases import proving
from shared.clock import utc_now
from shared.errors import HelpdeskError
from shared.language import language_named

PAGE = "/helpdesk/desks/{desk_token}/my-tickets"
COOKIE = "helpdesk_my_tickets"
router = public_pages()


@router.get(PAGE)
async def show(
    desk: TheDesk,
    request: Request,
    reception: TheReception,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """The list, or the form for who has not proven an address here; `cursor` leads to earlier tickets."""
    visitor = await _visitor(request, reception, desk)
    if visitor is None:
        return _proof(request, desk)
    async with reception.database.session() as session:
        found, older = await tickets_of(session, reception.sealer, desk.id, visitor.identity, cursor)
    here = _here(desk)
    context = {"tickets": found, "here": here, "is_older": bool(cursor)}
    context["older_url"] = f"{here}?cursor={older}" if older else ""
    return framing.pages.render(request, "my_tickets.html", context | framing.frame(desk), public=True)


@router.post(PAGE + "/codes")
async def ask_for_code(desk: TheDesk, request: Request, reception: TheReception) -> Response:
    """An address is sent: shows where to type the code, whoever has the address."""
    typed = await _typed(request)
    try:
        _check_page(request, reception)
        form = CodeWish.model_validate({"email": typed["email"]})
        await proving.ask_for_code(reception, desk, form.email, network_behind(request.scope))
    except (HelpdeskError, ValidationError) as error:
        return _proof(request, desk, typed["email"], error=error)
    return _proof(request, desk, form.email, is_sent=True)


@router.post(PAGE + "/sessions")
async def prove_by_code(desk: TheDesk, request: Request, reception: TheReception) -> Response:
    """A code is sent: opens the list, or says that it is not good."""
    typed = await _typed(request)
    try:
        _check_page(request, reception)
        form = CodeForm.model_validate(typed)
        network = network_behind(request.scope)
        session = await proving.prove_by_code(reception, desk, form.email, form.code, network)
    except (HelpdeskError, ValidationError) as error:
        return _proof(request, desk, typed["email"], is_sent=True, error=error)
    answer = framing.pages.redirect(_here(desk))
    lasts = int((session.good_until - utc_now()).total_seconds())
    answer.set_cookie(COOKIE, session.token, max_age=lasts, **_cookie(desk, reception))
    return answer


@router.post(PAGE + "/end")
async def end(desk: TheDesk, request: Request, reception: TheReception) -> Response:
    """The list is closed: whoever sits here next proves themselves anew."""
    try:
        _check_page(request, reception)
    except HelpdeskError as no:
        return framing.refused_page(request, desk, no)
    async with reception.uow() as uow:
        await proving.end_session(uow, request.cookies.get(COOKIE, ""))
    answer = framing.pages.redirect(_here(desk))
    answer.delete_cookie(COOKIE, **_cookie(desk, reception))
    return answer


async def _visitor(request: Request, reception: Reception, desk: WidgetDesk) -> Visitor | None:
    try:
        found = await visitor_of(reception.database, request.cookies.get(COOKIE, ""))
    except NoSession:
        return None
    return found if found.desk_id == desk.id else None


async def _typed(request: Request) -> dict[str, str]:
    async with request.form(max_files=1, max_fields=20) as parts:
        return {
            name: value if isinstance(value := parts.get(name), str) else "" for name in ("email", "code")
        }


def _check_page(request: Request, reception: Reception) -> None:
    """Raise OriginRefused for a form of any other website: it could show its visitor somebody else's list."""
    check_page(request.headers, (reception.own_origin,), reception.own_origin)


def _here(desk: WidgetDesk) -> str:
    return PAGE.format(desk_token=desk.desk_token)


def _cookie(desk: WidgetDesk, reception: Reception) -> dict[str, Any]:
    is_https = reception.public_url.startswith("https://")
    return {"path": _here(desk), "secure": is_https, "httponly": True, "samesite": "strict"}


def _proof(
    request: Request,
    desk: WidgetDesk,
    email: str = "",
    *,
    is_sent: bool = False,
    error: HelpdeskError | ValidationError | None = None,
) -> Response:
    """The form for an address, or for the code that was mailed to it."""
    status = framing.status_of(error) if error else 202 if is_sent else 200
    context = {
        "here": _here(desk),
        "email": email,
        "is_sent": is_sent,
        "digits": DIGITS,
        "error_text": _said(error, desk, is_sent) if error else "",
        **framing.frame(desk),
    }
    answer = framing.pages.render(request, "my_tickets_proof.html", context, status=status, public=True)
    if error:
        answer.headers.update(framing.headers_of(error))
    return answer


def _said(error: Exception, desk: WidgetDesk, is_sent: bool) -> str:
    reader = language_named(desk.state.language)
    if isinstance(error, NotProven | ValidationError):
        return reader.say("my_tickets.wrong_code") if is_sent else reader.say("refusal.no_address")
    return reader.refusal(str(error))
