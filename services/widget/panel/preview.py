"""The preview of a desk's widget: a page for a frame, in which the real widget runs and nothing can be sent."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic_core import to_json

from services.widget.doors import scripts
from services.widget.doors.given import TheReception, desk_for
from services.widget.doors.promises import described
from services.widget.panel.settings import DeskManager
from services.widget.panel.shell import panel

PAGE = "/panel/widget/desks/{desk_id}/preview"
POLICY = (
    "sandbox allow-scripts allow-forms; default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""The frame has no origin, so it can read nothing of the panel, and no address to send to."""

router = APIRouter(include_in_schema=False)


@router.get(PAGE)
async def show(desk_id: UUID, admin: DeskManager, request: Request, reception: TheReception) -> Response:
    """The widget as it is saved; the page around the frame tells it what is being edited."""
    desk = await desk_for(reception, admin, desk_id)
    context: dict[str, Any] = {
        "desk": desk.state,
        "desk_token": desk.desk_token,
        "described": to_json(described(desk)).decode(),
        "widget_script": scripts.FILES.address("widget.js"),
        "preview_script": scripts.PAGES.address("previewed.js"),
    }
    answer = panel.render(request, "preview.html", context)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
