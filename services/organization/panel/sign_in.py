"""The way in and out: for people a page that needs no scripts, for programs the same addresses with JSON."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.responses import JSONResponse, RedirectResponse

from services.organization.devices import known_device, remember_device
from services.organization.panel.forms import SignIn
from services.organization.panel.people import GUEST
from services.organization.panel.shell import own_uow, panel
from services.organization.session import drop_session, put_session
from services.organization.use_cases import signing_in
from shared.auth import Gate, Person
from shared.contracts.parts import PersonState
from shared.errors import HelpdeskError, Invalid, TooManyRequests, Unauthorized
from shared.language import Language, language_asked
from shared.panel.entry import HOME, SIGN_IN, safe_next

F = TypeVar("F", bound=BaseModel)
FORM = "application/x-www-form-urlencoded"
SCHEMA = SignIn.model_json_schema()
BODY = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": SCHEMA} for kind in ("application/json", FORM)},
    }
}
SHOWN = {"name", "email", "role", "active", "id"}
router = APIRouter(tags=["sign-in"])


@router.get(SIGN_IN, include_in_schema=False)
async def sign_in_page(request: Request, next: str = "") -> Response:  # noqa: A002 the name in the address
    if person := await _who(request):
        return RedirectResponse(_onward(person, next), 303)
    return _page(request, "", next)


@router.post(SIGN_IN, openapi_extra=BODY)
async def sign_in(request: Request) -> Response:
    """Sign in by e-mail and password: JSON is answered with the person, a form with the page asked for."""
    _gate(request).refuse_foreign_page(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == FORM:
        return await _by_form(request)
    if kind != "application/json":
        raise Invalid("send JSON or a form", [])
    person = await _signed_in(request, await _json(request))
    response = JSONResponse({"person": person.model_dump(mode="json", include=SHOWN)})
    put_session(request, response, person)
    remember_device(request, response, person.email)
    return response


@router.post("/auth/sign-out", status_code=204)
async def sign_out(request: Request) -> Response:
    """End this session everywhere; harmless when there is none."""
    _gate(request).refuse_foreign_page(request)
    if person := await _who(_by_cookie_alone(request)):
        async with own_uow(request) as uow:
            await signing_in.sign_out(uow, person.id, person.token_id)
    is_form = request.headers.get("content-type", "").startswith(FORM)
    is_page = is_form or "text/html" in request.headers.get("accept", "")
    response: Response = panel.redirect(SIGN_IN, flash="signed_out") if is_page else Response(status_code=204)
    drop_session(request, response)
    return response


def _onward(person: Person | PersonState, wanted: str) -> str:
    onward = safe_next(wanted)
    # The start is the tickets', where a guest may see nothing.
    return GUEST if onward == HOME and "ticket.read" not in person.permissions else onward


def _by_cookie_alone(request: Request) -> Request:
    """The request as its cookie makes it: whatever else it names, the browser's session is what ends."""
    headers = [(name, value) for name, value in request.scope["headers"] if name != b"authorization"]
    return Request({**request.scope, "headers": headers})


async def _by_form(request: Request) -> Response:
    fields = {name: str(value) for name, value in (await request.form()).items()}
    onward, email = fields.pop("next", ""), fields.get("email", "")
    try:
        person = await _signed_in(request, checked(lambda: SignIn.model_validate(fields)))
    except RequestValidationError:
        return _page(request, email, onward, language_asked(request).say("way_in.type_both"), 422)
    except HelpdeskError as no:
        answer = _page(request, email, onward, _in_words(no, language_asked(request)), no.status)
        if isinstance(no, TooManyRequests):
            answer.headers["Retry-After"] = str(no.retry_after)
        return answer
    response = RedirectResponse(_onward(person, onward), 303)
    put_session(request, response, person)
    remember_device(request, response, person.email)
    return response


async def _json(request: Request) -> SignIn:
    body = await request.body()
    return checked(lambda: SignIn.model_validate_json(body))


def checked(make: Callable[[], F]) -> F:
    """The form that `make` makes of what was sent; raises RequestValidationError."""
    try:
        return make()
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from error


async def _signed_in(request: Request, form: SignIn) -> PersonState:
    address = request.client.host if request.client else ""
    attempt = signing_in.Attempt(form.email, form.password, address, known_device(request, form.email))
    return await signing_in.sign_in(lambda: own_uow(request), request.app.state.passwords, attempt)


async def _who(request: Request) -> Person | None:
    try:
        return await _gate(request).admit(request)
    except Unauthorized:
        return None


def _in_words(no: HelpdeskError, language: Language) -> str:
    if isinstance(no, TooManyRequests):
        return language.say("way_in.too_many", minutes=max(1, round(no.retry_after / 60)))
    return language.refusal(no.title)


def _page(request: Request, email: str, onward: str, error_text: str = "", status: int = 200) -> Response:
    context = {"email": email, "next": safe_next(onward), "error_text": error_text}
    context["language"] = language_asked(request).tag
    return panel.render(request, "sign_in.html", context, status=status)


def _gate(request: Request) -> Gate:
    return request.app.state.gate
