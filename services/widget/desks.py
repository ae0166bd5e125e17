"""Desks as the widget needs them: what tickets told, and the widget's own settings."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from cachetools import TTLCache
from sqlalchemy import case, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import NoSuchDesk
from services.widget.domain.signature import MAX_AGE, Secret, Signer
from services.widget.tables import desks
from services.widget.uow import WidgetUow
from shared.contracts.parts import DeskState
from shared.database import Database
from shared.files import MAX_BYTES
from shared.secrets import Sealer


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk with its widget settings."""

    state: DeskState
    desk_token: str
    signer: Signer
    verification: bool
    allowed_origins: tuple[str, ...]
    attachments: bool
    max_file_bytes: int
    help_content: str
    version: int

    @property
    def id(self) -> UUID:
        """The desk's id."""
        return self.state.id


async def follow_desk(uow: WidgetUow, state: DeskState) -> None:
    """Keep the newer state; a desk heard of for the first time gets a token, a secret and default settings."""
    row = {"desk_id": state.id, "state": state.model_dump(mode="json"), "state_version": state.version}
    fresh = insert(desks).values(**row, **_default_settings(uow.sealer))
    newer = desks.c.state_version < fresh.excluded.state_version
    await uow.session.execute(
        fresh.on_conflict_do_update(
            index_elements=["desk_id"],
            set_={
                name: case((newer, fresh.excluded[name]), else_=desks.c[name])
                for name in ("state", "state_version")
            },
        )
    )


def _default_settings(sealer: Sealer) -> dict[str, Any]:
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


async def find_desk(
    session: AsyncSession, sealer: Sealer, condition: Any, *, lock: bool = False
) -> Desk | None:
    """The desk that fits, if there is one; `lock` keeps others from changing it meanwhile."""
    query = select(desks).where(condition)
    row = (await session.execute(query.with_for_update() if lock else query)).mappings().first()
    return _desk(dict(row), sealer) if row else None


def _desk(row: dict[str, Any], sealer: Sealer) -> Desk:
    secrets = [Secret(sealer.open(row["sealed_secret"]))]
    if row["sealed_old_secret"]:
        until: datetime = row["old_secret_until"]
        secrets.append(Secret(sealer.open(row["sealed_old_secret"]), until))
    return Desk(
        state=DeskState.model_validate(row["state"]),
        desk_token=row["desk_token"],
        signer=Signer(row["desk_token"], tuple(secrets), timedelta(seconds=row["max_age_of_signature"])),
        verification=row["verification"],
        allowed_origins=tuple(row["allowed_origins"]),
        attachments=row["attachments"],
        max_file_bytes=row["max_file_bytes"],
        help_content=row["help_content"],
        version=row["version"],
    )


def megabytes(count: int) -> str:
    """A limit of bytes as people set it: '10 MB'."""
    return f"{count / 2**20:.3g} MB"


class Desks:
    """Desks by their public token, at most two seconds old: every visitor's request asks for one."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._recent = TTLCache[str, Desk](maxsize=10_000, ttl=2)

    async def by_token(self, desk_token: str) -> Desk:
        """The desk; raises NoSuchDesk."""
        desk = self._recent.get(desk_token)
        if desk is None:
            async with self._database.session() as session:
                desk = await find_desk(session, self._sealer, desks.c.desk_token == desk_token)
            if desk is None:
                raise NoSuchDesk("no desk has this token")
            self._recent[desk_token] = desk
        return desk

    def forget(self, desk_token: str) -> None:
        """Its settings were changed here: the next visitor gets the new ones."""
        self._recent.pop(desk_token, None)
