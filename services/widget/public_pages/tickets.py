"""The customer's page behind the public link."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from pydantic import ValidationError

from services.widget.desks import megabytes
from services.widget.domain.errors import NoSuchTicket
from services.widget.doors import TheWidget, Widget
from services.widget.forms import CommentForm
from services.widget.public_pages.frame import NO_DESK, by_field, frame, pages
from services.widget.views import PublicTicket
from shared.contracts.parts import Attachment
from shared.errors import HelpdeskError

router = APIRouter(include_in_schema=False)
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
        wrong = "; ".join(by_field(error).values())
        return await _page(request, widget, ticket, body, wrong, status=422)
    return pages.redirect(f"/helpdesk/ticket/{public_token}", flash="reply_received")


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
        **frame(desk),
    }
    return pages.render(request, "ticket.html", context, status=status, public=True)


def _gone(request: Request) -> Response:
    return pages.render(request, "gone.html", NO_DESK, status=404, public=True)
