"""API tokens: sessions of programs, with a name and an end of their own choice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select, update
from uuid_utils.compat import uuid7

from services.organization.domain.text import one_line
from services.organization.tables import api_tokens
from services.organization.uow import OrganizationUow
from shared.auth import Person as Asker
from shared.contracts.parts import PersonState
from shared.errors import Invalid, NotFound

MAX_NAME = 100
a = api_tokens.c


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is signed from."""

    person: PersonState
    lives: timedelta | None


async def create_token(uow: OrganizationUow, by: Asker, name: str, expires_at: datetime | None) -> UUID:
    """Keep that the token exists; the token itself is kept nowhere.

    One that is made with another token ends with that one: whoever has found a token cannot make it last.
    """
    parent = (await uow.session.execute(select(a.id, a.expires_at).where(a.id == by.token_id))).first()
    if parent and parent.expires_at:
        expires_at = min(expires_at or parent.expires_at, parent.expires_at)
    if expires_at and expires_at <= uow.now:
        message = "must be in the future"
        raise Invalid(f"expires_at: {message}", [{"field": "expires_at", "message": message}])
    row = {"id": uuid7(), "person_id": by.id, "name": one_line("name", name, MAX_NAME)}
    row["parent_id"] = parent.id if parent else None
    await uow.session.execute(insert(api_tokens).values(**row, created_at=uow.now, expires_at=expires_at))
    return row["id"]


async def grant(uow: OrganizationUow, token_id: UUID) -> Grant:
    """What to sign, now or when the same request comes again; raises NotFound for one that is over."""
    query = select(a.person_id, a.expires_at).where(a.id == token_id, a.revoked_at.is_(None))
    row = (await uow.session.execute(query)).first()
    if row is None or (row.expires_at and row.expires_at <= uow.now):
        raise NotFound("the token is over")
    lives = row.expires_at - uow.now if row.expires_at else None
    return Grant((await uow.person(row.person_id)).state, lives)


async def revoke_token(uow: OrganizationUow, person_id: UUID, token_id: UUID) -> None:
    """Refuse one of one's own tokens from now on, and all that were made with it."""
    person = await uow.person(person_id)
    mine = (a.person_id == person_id) & a.revoked_at.is_(None)
    line = select(a.id).where(mine, a.id == token_id).cte(recursive=True)
    line = line.union(select(a.id).where(mine, a.parent_id == line.c.id))
    doomed = list(await uow.session.scalars(select(line.c.id)))
    if not doomed:
        raise NotFound("no such token")
    await uow.session.execute(update(api_tokens).where(a.id.in_(doomed)).values(revoked_at=uow.now))
    for each in doomed:
        person.revoke_token(each)
