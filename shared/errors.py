"""Errors that carry a stable code and the status an HTTP door answers with."""

from collections.abc import Mapping
from typing import Any, ClassVar


class HelpdeskError(Exception):
    """A rule said no. `code` is stable, `detail` is for people.

    The head of a class says its own status, code and title; what it leaves out is as its base has it.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "Refused"
    members: Mapping[str, Any] = {}
    """What an answer says beside the members that every problem has (RFC 9457, 3.2)."""

    def __init_subclass__(cls, *, status: int = 0, code: str = "", title: str = "") -> None:
        super().__init_subclass__()
        cls.status, cls.code, cls.title = status or cls.status, code or cls.code, title or cls.title

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail


class NotFound(HelpdeskError, status=404, code="not_found", title="Not found"):
    """It does not exist, or the asker may not know that it does."""


class NotYet(NotFound, title="Not known yet"):
    """A fact this depends on is unknown here so far; a message is tried again, a person sees 404."""


class NoSuchDesk(NotYet, code="desk_not_found", title="No such desk"):
    """A desk that is not there, or that the asker may not see, or whose event is still on its way."""


class NoSuchTicket(NotYet, code="ticket_not_found", title="No such ticket"):
    """A ticket that is not there, or that the asker may not see, or whose event is still on its way."""


class Conflict(HelpdeskError, status=409, code="conflict", title="Conflict"):
    """The thing's present state does not allow it."""


class DeskInactive(Conflict, code="desk_inactive", title="This desk takes no new tickets"):
    """The desk is switched off: it takes no new tickets, though replies to old ones."""


class Forbidden(HelpdeskError, status=403, code="forbidden", title="Forbidden"):
    """The asker is known, and may not."""


class Unauthorized(HelpdeskError, status=401, code="unauthorized", title="Sign in first"):
    """Nobody, or nobody we trust, is asking."""


class Invalid(HelpdeskError, status=422, code="invalid", title="Invalid input"):
    """The input is malformed; `errors` name the fields."""

    def __init__(self, detail: str = "", errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.errors = errors or []


class PreconditionFailed(
    HelpdeskError, status=412, code="version_conflict", title="Somebody changed it in the meantime"
):
    """If-Match named another version than the present one."""


class TooManyRequests(HelpdeskError, status=429, code="too_many_requests", title="Too many requests"):
    """Try again later; `retry_after` is in seconds."""

    def __init__(self, detail: str = "", retry_after: int = 60) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
