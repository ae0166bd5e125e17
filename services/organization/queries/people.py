"""People, groups and tokens as they are shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.organization.domain.errors import LinkGone
from services.organization.domain.one_time_link import LinkKind
from services.organization.domain.working_time import Hours, Leaves
from services.organization.queries.pages import Paging, page
from services.organization.tables import api_tokens, groups, one_time_links, people
from shared.auth import FindPerson
from shared.auth import Person as Asker
from shared.contracts.parts import PersonState
from shared.database import Database
from shared.errors import NotFound, Unauthorized
from shared.secrets import fingerprint
from shared.web import Text

p, g, a, links = people.c, groups.c, api_tokens.c, one_time_links.c


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person; the password is nowhere to be read."""

    id: UUID
    name: str
    email: str
    role: str
    active: bool
    time_zone: str
    language: str
    work_hours: Hours
    leave: Leaves
    version: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with all its members."""

    id: UUID
    name: str
    description: str
    member_ids: tuple[UUID, ...]
    active: bool
    version: int


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One API token that is not revoked."""

    id: UUID
    name: str
    created_at: datetime
    expires_at: datetime | None


PERSON = (p.id, p.name, p.email, p.role, p.active, p.time_zone, p.language, p.work_hours, p.leave, p.version)
GROUP = (g.id, g.name, g.description, g.member_ids, g.active, g.version)
TOKEN = (a.id, a.name, a.created_at, a.expires_at)


def find_person(database: Database) -> FindPerson:
    """Looks people up where they are at home, so that what was withdrawn is refused at once."""
    # What somebody may do is no column: their role says it.
    columns = [p[name] for name in PersonState.model_fields if name in p]

    async def find(person_id: UUID) -> PersonState:
        async with database.session() as session:
            row = (await session.execute(select(*columns).where(p.id == person_id))).mappings().first()
        if row is None:
            raise Unauthorized("this access was withdrawn")
        return PersonState.model_validate(dict(row))

    return find


async def get_person(session: AsyncSession, person_id: UUID) -> PersonRow:
    """One person; raises NotFound."""
    row = (await session.execute(select(*PERSON).where(p.id == person_id))).mappings().first()
    if row is None:
        raise NotFound("no such person")
    return PersonRow(**row)


async def people_of(session: AsyncSession, ids: Collection[UUID]) -> list[PersonRow]:
    """Those people, by name."""
    query = select(*PERSON).where(p.id.in_(ids)).order_by(func.lower(p.name), p.id)
    return [PersonRow(**row) for row in (await session.execute(query)).mappings()]


async def holder_of(session: AsyncSession, kind: LinkKind, token: str) -> PersonRow:
    """Whose one-time link it is, without using it up: programs that look for viruses open links. Raises LinkGone."""
    good = (links.token_hash == fingerprint(token)) & (links.kind == kind) & (links.good_until > func.now())
    query = select(*PERSON).join(one_time_links, links.person_id == p.id)
    row = (await session.execute(query.where(good, p.active))).mappings().first()
    if row is None:
        raise LinkGone
    return PersonRow(**row)


async def list_people(
    session: AsyncSession, asker: Asker, cursor: str | None, limit: int
) -> tuple[list[PersonRow], str | None]:
    """People by name; who does not know of others sees themselves only."""
    query = select(*PERSON, func.lower(p.name).label("sort"))
    if not asker.may("people.read"):
        query = query.where(p.id == asker.id)
    paging = Paging("people", (func.lower(p.name), p.id), (Text, UUID), cursor, limit)
    return await _by_name(session, query, PersonRow, paging)


async def get_group(session: AsyncSession, group_id: UUID) -> GroupRow:
    """One group; raises NotFound."""
    row = (await session.execute(select(*GROUP).where(g.id == group_id))).mappings().first()
    if row is None:
        raise NotFound("no such group")
    return GroupRow(**row)


async def list_groups(
    session: AsyncSession, cursor: str | None, limit: int
) -> tuple[list[GroupRow], str | None]:
    """Groups by name."""
    query = select(*GROUP, func.lower(g.name).label("sort"))
    paging = Paging("groups", (func.lower(g.name), g.id), (Text, UUID), cursor, limit)
    return await _by_name(session, query, GroupRow, paging)


async def list_tokens(
    session: AsyncSession, person_id: UUID, cursor: str | None, limit: int
) -> tuple[list[TokenRow], str | None]:
    """Somebody's tokens, in the order they were made."""
    query = select(*TOKEN).where(a.person_id == person_id, a.revoked_at.is_(None))
    paging = Paging(f"tokens of {person_id}", (a.id,), (UUID,), cursor, limit)
    return await page(session, query, paging, lambda row: TokenRow(**row), lambda row: (row.id,))


async def _by_name(
    session: AsyncSession, query: Any, kind: Any, paging: Paging
) -> tuple[list[Any], str | None]:
    # The database's idea of a small letter goes into the cursor, for it is the database that compares.
    rows, onward = await page(session, query, paging, dict, lambda row: (row["sort"], row["id"]))
    return [kind(**{name: row[name] for name in row if name != "sort"}) for row in rows], onward
