"""One sentence for the next page, carried by a cookie that holds a key and never a text."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "helpdesk_flash"
SECONDS = 60


@dataclass(frozen=True)
class Message:
    """A toast: what it says in each language, and whether something failed (then it stays)."""

    en: str
    pl: str = ""
    error: bool = False

    def text(self, language: str) -> str:
        """The sentence in the page's language, English where there is no other."""
        return self.pl if language == "pl" and self.pl else self.en


# The closed list: whoever plants the cookie can at most choose one of these.
MESSAGES: dict[str, Message] = {
    "saved": Message("Saved", "Zapisano"),
    "created": Message("Created", "Utworzono"),
    "deleted": Message("Deleted", "Usunięto"),
    "signed_out": Message("You are signed out", "Wylogowano"),
    "ticket_created": Message("Ticket created", "Zgłoszenie przyjęte"),
    "comment_sent": Message("Reply sent", "Odpowiedź wysłana"),
    "note_saved": Message("Note saved for the team"),
    "assigned": Message("Assigned"),
    "unassigned": Message("Nobody is assigned now"),
    "status_changed": Message("Status changed"),
    "priority_changed": Message("Priority changed"),
    "resolved": Message("Ticket resolved"),
    "reopened": Message("Ticket reopened"),
    "snoozed": Message("Snoozed"),
    "woken": Message("Back in Active"),
    "test_sent": Message("The test was sent"),
    "changed_meanwhile": Message(
        "Not saved: somebody changed the same field in the meantime. Look and try again.", error=True
    ),
    "not_allowed": Message("Not done: your role does not allow it.", error=True),
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
