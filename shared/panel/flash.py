"""One sentence for the next page, carried by a cookie that holds a key and never a text."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "helpdesk_flash"
SECONDS = 60


@dataclass(frozen=True)
class Message:
    """A toast: the key of what it says, and whether something failed (then it stays)."""

    key: str
    error: bool = False


# The closed list: whoever plants the cookie can at most choose one of these.
MESSAGES: dict[str, Message] = {
    "saved": Message("flash.saved"),
    "created": Message("flash.created"),
    "deleted": Message("flash.deleted"),
    "signed_out": Message("flash.signed_out"),
    "ticket_created": Message("flash.ticket_created"),
    "comment_sent": Message("flash.comment_sent"),
    "comment_held": Message("flash.comment_held"),
    "comment_taken_back": Message("flash.comment_taken_back"),
    "note_saved": Message("flash.note_saved"),
    "assigned": Message("flash.assigned"),
    "unassigned": Message("flash.unassigned"),
    "status_changed": Message("flash.status_changed"),
    "priority_changed": Message("flash.priority_changed"),
    "resolved": Message("flash.resolved"),
    "reopened": Message("flash.reopened"),
    "snoozed": Message("flash.snoozed"),
    "woken": Message("flash.woken"),
    "merged": Message("flash.merged"),
    "unmerged": Message("flash.unmerged"),
    "canned_done": Message("flash.canned_done"),
    "moved": Message("flash.moved"),
    "link_renewed": Message("flash.link_renewed"),
    "link_off": Message("flash.link_off"),
    "test_sent": Message("flash.test_sent"),
    "changed_meanwhile": Message("flash.changed_meanwhile", error=True),
    "not_allowed": Message("flash.not_allowed", error=True),
}


def put(response: Response, key: str) -> None:
    """Lets the next page say the message of that key."""
    response.set_cookie(COOKIE, key, max_age=SECONDS, httponly=True, samesite="lax", path="/")


def take(request: Request, messages: Mapping[str, Message]) -> Message | None:
    """The message the last answer left, if its key is known here."""
    return messages.get(request.cookies.get(COOKIE, ""))


def clear(request: Request, response: Response) -> None:
    """Forgets the message once a page has carried it."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
