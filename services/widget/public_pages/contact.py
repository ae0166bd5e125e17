"""Each desk's contact form: a page to link to, the target of plain forms on websites, a demo website."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from sqlalchemy import select

from services.widget.desks import Desk, find_desk
from services.widget.domain.errors import NoSuchDesk
from services.widget.doors import TheWidget, Widget
from services.widget.forms import SubmissionForm
from services.widget.origins import allowed_origin
from services.widget.public_pages.frame import NO_DESK, NO_ERRORS, by_field, frame, pages
from services.widget.tables import desks
from shared.errors import Forbidden, HelpdeskError

router = APIRouter(include_in_schema=False)
demo = APIRouter(include_in_schema=False)
MOMENT = 2.0
"""Seconds in which a ticket usually gets its number."""


@router.get("/helpdesk/desks/{desk_token}/contact")
async def show_form(desk_token: str, request: Request, widget: TheWidget) -> Response:
    """A desk's form, for whoever follows a link to it."""
    desk = await _find(widget, desk_token)
    return _form(request, desk, "contact.html") if desk else _gone(request)


@router.post("/helpdesk/desks/{desk_token}/contact")
async def submit_form(desk_token: str, request: Request, widget: TheWidget) -> Response:
    """The form is sent, from our page or from any website: makes a ticket and shows its page."""
    desk = await _find(widget, desk_token)
    if desk is None:
        return _gone(request)
    async with request.form(max_files=10, max_fields=20) as parts:
        given = {name: value for name, value in parts.items() if isinstance(value, str)}
        files = [part for part in parts.getlist("files") if not isinstance(part, str) and part.filename]
        try:
            await _check_origin(request, widget, desk_token)
            receipt = await widget.submit(desk, SubmissionForm.model_validate(given), None, files)
        except (HelpdeskError, ValidationError) as error:
            return _form(request, desk, "contact.html", given, by_field(error), status=422)
    await widget.ticket(receipt.public_token, wait=MOMENT)
    return pages.redirect(f"/helpdesk/ticket/{receipt.public_token}")


@demo.get("/demo/website")
async def demo_website(request: Request, widget: TheWidget) -> Response:
    """A customer's website as one might look, with a plain form that becomes a ticket."""
    async with widget.database.session() as session:
        first = await session.scalar(select(desks.c.desk_id).order_by(desks.c.desk_id).limit(1))
        desk = await find_desk(session, widget.sealer, desks.c.desk_id == first) if first else None
    return _form(request, desk, "demo.html")


async def _find(widget: Widget, desk_token: str) -> Desk | None:
    try:
        return await widget.desks.by_token(desk_token)
    except NoSuchDesk:
        return None


def _gone(request: Request) -> Response:
    return pages.render(request, "gone.html", NO_DESK, status=404, public=True)


def _form(
    request: Request,
    desk: Desk | None,
    page: str,
    given: Mapping[str, str] = NO_ERRORS,
    errors: Mapping[str, str] = NO_ERRORS,
    status: int = 200,
) -> Response:
    context = {"desk": desk, "given": given, "errors": errors, **frame(desk)}
    return pages.render(request, page, context, status=status, public=True)


async def _check_origin(request: Request, widget: Widget, desk_token: str) -> None:
    origin = request.headers.get("origin")
    # A page that sends no referrer, as ours, sends its forms with the origin "null".
    if not origin or origin in ("null", widget.public_url):
        return
    if (await allowed_origin(widget.desks, origin, desk_token)).origin is None:
        raise Forbidden("This website may not send messages to this desk.")
