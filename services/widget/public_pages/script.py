"""The widget's script and style sheet, for any website, and the scripts of our own pages."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.widget.doors.scripts import FILES, FOLDER, PAGES, SCRIPTS, BuiltFiles

router = APIRouter(include_in_schema=False)
Version = Annotated[str | None, Query(max_length=64)]


@router.get(f"{FOLDER}/widget.js")
async def script(request: Request, v: Version = None) -> Response:
    """The widget, whole; `v` is the version that a page of ours names."""
    return _answer(request, "widget.js", v)


@router.get(f"{FOLDER}/widget-{{part}}.js")
async def later_script(part: str, request: Request, v: Version = None) -> Response:
    """What the widget asks for when it was opened; `v` is the version that it knows."""
    return _answer(request, f"widget-{part}.js", v)


@router.get(f"{FOLDER}/widget.css")
async def style_sheet(request: Request, v: Version = None) -> Response:
    """For embed code that names a style sheet; the widget brings its own in its script."""
    return _answer(request, "widget.css", v)


@router.get(f"{SCRIPTS}/{{name}}.js")
async def script_of_page(name: str, request: Request, v: Version = None) -> Response:
    """A script of one of our own pages; `v` is the version that the page names."""
    return _answer(request, f"{name}.js", v, PAGES)


def _answer(request: Request, name: str, version: str | None, files: BuiltFiles = FILES) -> Response:
    asks = request.headers
    return files.find(name).answer(asks.get("accept-encoding", ""), asks.get("if-none-match", ""), version)
