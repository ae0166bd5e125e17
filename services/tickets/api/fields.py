"""A desk's own fields. Their `ETag` is the desk's: one field's place is a matter of all."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic_core import to_json

from services.tickets.api.desks import DeskManager, DeskReader
from services.tickets.api.doors import Uow
from services.tickets.api.forms import FieldForm, NewFieldForm
from services.tickets.api.shapes import page
from services.tickets.domain.desk_fields import FieldSettings
from services.tickets.queries.fields import fields_with_version
from services.tickets.rights import check_desk
from services.tickets.uow import TicketsUow
from services.tickets.use_cases import fields
from shared.foundation import Session
from shared.idempotency import OncePerKey
from shared.web import IfSeen, etag

router = APIRouter(prefix="/api/desks/{desk_id}/fields", tags=["desks"])


@router.get("")
async def list_fields(desk_id: UUID, agent: DeskReader, session: Session) -> Response:
    """All fields of the desk's own, in their order."""
    await check_desk(session, agent, desk_id)
    found, version = await fields_with_version(session, desk_id)
    answer = page(found, None, lambda field: field)
    answer.headers.update(etag(version))
    return answer


@router.post("", status_code=201)
async def add_field(
    desk_id: UUID, form: NewFieldForm, manager: DeskManager, uow: Uow, once: OncePerKey
) -> Response:
    """Make a field. `kind` is text, number, choice, date or checkbox, and stays, as `key` does."""
    seen: dict[str, str] = {}

    async def create() -> dict[str, Any]:
        made = await fields.add(uow, manager, desk_id, _settings(form))
        field, version = await _shown(uow, desk_id, made)
        seen.update(etag(version))
        return field

    return await once.once(uow, create, headers=lambda _: seen)


@router.patch("/{field_id}")
async def change_field(
    desk_id: UUID, field_id: UUID, form: FieldForm, manager: DeskManager, uow: Uow, seen: IfSeen
) -> Response:
    """Change what is named. A choice that is removed stays where tickets hold it."""
    await fields.change(uow, manager, desk_id, field_id, _settings(form), seen)
    field, version = await _shown(uow, desk_id, field_id)
    return Response(to_json(field), headers=etag(version), media_type="application/json")


@router.delete("/{field_id}", status_code=204)
async def remove_field(desk_id: UUID, field_id: UUID, manager: DeskManager, uow: Uow, seen: IfSeen) -> None:
    """Remove a field. What tickets hold for it is shown no more; what was said of it stays in their history."""
    await fields.remove(uow, manager, desk_id, field_id, seen)


def _settings(form: FieldForm | NewFieldForm) -> FieldSettings:
    given: dict[str, Any] = {name: getattr(form, name) for name in form.model_fields_set}
    given = {name: value for name, value in given.items() if value is not None}
    if "choices" in given:
        given["choices"] = tuple(given["choices"])
    return FieldSettings(**given)


async def _shown(uow: TicketsUow, desk_id: UUID, field_id: UUID) -> tuple[dict[str, Any], int]:
    await uow.save()
    found, version = await fields_with_version(uow.session, desk_id)
    return next(each for each in found if each["id"] == str(field_id)), version
