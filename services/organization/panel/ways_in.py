"""Ways in by a link from a mail: a forgotten password, an invitation. Pages without scripts, and JSON at the same addresses."""

from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.responses import JSONResponse

from services.organization import forgotten
from services.organization.domain.one_time_link import PATHS, LinkKind
from services.organization.panel.forms import ChoosePassword, ForgotPassword
from services.organization.panel.shell import own_uow, panel
from services.organization.panel.sign_in import FORM, checked
from services.organization.passwords import Passwords
from services.organization.queries.people import PersonRow, holder_of
from services.organization.use_cases import ways_in
from shared.auth import Gate
from shared.errors import HelpdeskError, Invalid, NotFound, TooManyRequests
from shared.language import language_asked
from shared.panel.entry import SIGN_IN
from shared.web import Form

F = TypeVar("F", bound=Form)
RESET, INVITATION = PATHS["password_reset"], PATHS["invitation"]
ACCEPTED = {"status": "accepted"}
REFUSALS = (HelpdeskError, RequestValidationError)


def _body(form: type[Form]) -> dict[str, Any]:
    content = {kind: {"schema": form.model_json_schema()} for kind in ("application/json", FORM)}
    return {"requestBody": {"required": True, "content": content}}


router = APIRouter(tags=["sign-in"])


@router.get(RESET, include_in_schema=False)
async def forgot_page(request: Request) -> Response:
    return _page(request, "forgot.html", {"email": "", "is_sent": False})


@router.post(RESET, status_code=202, openapi_extra=_body(ForgotPassword))
async def forgot(request: Request) -> Response:
    """Have a link to a new password mailed, good for an hour. The answer is the same whether there is such a person or not."""
    try:
        form = await _typed(request, ForgotPassword)
        await forgotten.ask(request, form.email)
    except REFUSALS as no:
        if not _is_form(request):
            raise
        email = str((await request.form()).get("email", ""))
        return _page(request, "forgot.html", {"email": email, "is_sent": False}, no)
    if _is_form(request):
        return _page(request, "forgot.html", {"email": form.email, "is_sent": True}, status=202)
    return JSONResponse(ACCEPTED, 202)


@router.get(RESET + "/{token}", include_in_schema=False)
async def reset_page(request: Request, token: str) -> Response:
    return await _choosing_page(request, "password_reset", token)


@router.post(RESET + "/{token}", status_code=204, openapi_extra=_body(ChoosePassword))
async def reset(request: Request, token: str) -> Response:
    """Set the password of whose link it is; every session and API token of theirs ends. 404 for a link that is not good."""
    return await _choose(request, "password_reset", token)


@router.get(INVITATION + "/{token}")
async def invitation(request: Request, token: str) -> Response:
    """Who is invited: a page for browsers, else JSON. Uses nothing up."""
    if "text/html" in request.headers.get("accept", ""):
        return await _choosing_page(request, "invitation", token)
    found = await _holder(request, "invitation", token)
    return JSONResponse({"name": found.name, "email": found.email}, headers={"Cache-Control": "no-store"})


@router.post(INVITATION + "/{token}", status_code=204, openapi_extra=_body(ChoosePassword))
async def accept(request: Request, token: str) -> Response:
    """Choose the password of the new account. 404 for a link that is not good."""
    return await _choose(request, "invitation", token)


async def _choose(request: Request, kind: LinkKind, token: str) -> Response:
    try:
        form = await _typed(request, ChoosePassword)
        await _set(request, kind, token, form.password)
    except REFUSALS as no:
        if not _is_form(request):
            raise
        return await _choosing_page(request, kind, token, no)
    return panel.redirect(SIGN_IN, flash="password_set") if _is_form(request) else Response(status_code=204)


async def _set(request: Request, kind: LinkKind, token: str, password: str) -> None:
    holder = await _holder(request, kind, token)
    passwords: Passwords = request.app.state.passwords
    hashed = await passwords.hash(password, [holder.name, holder.email])
    async with own_uow(request) as uow:
        await ways_in.choose_password(uow, kind, token, hashed)


async def _choosing_page(
    request: Request, kind: LinkKind, token: str, no: Exception | None = None
) -> Response:
    try:
        holder: PersonRow | None = await _holder(request, kind, token)
    except NotFound as gone:
        holder, no = None, gone
    context = {"holder": holder, "action": f"{PATHS[kind]}/{token}", "kind": kind, "forgot_url": RESET}
    return _page(request, "choose_password.html", context, no)


async def _holder(request: Request, kind: LinkKind, token: str) -> PersonRow:
    async with request.app.state.database.session() as session:
        return await holder_of(session, kind, token)


async def _typed(request: Request, form: type[F]) -> F:
    gate: Gate = request.app.state.gate
    gate.refuse_foreign_page(request)
    if _is_form(request):
        fields = {name: str(value) for name, value in (await request.form()).items()}
        return checked(lambda: form.model_validate(fields))
    if _kind(request) != "application/json":
        raise Invalid("send JSON or a form", [])
    body = await request.body()
    return checked(lambda: form.model_validate_json(body))


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _is_form(request: Request) -> bool:
    return _kind(request) == FORM


def _page(
    request: Request, name: str, context: dict[str, Any], no: Exception | None = None, status: int = 200
) -> Response:
    language = language_asked(request)
    told = {"error_text": "", "language": language.tag, **context}
    if isinstance(no, HelpdeskError):
        told["error_text"] = language.refusal(str(no))
        status = no.status
    elif no is not None:
        told["error_text"], status = language.say("way_in.address_needed"), 422
    answer = panel.render(request, name, told, status=status, public=True)
    if isinstance(no, TooManyRequests):
        answer.headers["Retry-After"] = str(no.retry_after)
    return answer
