"""The agents' JSON door: a desk's widget settings, secret and embed code."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic_core import to_json

from services.widget.doors.embed import embed_code, widget_code, widget_code_with_customer
from services.widget.doors.forms import WidgetSettingsForm
from services.widget.doors.given import TheReception, desk_for
from services.widget.queries.desks import WidgetDesk
from services.widget.use_cases.configuring import change_settings, renew_secret
from shared.auth import Needs, Person
from shared.idempotency import OncePerKey
from shared.web import IfSeen, etag

DeskReader = Annotated[Person, Needs("desk.read")]
DeskManager = Annotated[Person, Needs("desk.manage")]
router = APIRouter(prefix="/api/widget/desks/{desk_id}", tags=["widget settings"])
SHOWN = (
    "desk_token", "verification", "allowed_origins", "attachments", "max_file_bytes", "help_content", "link_days",
    "version",
)  # fmt: skip


@router.get("")
async def get_settings(desk_id: UUID, agent: DeskReader, reception: TheReception) -> Response:
    """A desk's widget settings."""
    return _answer(await desk_for(reception, agent, desk_id))


@router.patch("")
async def edit_settings(
    desk_id: UUID, form: WidgetSettingsForm, admin: DeskManager, reception: TheReception, seen: IfSeen
) -> Response:
    """Change settings; a field that is not named stays."""
    await desk_for(reception, admin, desk_id)
    async with reception.uow() as uow:
        desk = await change_settings(uow, desk_id, form.changes(), seen)
    reception.desks.forget(desk.desk_token)
    return _answer(desk)


@router.post("/secret", response_model=dict[str, str])
async def make_secret(
    desk_id: UUID, admin: DeskManager, reception: TheReception, once: OncePerKey
) -> Response:
    """Make a new secret, shown once; the old one stays good for a day."""
    desk = await desk_for(reception, admin, desk_id)
    async with reception.uow() as uow:

        async def create() -> dict[str, str]:
            return {"secret": await renew_secret(uow, desk_id)}

        answer = await once.once(uow, create, status=200)
    reception.desks.forget(desk.desk_token)
    return answer


@router.get("/embed")
async def embed(desk_id: UUID, agent: DeskReader, reception: TheReception) -> dict[str, str]:
    """The code that puts the desk on a website: the widget, the same as Intum writes it, or a plain form."""
    desk, url = await desk_for(reception, agent, desk_id), reception.public_url
    return {
        "html": widget_code(desk, url),
        "intum": widget_code_with_customer(desk, url),
        "form": embed_code(desk, url),
    }


def _answer(desk: WidgetDesk) -> Response:
    shown: dict[str, Any] = {name: getattr(desk, name) for name in SHOWN}
    shown["max_age_of_signature"] = int(desk.signer.max_age.total_seconds())
    return Response(to_json(shown), headers=etag(desk.version), media_type="application/json")
