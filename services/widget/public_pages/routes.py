"""The customer's page behind the public link, and a demo website with a plain form."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from pydantic import ValidationError
from sqlalchemy import select

from services.widget.desks import Desk, find_desk, megabytes
from services.widget.domain.errors import NoSuchTicket
from services.widget.doors import TheWidget, Widget
from services.widget.forms import CommentForm, SubmissionForm
from services.widget.tables import desks
from services.widget.views import PublicTicket
from shared.contracts.parts import Attachment
from shared.errors import HelpdeskError, Invalid
from shared.panel.pages import Message, templates
from shared.problems import invalid_fields

router = APIRouter(include_in_schema=False)
demo = APIRouter(include_in_schema=False)
pages = templates(
    Path(__file__).parent / "templates",
    messages={
        "reply_received": Message(
            "Your reply is on its way to the team.", "Odpowiedź jest w drodze do zespołu."
        ),
    },
)
Files = Annotated[list[UploadFile], File()]


@router.get("/helpdesk/ticket/{public_token}")
async def show_ticket(public_token: str, request: Request, widget: TheWidget) -> Response:
    """One ticket, for whoever holds its link."""
    try:
        ticket = await widget.ticket(public_token)
    except NoSuchTicket:
        return _gone(request)
    return await _page(request, widget, ticket)


@router.post("/helpdesk/ticket/{public_token}/comments")
async def comment(
    public_token: str,
    request: Request,
    widget: TheWidget,
    body: Annotated[str, Form()] = "",
    files: Files = [],  # noqa: B006 FastAPI copies it
) -> Response:
    """A reply typed into the page."""
    try:
        ticket = await widget.ticket(public_token)
    except NoSuchTicket:
        return _gone(request)
    try:
        await widget.comment(ticket, CommentForm(body=body), None, [each for each in files if each.filename])
    except (HelpdeskError, ValidationError) as error:
        return await _page(request, widget, ticket, body, _explained(error), status=422)
    return pages.redirect(f"/helpdesk/ticket/{public_token}", flash="reply_received")


@demo.get("/demo/website")
async def demo_website(request: Request, widget: TheWidget) -> Response:
    """A customer's website as one might look, with a form that becomes a ticket."""
    return await _demo_page(request, widget, {})


@demo.post("/demo/website")
async def submit_from_demo(request: Request, widget: TheWidget) -> Response:
    """The demo website's form: makes a ticket and shows its page."""
    async with request.form(max_files=10, max_fields=20) as parts:
        given = {name: value for name, value in parts.items() if isinstance(value, str)}
        files = [part for part in parts.getlist("files") if not isinstance(part, str) and part.filename]
        try:
            desk = await widget.desks.by_token(given.pop("desk_token", ""))
            receipt = await widget.submit(desk, SubmissionForm.model_validate(given), None, files)
        except (HelpdeskError, ValidationError) as error:
            return await _demo_page(request, widget, given, _explained(error), status=422)
    return pages.redirect(f"/helpdesk/ticket/{receipt.public_token}")


async def _page(
    request: Request, widget: Widget, ticket: PublicTicket, body: str = "", error: str = "", status: int = 200
) -> Response:
    desk = await widget.desk(ticket.desk_id)
    links = request.app.state.links

    def files(attachments: tuple[Attachment, ...]) -> list[dict[str, Any]]:
        return [{"name": file.name, "size": file.size, "url": links.sign(file)} for file in attachments]

    context = {
        "ticket": ticket,
        "reply_url": f"/helpdesk/ticket/{request.path_params['public_token']}/comments",
        "files": files,
        "body": body,
        "error": error,
        "takes_files": desk.attachments,
        "largest_file": megabytes(desk.max_file_bytes),
        **_frame(desk),
    }
    return pages.render(request, "ticket.html", context, status=status, public=True)


def _frame(desk: Desk) -> dict[str, Any]:
    state = desk.state
    return {"desk_name": state.name, "desk_color": state.color, "language": state.language[:2], "company": ""}


def _gone(request: Request) -> Response:
    context = {"desk_name": "Helpdesk", "desk_color": "slate", "language": "en", "company": ""}
    return pages.render(request, "gone.html", context, status=404, public=True)


async def _demo_page(
    request: Request, widget: Widget, given: dict[str, str], error: str = "", status: int = 200
) -> Response:
    async with widget.database.session() as session:
        first = await session.scalar(select(desks.c.desk_id).order_by(desks.c.desk_id).limit(1))
        desk = await find_desk(session, widget.sealer, desks.c.desk_id == first) if first else None
    frame = (
        _frame(desk) if desk else {"desk_name": "", "desk_color": "slate", "language": "en", "company": ""}
    )
    context = {"desk": desk, "given": given, "error": error, **frame}
    return pages.render(request, "demo.html", context, status=status, public=True)


def _explained(error: HelpdeskError | ValidationError) -> str:
    errors = invalid_fields(error.errors()) if isinstance(error, ValidationError) else []
    errors = error.errors if isinstance(error, Invalid) else errors
    if errors:
        return "; ".join(f"{each['field']}: {each['message']}" for each in errors)
    return str(error)
