"""Desks as the widget needs them: what tickets told, and the widget's own settings."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from cachetools import TTLCache
from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import DeskNotYet, NoSuchDesk
from services.widget.domain.signature import MAX_AGE, Secret, Signer
from services.widget.tables import desks
from services.widget.uow import WidgetUow
from services.widget.views import desk_behind
from shared.contracts.notifications import MailboxChanged
from shared.contracts.parts import DeskState
from shared.database import Database
from shared.files import MAX_BYTES
from shared.secrets import Sealer, fingerprint


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
    has_mailbox: bool = False

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


async def follow_mailbox(uow: WidgetUow, event: MailboxChanged) -> None:
    """Keep whether mail can go out, if this is newer; raises NoSuchDesk while the desk is unknown."""
    c = desks.c
    is_news = c.mailbox_as_of.is_(None) | (c.mailbox_as_of < event.occurred_at)
    told = {
        "has_mailbox": case((is_news, event.has_mailbox), else_=c.has_mailbox),
        "mailbox_as_of": func.greatest(c.mailbox_as_of, event.occurred_at),
    }
    changed = update(desks).where(c.desk_id == event.desk_id).values(told).returning(c.desk_id)
    if await uow.session.scalar(changed) is None:
        raise DeskNotYet(f"no desk {event.desk_id}")


async def find_desk(
    session: AsyncSession, sealer: Sealer, condition: Any, *, lock: bool = False
) -> Desk | None:
    """The desk that fits, if there is one; `lock` keeps others from changing it meanwhile."""
    query = select(desks).where(condition)
    row = (await session.execute(query.with_for_update() if lock else query)).mappings().first()
    return _desk(dict(row), sealer) if row else None


def _desk(row: dict[str, Any], sealer: Sealer) -> Desk:
    old = [
        Secret(sealer.open_text(each["sealed"]), datetime.fromisoformat(each["until"]))
        for each in row["old_secrets"]
    ]
    secrets = (Secret(sealer.open(row["sealed_secret"])), *old)
    return Desk(
        state=DeskState.model_validate(row["state"]),
        desk_token=row["desk_token"],
        signer=Signer(row["desk_token"], secrets, timedelta(seconds=row["max_age_of_signature"])),
        verification=row["verification"],
        allowed_origins=tuple(row["allowed_origins"]),
        attachments=row["attachments"],
        max_file_bytes=row["max_file_bytes"],
        help_content=row["help_content"],
        version=row["version"],
        has_mailbox=row["has_mailbox"],
    )


class Desks:
    """Desks by their public token, at most two seconds old: every visitor's request asks for one."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._recent = TTLCache[str, Desk](maxsize=10_000, ttl=2)
        self._behind = TTLCache[bytes, tuple[str, ...]](maxsize=10_000, ttl=2)

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

    async def origins_behind(self, public_token: str) -> tuple[str, ...]:
        """The websites that the desk of a ticket lists; none for a link with nothing behind it."""
        mark = fingerprint(public_token)
        listed = self._behind.get(mark)
        if listed is None:
            async with self._database.session() as session:
                mine = desks.c.desk_id == await desk_behind(session, public_token)
                found = await session.scalar(select(desks.c.allowed_origins).where(mine))
            listed = self._behind[mark] = tuple(found or ())
        return listed

    def forget(self, desk_token: str) -> None:
        """Its settings were changed here: the next visitor gets the new ones."""
        self._recent.pop(desk_token, None)
