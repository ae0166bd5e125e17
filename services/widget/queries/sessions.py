"""Sessions of customers: whose one is, found by its token's hash alone."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.widget.domain.errors import NoSession
from services.widget.domain.identity import Identity
from services.widget.tables.own import desk_settings, sessions
from shared.database import Database
from shared.secrets import fingerprint


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who has a session: on which desk, and what is proven of them."""

    desk_id: UUID
    identity: Identity


async def visitor_of(database: Database, token: str) -> Visitor:
    """Whose session it is; raises NoSession."""
    query = select(sessions).where(*good(token)).join(desk_settings, _desk())
    async with database.session() as session:
        row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NoSession
    return Visitor(row.desk_id, Identity(row.external_id, frozenset(row.emails), row.by_signature))


async def websites_of(session: AsyncSession, token: str) -> list[str]:
    """The websites that the desk of a session lists; none where there is no such session."""
    listed = select(desk_settings.c.allowed_origins).join(sessions, _desk())
    return await session.scalar(listed.where(*good(token))) or []


def good(token: str) -> tuple[Any, ...]:
    """What a session has to be: not over, and of a website only while the desk believes websites."""
    s = sessions.c
    is_believed = or_(~s.by_signature, desk_settings.c.verification)
    return s.token_hash == fingerprint(token), s.good_until > func.now(), is_believed


def _desk() -> Any:
    return desk_settings.c.desk_id == sessions.c.desk_id
