"""What the customers' pages share: templates, the desk's frame, errors beside their fields."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from services.widget.desks import Desk
from shared.errors import HelpdeskError, Invalid
from shared.panel.pages import Message, templates
from shared.problems import invalid_fields

pages = templates(
    Path(__file__).parent / "templates",
    messages={
        "reply_received": Message(
            "Your reply is on its way to the team.", "Odpowiedź jest w drodze do zespołu."
        ),
    },
)
SHOWN = ("name", "email", "title", "body", "priority")
NO_ERRORS: Mapping[str, str] = {}
NO_DESK = {"desk_name": "Helpdesk", "desk_color": "slate", "language": "en", "company": ""}


def frame(desk: Desk | None) -> dict[str, Any]:
    """Name, colour and language around a page of `desk`."""
    if desk is None:
        return NO_DESK
    state = desk.state
    return {"desk_name": state.name, "desk_color": state.color, "language": state.language[:2], "company": ""}


def by_field(error: HelpdeskError | ValidationError) -> dict[str, str]:
    """What is wrong with which field of the form; what belongs to none is said of the message."""
    errors = invalid_fields(error.errors()) if isinstance(error, ValidationError) else []
    errors = error.errors if isinstance(error, Invalid) else errors
    if not errors:
        return {"body": str(error)}
    return {(each["field"] if each["field"] in SHOWN else "body"): each["message"] for each in errors}
