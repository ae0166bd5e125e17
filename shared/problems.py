"""Every error an HTTP door answers: RFC 9457 problem+json with a stable code."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic_core import to_json
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared.database import is_away, sqlstate
from shared.errors import HelpdeskError, Invalid, TooManyRequests

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
UNSTORABLE = ("22021", "22P05")
"""SQLSTATEs of text that no column can hold: a NUL in an address or a search."""

CODES = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
}


def problem(
    status: int,
    code: str,
    title: str,
    detail: str = "",
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """One problem as an answer."""
    body: dict[str, Any] = {
        "type": f"urn:helpdesk:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
    }
    body["detail"] = detail or title
    if errors is not None:
        body["errors"] = errors
    return Response(to_json(body), status, headers, media_type=MEDIA_TYPE)


def body_too_large() -> Response:
    """The answer to more bytes than a request may have."""
    return problem(413, "body_too_large", "The body is too large")


def answer_problems(app: FastAPI) -> None:
    """Let `app` answer every error as a problem."""
    app.add_exception_handler(HelpdeskError, _any)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        app.add_exception_handler(kind, _any)
    app.add_exception_handler(Exception, _any)


def answer_to(error: Exception, path: str) -> Response:
    """The answer to any error, for doors outside FastAPI; the unexpected is noted."""
    if isinstance(error, HelpdeskError):
        return _refusal(error)
    if is_away(error):
        log.warning("database_away", path=path, error=type(error).__name__)
        return problem(503, "database_away", "Try again in a moment", headers={"Retry-After": "1"})
    if sqlstate(error) in UNSTORABLE:
        return problem(
            422, "invalid", "Invalid input", "there are characters in it that cannot be stored", []
        )
    log.error("unexpected_error", path=path, exc_info=error)
    return problem(500, "unexpected_error", "Something went wrong here; it was noted")


async def _any(request: Request, error: Exception) -> Response:
    return answer_to(error, request.url.path)


def _refusal(error: HelpdeskError) -> Response:
    errors = error.errors if isinstance(error, Invalid) else None
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyRequests) else None
    return problem(error.status, error.code, error.title, error.detail, errors, headers)


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(each["type"] == "json_invalid" for each in found):
        return problem(422, "invalid_json", "The body is not valid JSON", errors=[])
    errors = [{"field": _field(each["loc"][1:]), "message": each["msg"]} for each in found]
    detail = "; ".join(f"{each['field']}: {each['message']}" for each in errors)
    return problem(422, "invalid", "Invalid input", detail, errors)


def invalid_fields(found: Sequence[Any]) -> list[dict[str, str]]:
    """Pydantic's errors as a problem names them."""
    return [{"field": _field(each["loc"]), "message": each["msg"]} for each in found]


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 400 and "parsing the body" in str(error.detail):
        return problem(422, "invalid_json", "The body is not valid JSON", errors=[])
    code = CODES.get(error.status_code, "refused")
    return problem(error.status_code, code, str(error.detail), headers=dict(error.headers or {}))


def _field(loc: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in loc) or "body"
