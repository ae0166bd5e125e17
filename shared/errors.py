"""Errors that carry a stable code and the status an HTTP door answers with."""

from collections.abc import Mapping
from typing import Any, ClassVar


class HelpdeskError(Exception):
    """A rule said no. `code` is stable, `detail` is for people."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "Refused"
    members: Mapping[str, Any] = {}
    """What an answer says beside the members that every problem has (RFC 9457, 3.2)."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail


class NotFound(HelpdeskError):
    """It does not exist, or the asker may not know that it does."""

    status = 404
    code = "not_found"
    title = "Not found"


class NotYet(NotFound):
    """A fact this depends on is unknown here so far; a message is tried again, a person sees 404."""

    code = "not_found"
    title = "Not known yet"


class Conflict(HelpdeskError):
    """The thing's present state does not allow it."""

    status = 409
    code = "conflict"
    title = "Conflict"


class Forbidden(HelpdeskError):
    """The asker is known, and may not."""

    status = 403
    code = "forbidden"
    title = "Forbidden"


class Unauthorized(HelpdeskError):
    """Nobody, or nobody we trust, is asking."""

    status = 401
    code = "unauthorized"
    title = "Sign in first"


class Invalid(HelpdeskError):
    """The input is malformed; `errors` name the fields."""

    status = 422
    code = "invalid"
    title = "Invalid input"

    def __init__(self, detail: str = "", errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.errors = errors or []


class PreconditionFailed(HelpdeskError):
    """If-Match named another version than the present one."""

    status = 412
    code = "version_conflict"
    title = "Somebody changed it in the meantime"


class TooManyRequests(HelpdeskError):
    """Try again later; `retry_after` is in seconds."""

    status = 429
    code = "too_many_requests"
    title = "Too many requests"

    def __init__(self, detail: str = "", retry_after: int = 60) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
