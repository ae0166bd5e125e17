"""The customer's page behind the public link."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from services.widget.doors.forms import CommentForm
from services.widget.doors.given import TheReception
from services.widget.doors.origins import check_page
from services.widget.doors.promises import goes_on
from services.widget.doors.reading import files_in, form_key_in, network_behind, parts_of, texts_in
from services.widget.intake.reception import Reception, Sent
from services.widget.public_pages import frame as framing
from services.widget.public_pages.route import public_pages
from services.widget.queries.desks import WidgetDesk
from services.widget.queries.tickets import PublicTicket, find_ticket
from services.widget.use_cases import commenting, settling
from shared.contracts.parts import Attachment
from shared.errors import HelpdeskError
from shared.file_links import ShownFile
from shared.markup import render
from shared.pictures_in_place import in_place
from shared.sizes import bytes_for_people
from shared.web import takes_files

router = public_pages()


@router.get("/helpdesk/ticket/{public_token}")
async def show_ticket(
    public_token: str,
    request: Request,
    reception: TheReception,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """One ticket, for whoever holds its link; `cursor` leads to older messages."""
    ticket = await find_ticket(reception.database, public_token, cursor)
    return await _page(request, await reception.desks.by_id(ticket.desk_id), ticket, is_older=bool(cursor))


@router.post("/helpdesk/ticket/{public_token}/comments")
@takes_files
async def comment(public_token: str, request: Request, reception: TheReception) -> Response:
    """A reply typed into the page."""
    ticket = await find_ticket(reception.database, public_token)
    desk = await reception.desks.by_id(ticket.desk_id)
    try:
        check_page(request.headers, desk.allowed_origins, reception.own_origin, by_link=True)
        async with parts_of(request, reception) as parts:
            return await _comment(request, reception, desk, ticket, parts)
    except HelpdeskError as no:
        return _refused(request, desk, no)


@router.post("/helpdesk/ticket/{public_token}/solved")
async def mark_as_solved(public_token: str, request: Request, reception: TheReception) -> Response:
    """The button of a ticket that is not solved yet."""
    return await _ask(public_token, request, reception, "solved")


@router.post("/helpdesk/ticket/{public_token}/reopen")
async def reopen(public_token: str, request: Request, reception: TheReception) -> Response:
    """The button of a solved ticket."""
    return await _ask(public_token, request, reception, "reopened")


async def _ask(public_token: str, request: Request, reception: Reception, wish: settling.Wish) -> Response:
    ticket = await find_ticket(reception.database, public_token)
    desk = await reception.desks.by_id(ticket.desk_id)
    try:
        check_page(request.headers, desk.allowed_origins, reception.own_origin, by_link=True)
        await settling.ask_for_status(reception, ticket, wish, Sent(network_behind(request.scope)))
    except HelpdeskError as no:
        return _refused(request, desk, no)
    return framing.pages.redirect(f"/helpdesk/ticket/{public_token}", flash=f"marked_{wish}")


def _refused(request: Request, desk: WidgetDesk, no: HelpdeskError) -> Response:
    answer = framing.refused_page(request, desk, no)
    answer.headers.update(framing.headers_of(no))
    return answer


async def _comment(
    request: Request, reception: Reception, desk: WidgetDesk, ticket: PublicTicket, parts: FormData
) -> Response:
    body = texts_in(parts).get("body", "")
    ids, files = framing.draft_ids(parts.getlist("attachment_ids")), files_in(parts)
    try:
        form = CommentForm(body=body, attachment_ids=ids)
        sent = Sent(network_behind(request.scope), await form_key_in(parts), files)
        await commenting.comment(reception, ticket, form.words(), sent)
    except (HelpdeskError, ValidationError) as error:
        kept = await framing.kept_files(request, reception, desk, ids, files, error)
        wrong = "; ".join(dict.fromkeys(framing.by_field(error, desk.state.language).values()))
        typed = framing.TypedForm({"body": body}, {"body": wrong}, kept)
        answer = await _page(request, desk, ticket, typed, framing.status_of(error))
        answer.headers.update(framing.headers_of(error))
        return answer
    return framing.pages.redirect(
        f"/helpdesk/ticket/{request.path_params['public_token']}", flash="reply_received"
    )


async def _page(
    request: Request,
    desk: WidgetDesk,
    ticket: PublicTicket,
    typed: framing.TypedForm = framing.NOTHING_TYPED,
    status: int = 200,
    *,
    is_older: bool = False,
) -> Response:
    links = request.app.state.links

    def worded(html: str, attachments: tuple[Attachment, ...]) -> tuple[str, tuple[ShownFile, ...]]:
        return in_place(html, [links.shown(file, ticket.verdicts) for file in attachments])

    here = f"/helpdesk/ticket/{request.path_params['public_token']}"
    context = {
        "ticket": ticket,
        "body_html": ticket.body_html if ticket.body_html is not None else await render(ticket.body, "plain"),
        "here": here,
        "news_url": f"/widget/v1/tickets/{request.path_params['public_token']}",
        "older_url": f"{here}?cursor={ticket.older_comments}" if ticket.older_comments else "",
        "is_older": is_older,
        "my_tickets_url": f"/helpdesk/desks/{desk.desk_token}/my-tickets",
        "goes_on_in": goes_on(request.app.state.reception, ticket),
        "worded": worded,
        "typed": typed,
        "promises_mail": desk.has_mailbox and ticket.has_email,
        "takes_files": desk.attachments and desk.state.active,
        "largest_file": bytes_for_people(desk.max_file_bytes),
        **framing.frame(desk),
    }
    return framing.pages.render(request, "ticket.html", context, status=status, public=True)
