"""What the customers' pages share: templates, the desk's frame, errors beside their fields, files kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import ValidationError

from services.widget.domain.errors import NoAttachmentsHere
from services.widget.doors.reading import network_behind
from services.widget.intake.reception import Reception
from services.widget.queries.desks import WidgetDesk
from shared.contracts.custom_fields import CustomField
from shared.contracts.parts import Attachment
from shared.errors import HelpdeskError, Invalid, TooManyRequests
from shared.files import UnknownAttachment
from shared.language import language_asked, language_named
from shared.panel.pages import Message, templates
from shared.problems import invalid_fields

pages = templates(
    Path(__file__).parent / "templates",
    messages={
        "reply_received": Message("flash.reply_received"),
        "marked_solved": Message("flash.marked_solved"),
        "marked_reopened": Message("flash.marked_reopened"),
    },
)
SHOWN = ("name", "email", "title", "body", "priority", "category_id")


@dataclass(frozen=True, slots=True)
class TypedForm:
    """What somebody typed into a form, what is wrong with it, and the files that it already brought.

    `challenge` is a puzzle, as JSON: its page solves it and sends the same once more.
    """

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    files: Sequence[Attachment] = ()
    challenge: str = ""


NOTHING_TYPED = TypedForm()


def frame(desk: WidgetDesk) -> dict[str, Any]:
    """Name, colour, language and clock around a page of `desk`."""
    state = desk.state
    return {
        "desk_name": state.name,
        "desk_color": state.color,
        "language": language_named(state.language).tag,
        "time_zone": state.time_zone,
        "company": "",
    }


def frame_of_nobody(request: Request) -> dict[str, Any]:
    """The same for a page that belongs to no desk, in the browser's language."""
    language = language_asked(request).tag
    return {"desk_name": "Helpdesk", "desk_color": "slate", "language": language, "company": ""}


def gone(request: Request) -> Response:
    """The page of a link with nothing behind it."""
    return pages.render(request, "gone.html", frame_of_nobody(request), status=404, public=True)


def refused_page(request: Request, desk: WidgetDesk, error: HelpdeskError) -> Response:
    """A page that says why nothing was taken, where no form can be shown again."""
    context = {**frame(desk), "detail": said_of(error, desk.state.language)}
    return pages.render(request, "refused.html", context, status=error.status, public=True)


def by_field(
    error: HelpdeskError | ValidationError, language: str, fields: Sequence[CustomField] = ()
) -> dict[str, str]:
    """What is wrong with which field of the form; what belongs to none is said of the message."""
    errors = invalid_fields(error.errors()) if isinstance(error, ValidationError) else []
    errors = (
        error.errors if isinstance(error, Invalid) and not isinstance(error, UnknownAttachment) else errors
    )
    if not errors:
        return {"body": said_of(error, language)}
    said = language_named(language).refusal
    shown = {*SHOWN, *(f"fields.{field.key}" for field in fields)}
    return {(each["field"] if each["field"] in shown else "body"): said(each["message"]) for each in errors}


def said_of(error: Exception, language: str) -> str:
    """An error in one sentence of the reader's language."""
    reader = language_named(language)
    if isinstance(error, TooManyRequests):
        return reader.say("refusal.too_many_messages")
    if isinstance(error, UnknownAttachment):
        return reader.say("refusal.file_gone")
    return reader.refusal(error.title if isinstance(error, HelpdeskError) else "")


def status_of(error: Exception) -> int:
    """With which status a refused form is shown again."""
    return error.status if isinstance(error, HelpdeskError) else 422


def headers_of(error: Exception) -> dict[str, str]:
    """When to try again, for those who send too much."""
    return {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyRequests) else {}


def draft_ids(given: Sequence[Any]) -> tuple[UUID, ...]:
    """The drafts that a form names; what is no id is none."""
    return tuple(found for each in given if isinstance(each, str) and (found := _uuid(each)))


async def kept_files(
    request: Request,
    reception: Reception,
    desk: WidgetDesk,
    ids: Sequence[UUID],
    uploads: Sequence[Any],
    error: Exception,
) -> Sequence[Attachment]:
    """The files of a refused form, kept so that the corrected one needs not bring them again."""
    if (
        isinstance(error, TooManyRequests | NoAttachmentsHere)
        or not desk.attachments
        or not desk.state.active
    ):
        return ()
    before = await reception.uploads.drafts(desk, ids)
    if not uploads:
        return before
    try:
        await reception.limits.files(network_behind(request.scope), desk.id, len(uploads))
    except TooManyRequests:
        return before
    brought = await reception.uploads.bring(desk, uploads, len(before))
    return (*before, *brought.files)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
