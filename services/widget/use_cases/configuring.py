"""A desk's widget is set up: its settings, and the secret that websites sign with."""

from collections.abc import Mapping
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from sqlalchemy import update

from services.widget.domain.errors import NoSuchDesk, TooManySecrets
from services.widget.domain.signature import Secret
from services.widget.queries.desks import WidgetDesk, find_desk
from services.widget.tables.own import desk_settings
from services.widget.uow import WidgetUow
from shared.seen import WHATEVER, Seen

GRACE = timedelta(hours=24)
MOST_OLD_SECRETS = 10
"""Each is tried for each signature."""


async def change_settings(
    uow: WidgetUow, desk_id: UUID, changes: Mapping[str, Any], seen: Seen = WHATEVER
) -> WidgetDesk:
    """Set what is named; raises PreconditionFailed if the caller saw another version. Answers the desk after it."""
    before = await _locked(uow, desk_id)
    seen.check(before.version)
    if not changes:
        return before
    await _set(uow, desk_id, {**changes, "version": before.version + 1})
    return await _locked(uow, desk_id)


async def renew_secret(uow: WidgetUow, desk_id: UUID, seen: Seen = WHATEVER) -> str:
    """A new secret, told this once; each one that it replaces stays good for a day from its replacement.

    Whoever makes two in a row may have given the website the first of them, or neither.
    """
    desk = await _locked(uow, desk_id)
    seen.check(desk.version)
    secret = token_urlsafe(32)
    in_grace = [old for old in desk.signer.secrets[1:] if old.is_valid(uow.now)]
    if len(in_grace) >= MOST_OLD_SECRETS:
        raise TooManySecrets
    replaced = desk.signer.secrets[0].replaced(uow.now, GRACE)
    renewed = {
        "old_secrets": [_sealed(uow, old) for old in [*in_grace, replaced]],
        "sealed_secret": uow.sealer.seal(secret),
        # A form sent twice would end the secret in use at once: the second finds another version.
        "version": desk.version + 1,
    }
    await _set(uow, desk_id, renewed)
    return secret


def _sealed(uow: WidgetUow, old: Secret) -> dict[str, str]:
    assert old.valid_until is not None
    return {"sealed": uow.sealer.seal_text(old.value), "until": old.valid_until.isoformat()}


async def _locked(uow: WidgetUow, desk_id: UUID) -> WidgetDesk:
    found = await find_desk(uow.session, uow.sealer, desk_settings.c.desk_id == desk_id, lock=True)
    if found is None:
        raise NoSuchDesk(f"no desk {desk_id}")
    return found


async def _set(uow: WidgetUow, desk_id: UUID, values: Mapping[str, Any]) -> None:
    await uow.session.execute(
        update(desk_settings).where(desk_settings.c.desk_id == desk_id).values(**values)
    )
