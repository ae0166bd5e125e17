"""The mail catcher's pages; only there where it runs."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse

from services.notifications.catching.catcher import Catcher
from services.notifications.catching.reading import CaughtMail
from services.notifications.panel.shell import panel
from shared.errors import NotFound

router = APIRouter(prefix="/dev/mail", include_in_schema=False)

# A mail's own page: its inline looks are shown, nothing of it runs, nothing is fetched.
FRAMED = {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


@router.get("")
async def show_all(request: Request) -> Response:
    """What was caught, the newest first."""
    return panel.render(request, "pages/caught.html", {"mails": _catcher(request).mails})


@router.post("/empty")
async def empty(request: Request) -> Response:
    """Forget it all."""
    _catcher(request).empty()
    return panel.redirect("/dev/mail", flash="caught_emptied")


@router.get("/{mail_id}")
async def show(mail_id: UUID, request: Request) -> Response:
    """One mail with its headers."""
    return panel.render(request, "pages/caught_mail.html", {"mail": _find(request, mail_id)})


@router.get("/{mail_id}/html")
async def show_html(mail_id: UUID, request: Request) -> Response:
    """A mail's HTML, for the frame of its page."""
    return HTMLResponse(_find(request, mail_id).html, headers=FRAMED)


def _catcher(request: Request) -> Catcher:
    return request.app.state.catcher


def _find(request: Request, mail_id: UUID) -> CaughtMail:
    found = _catcher(request).find(mail_id)
    if found is None:
        raise NotFound("no such mail, or no longer")
    return found
