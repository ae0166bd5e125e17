"""Every error an HTTP door answers: RFC 9457 problem+json with a stable code."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic_core import to_json
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from shared.auth import current_person
from shared.database import is_away, sqlstate
from shared.errors import HelpdeskError, Invalid, TooManyRequests
from shared.parameters import asks_for, flat

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
UNSTORABLE = ("22021", "22P05", "22003", "22008", "22007", "22026")
"""SQLSTATEs of values that no column can hold: a NUL, a number or an instant beyond its type."""

CODES = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
}


NO_JSON = ("invalid_json", "The body is not valid JSON")
TYPES = frozenset({"date", "datetime", "str", "int", "float", "bool"})
MOST_ERRORS = 20
LONGEST_TEXT = 300
"""An answer about wrong input stays small, whatever was sent: so many errors, each of so many characters."""


def problem(
    status: int,
    code: str,
    title: str,
    detail: str = "",
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """One problem as an answer."""
    return _answer(_body(status, code, title, detail, errors), headers)


def _body(
    status: int, code: str, title: str, detail: str, errors: list[dict[str, str]] | None
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": f"urn:helpdesk:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": shortened(detail or title, 4 * LONGEST_TEXT),
    }
    if errors is not None:
        body["errors"] = [
            {name: shortened(value) for name, value in each.items()} for each in errors[:MOST_ERRORS]
        ]
    return body


def _answer(body: Mapping[str, Any], headers: dict[str, str] | None) -> Response:
    return Response(to_json(body), body["status"], headers, media_type=MEDIA_TYPE)


def shortened(text: str, longest: int = LONGEST_TEXT) -> str:
    """`text`, or its beginning; halves of surrogate pairs, which no answer can carry, are replaced."""
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return cut.encode("utf-8", "replace").decode()


def body_too_large() -> Response:
    """The answer to more bytes than a request may have."""
    return problem(413, "body_too_large", "The body is too large")


def body_too_slow() -> Response:
    """The answer to a body that did not come to its end; the rest of it is not waited for."""
    title = "The body did not arrive in time"
    return problem(408, "body_too_slow", title, headers={"Connection": "close"})


def answer_problems(app: FastAPI) -> None:
    """Let `app` answer every error as a problem."""
    app.add_exception_handler(HelpdeskError, _any)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        app.add_exception_handler(kind, _any)
    app.add_exception_handler(Exception, _any)


def is_unstorable(error: BaseException) -> bool:
    """Whether a value came in that no column can hold: a NUL, half a surrogate pair, a number too large."""
    cause = getattr(error, "orig", None)
    driver = getattr(cause, "__cause__", None) or cause or error
    return sqlstate(error) in UNSTORABLE or isinstance(driver, asyncpg.DataError | UnicodeEncodeError)


def answer_to(error: Exception, route: str) -> Response:
    """The answer to any error, for doors outside FastAPI; the unexpected is noted.

    `route` is the template of the path: paths themselves hold tokens and must not be logged.
    """
    if isinstance(error, HelpdeskError):
        return _refusal(error)
    if isinstance(error, ClientDisconnect):
        return problem(400, "broken_off", "The request broke off before its end")
    if is_away(error):
        log.warning("database_away", route=route, error=type(error).__name__)
        return problem(503, "database_away", "Try again in a moment", headers={"Retry-After": "1"})
    if is_unstorable(error):
        return problem(
            422, "invalid", "Invalid input", "there are characters in it that cannot be stored", []
        )
    log.error("unexpected_error", route=route, exc_info=error)
    return problem(500, "unexpected_error", "Something went wrong here; it was noted")


async def _any(request: Request, error: Exception) -> Response:
    return answer_to(error, getattr(request.scope.get("route"), "path", "other"))


def _refusal(error: HelpdeskError) -> Response:
    errors = error.errors if isinstance(error, Invalid) else None
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyRequests) else None
    body = _body(error.status, error.code, error.title, error.detail, errors)
    return _answer({**error.members, **body}, headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()[:MOST_ERRORS]
    if any(each["type"] == "json_invalid" for each in found):
        return await _unreadable(request, NO_JSON)
    errors = [{"field": _field(each["loc"][1:]), "message": _message(each)} for each in found]
    return problem(422, "invalid", "Invalid input", in_one_line(errors), errors)


def in_one_line(errors: Sequence[dict[str, str]]) -> str:
    """Some errors as one sentence, however many there are."""
    return "; ".join(f"{each['field']}: {each['message']}" for each in errors[:5])


def invalid_fields(found: Sequence[Any]) -> list[dict[str, str]]:
    """Pydantic's errors as a problem names them."""
    return [{"field": _field(each["loc"]), "message": _message(each)} for each in found]


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 400 and isinstance(error.__cause__, ClientDisconnect):
        return answer_to(error.__cause__, "")
    if error.status_code == 400:
        # The framework says so of bodies alone; our own refusals are no HTTPException.
        in_json = "parsing the body" in str(error.detail)
        return await _unreadable(request, NO_JSON if in_json else ("invalid_form", str(error.detail)))
    code, headers = CODES.get(error.status_code, "refused"), dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = _methods_at(request)
    return problem(error.status_code, code, str(error.detail), headers=headers)


async def _unreadable(request: Request, why: tuple[str, str]) -> Response:
    """The body is read before anybody asks who sent it; yet a stranger is told that they are one, and no more."""
    route = request.scope.get("route")
    if isinstance(route, APIRoute) and asks_for(route.dependant, current_person):
        try:
            await current_person(request)
        except HelpdeskError as refusal:
            return _refusal(refusal)
    code, title = why
    return problem(422, code, title, errors=[])


def _methods_at(request: Request) -> str:
    """What an address takes, by all routes that have it; the framework names those of the first alone."""
    routes = [each for each in flat(request.app.router.routes) if hasattr(each, "path_regex")]
    here = [each for each in routes if each.path_regex.match(request.url.path)]  # type: ignore[attr-defined]
    methods = {method for each in here for method in getattr(each, "methods", None) or ()}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def _field(loc: tuple[Any, ...]) -> str:
    """The field as its sender knows it: without the names of types that were tried one after the other."""
    named = [str(part) for part in loc if "[" not in str(part)]
    return ".".join(named[:-1] if len(named) > 1 and named[-1] in TYPES else named) or "body"


def _message(error: Any) -> str:
    return error["msg"].removeprefix("Value error, ")
