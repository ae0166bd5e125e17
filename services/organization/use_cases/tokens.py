"""API tokens: sessions of programs, with a name and an end of their own choice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select, update
from uuid_utils.compat import uuid7

from services.organization.domain.text import one_line
from services.organization.tables import api_tokens
from services.organization.uow import OrganizationUow
from shared.contracts.parts import PersonState
from shared.errors import Invalid, NotFound

MAX_NAME = 100
a = api_tokens.c


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is signed from."""

    id: UUID
    person: PersonState
    lives: timedelta | None


async def create_token(uow: OrganizationUow, person_id: UUID, name: str, expires_at: datetime | None) -> UUID:
    """Keep that the token exists; the token itself is kept nowhere."""
    if expires_at and expires_at <= uow.now:
        message = "must be in the future"
        raise Invalid(f"expires_at: {message}", [{"field": "expires_at", "message": message}])
    row = {"id": uuid7(), "person_id": person_id, "name": one_line("name", name, MAX_NAME)}
    await uow.session.execute(insert(api_tokens).values(**row, created_at=uow.now, expires_at=expires_at))
    return row["id"]


async def grant(uow: OrganizationUow, token_id: UUID) -> Grant:
    """What to sign, now or when the same request comes again; raises NotFound for one that is over."""
    query = select(a.person_id, a.expires_at).where(a.id == token_id, a.revoked_at.is_(None))
    row = (await uow.session.execute(query)).first()
    if row is None or (row.expires_at and row.expires_at <= uow.now):
        raise NotFound("the token is over")
    lives = row.expires_at - uow.now if row.expires_at else None
    return Grant(token_id, (await uow.person(row.person_id)).state, lives)


async def revoke_token(uow: OrganizationUow, person_id: UUID, token_id: UUID) -> None:
    """Refuse one of one's own tokens from now on."""
    mine = (a.id == token_id) & (a.person_id == person_id) & a.revoked_at.is_(None)
    gone = await uow.session.execute(
        update(api_tokens).where(mine).values(revoked_at=uow.now).returning(a.id)
    )
    if gone.first() is None:
        raise NotFound("no such token")
    (await uow.person(person_id)).revoke_token(token_id)
