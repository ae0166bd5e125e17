"""Desks that were heard of get what is the widget's own: a token, a secret and settings."""

from collections.abc import Collection
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.widget.domain.signature import MAX_AGE
from services.widget.tables.copies import known_desks
from services.widget.tables.own import desk_settings
from services.widget.uow import WidgetUow
from shared.files import MAX_BYTES
from shared.rows import inserting
from shared.secrets import Sealer


async def set_up_desk(uow: WidgetUow, desk_id: UUID) -> None:
    """Give a desk its settings; those it has stay."""
    await _set_up(uow, [desk_id])


async def set_up_known_desks(uow: WidgetUow) -> int:
    """Give settings to every desk that is known and has none; answers to how many."""
    bare = select(known_desks.c.desk_id).where(known_desks.c.desk_id.not_in(select(desk_settings.c.desk_id)))
    found = (await uow.session.scalars(bare.order_by(known_desks.c.desk_id))).all()
    await _set_up(uow, found)
    return len(found)


async def _set_up(uow: WidgetUow, desk_ids: Collection[UUID]) -> None:
    if desk_ids:
        rows = [{"desk_id": desk_id, **_first_settings(uow.sealer)} for desk_id in desk_ids]
        await uow.session.execute(inserting(desk_settings, rows).on_conflict_do_nothing())


def _first_settings(sealer: Sealer) -> dict[str, Any]:
    return {
        "desk_token": token_urlsafe(16),
        "sealed_secret": sealer.seal(token_urlsafe(32)),
        "verification": False,
        "allowed_origins": [],
        "attachments": True,
        "max_file_bytes": MAX_BYTES,
        "help_content": "",
        "max_age_of_signature": int(MAX_AGE.total_seconds()),
        "version": 1,
    }
