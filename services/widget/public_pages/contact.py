"""Each desk's contact form: a page to link to, the target of plain forms on websites, a demo website."""

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from pydantic_core import to_json
from starlette.datastructures import FormData

from services.widget.domain.errors import ProofNeeded
from services.widget.doors import scripts
from services.widget.doors.forms import SubmissionForm
from services.widget.doors.given import TheDesk, TheReception
from services.widget.doors.origins import check_page
from services.widget.doors.reading import files_in, form_key_in, network_behind, parts_of, words_in
from services.widget.intake.reception import Reception, Sent
from services.widget.public_pages import frame as framing
from services.widget.public_pages.route import public_pages
from services.widget.queries.desks import WidgetDesk
from services.widget.use_cases import submitting
from shared.errors import HelpdeskError
from shared.idempotency import FORM_KEY
from shared.language import language_named
from shared.sizes import bytes_for_people
from shared.web import takes_files

router = public_pages()
demo = APIRouter(include_in_schema=False)
MOMENT = 2.0
"""Seconds in which a ticket usually gets its number."""

ASK = "ask"
"""What the page's script sends in a proof's place: it could solve a puzzle (`browser/pages/contact.js`)."""

OWN = (FORM_KEY, "attachment_ids")
"""Fields of our pages that are none of the inquiry."""


@router.get("/helpdesk/desks/{desk_token}/contact")
async def show_form(desk: TheDesk, request: Request) -> Response:
    """A desk's form, for whoever follows a link to it."""
    return _form(request, desk, "contact.html")


@router.post("/helpdesk/desks/{desk_token}/contact")
@takes_files
async def submit_form(desk: TheDesk, request: Request, reception: TheReception) -> Response:
    """The form is sent, from our page or from any website: makes a ticket and shows its page."""
    try:
        check_page(request.headers, desk.allowed_origins, reception.own_origin)
        async with parts_of(request, reception) as parts:
            return await _submit(request, reception, desk, parts)
    except HelpdeskError as no:
        answer = framing.refused_page(request, desk, no)
        answer.headers.update(framing.headers_of(no))
        return answer


async def _submit(request: Request, reception: Reception, desk: WidgetDesk, parts: FormData) -> Response:
    given = {name: value for name, value in words_in(parts).items() if name not in OWN}
    ids, files = framing.draft_ids(parts.getlist("attachment_ids")), files_in(parts)
    try:
        form = SubmissionForm.model_validate({**given, "attachment_ids": ids})
        # A proof that is not good is not asked for again: the page would solve puzzles without end.
        can_prove = form.proof == ASK
        sent = Sent(network_behind(request.scope), await form_key_in(parts), files, can_prove=can_prove)
        receipt = await submitting.submit(reception, desk, form.asked(), sent)
    except (HelpdeskError, ValidationError) as error:
        kept = await framing.kept_files(request, reception, desk, ids, files, error)
        wrong = (
            {}
            if isinstance(error, ProofNeeded)
            else framing.by_field(error, desk.state.language, desk.fields)
        )
        typed = framing.TypedForm(given, wrong, kept, _challenge(error))
        answer = _form(request, desk, "contact.html", typed, framing.status_of(error))
        answer.headers.update(framing.headers_of(error))
        return answer
    await reception.lookout.until_settled(receipt.public_token, MOMENT)
    return framing.pages.redirect(f"/helpdesk/ticket/{receipt.public_token}")


@demo.get("/demo/website")
async def demo_website(request: Request, reception: TheReception) -> Response:
    """A customer's website as one might look, with the widget, or a plain form where no scripts run."""
    return _form(request, await reception.desks.oldest(), "demo.html")


def _form(
    request: Request,
    desk: WidgetDesk | None,
    page: str,
    typed: framing.TypedForm = framing.NOTHING_TYPED,
    status: int = 200,
) -> Response:
    about = framing.frame(desk) if desk else framing.frame_of_nobody(request)
    largest = bytes_for_people(desk.max_file_bytes) if desk else ""
    context = {
        "desk": desk,
        "typed": typed,
        "largest_file": largest,
        "challenge": typed.challenge,
        "contact_script": scripts.PAGES.address("contact.js"),
        "widget_script": scripts.FILES.address("widget.js"),
        "categories": _categories(desk),
        **about,
    }
    answer = framing.pages.render(
        request, page, context | {"referrer": "same-origin"}, status=status, public=True
    )
    # Its address is no secret, and a page that sends no referrer sends its forms without its origin, too.
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def _challenge(error: Exception) -> str:
    return to_json(error.members["challenge"]).decode() if isinstance(error, ProofNeeded) else ""


def _categories(desk: WidgetDesk | None) -> list[tuple[str, str]]:
    if desk is None or not desk.state.categories:
        return []
    none = ("", language_named(desk.state.language).say("form.choose_one"))
    return [none, *((str(each.id), each.name) for each in desk.state.categories)]
