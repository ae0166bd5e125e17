"""The way into the panel: who is not signed in is asked to, and what cannot be shown is a page too."""

from typing import Annotated
from urllib.parse import SplitResult, urlencode, urlsplit

from fastapi import Depends, FastAPI, Request
from starlette.responses import RedirectResponse, Response

from shared.auth import Needs, Person, current_person
from shared.errors import Unauthorized
from shared.panel.pages import wants_fragment
from shared.problems import problem

SIGN_IN = "/auth/sign-in"
HOME = "/"


class NotSignedIn(Unauthorized):
    """A page of the panel was asked for by nobody we know; `panel_entry` answers it with the way in."""


async def panel_person(request: Request) -> Person:
    """Anyone signed in; raises NotSignedIn."""
    try:
        return await current_person(request)
    except Unauthorized as error:
        raise NotSignedIn(error.detail) from error


PanelPerson = Annotated[Person, Depends(panel_person)]
"""CurrentPerson for pages: who is not signed in is sent to sign in, and back here afterwards."""


class PageNeeds(Needs):
    """`Needs` for pages."""

    who = staticmethod(panel_person)
    refusal = "Your role does not allow this."


def panel_entry(app: FastAPI) -> None:
    """Let `app` send strangers who ask for a page to sign in."""
    app.add_exception_handler(NotSignedIn, _show_the_way_in)


def safe_next(address: str) -> str:
    """`address` if it leads to a page of ours, else the start: nobody is sent elsewhere by a forged link."""
    parts = _split(address)
    is_plain = address.isprintable() and not set(address) & {"\\", " "}
    is_ours = parts is not None and not parts.scheme and not parts.netloc
    return address if is_ours and is_plain and address.startswith("/") and address[1:2] != "/" else HOME


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


async def _show_the_way_in(request: Request, _: Exception) -> Response:
    if wants_fragment(request):
        # htmx would put the sign-in page into a box; this header makes it leave the page instead.
        way = {"HX-Redirect": _way_in(_of_page(request.headers.get("hx-current-url", "")))}
        return problem(401, "unauthorized", "Sign in first", headers=way)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(_way_in(here if request.method in ("GET", "HEAD") else HOME), 303)


def _way_in(onward: str) -> str:
    onward = safe_next(onward)
    return SIGN_IN if onward == HOME else f"{SIGN_IN}?{urlencode({'next': onward})}"


def _of_page(url: str) -> str:
    parts = _split(url)
    return (parts.path + (f"?{parts.query}" if parts.query else "")) if parts else HOME
