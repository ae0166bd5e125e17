"""Signing in and out. Passwords are checked between two short transactions, never inside one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from services.organization.domain.errors import TooManySignIns
from services.organization.passwords import Passwords
from services.organization.tables import api_tokens, people
from services.organization.uow import OrganizationUow
from services.organization.use_cases import attempts
from shared.addresses import person_key
from shared.auth import SESSION_LIVES
from shared.contracts.parts import PersonState
from shared.errors import Unauthorized

OpenUow = Callable[[], OrganizationUow]


class WrongCredentials(Unauthorized, code="wrong_credentials", title="E-mail and password don’t match"):
    """Never says which of the two is wrong, nor whether there is such a person."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and where from.

    `device` is what an earlier sign-in left in the browser, if it did.
    """

    email: str
    password: str
    address: str
    device: str = ""


async def sign_in(open_uow: OpenUow, passwords: Passwords, attempt: Attempt) -> PersonState:
    """Who it is; raises WrongCredentials or TooManySignIns. Takes as long whether or not the person exists."""
    subjects = attempts.Subjects.of(attempt.email, attempt.address, attempt.device)
    async with open_uow() as uow:
        wait = await attempts.count(uow, subjects)
        person_id, stored = await _credentials(uow, attempt.email)
    if wait:
        raise TooManySignIns("wait a while before the next attempt", retry_after=wait)
    verdict = await passwords.judge(attempt.password, stored)
    if not verdict.is_right or person_id is None:
        raise WrongCredentials
    async with open_uow() as uow:
        person = await uow.person(person_id)
        # Both may have changed while the password was being checked.
        if person.password_hash != stored or not person.active:
            raise WrongCredentials
        person.renew_hash(verdict.renewed)
        await attempts.forgive(uow, subjects)
        return person.state


async def sign_out(uow: OrganizationUow, person_id: UUID, token_id: UUID) -> None:
    """Refuse the session everywhere from now on, wherever a copy of its cookie may be."""
    person = await uow.person(person_id)
    person.forget_tokens(await _lapsed(uow, person.revoked_tokens))
    person.revoke_token(token_id)


async def _credentials(uow: OrganizationUow, email: str) -> tuple[UUID | None, str]:
    key = person_key(email)
    query = select(people.c.id, people.c.password_hash).where(func.lower(people.c.email) == func.lower(key))
    row = (await uow.session.execute(query)).first()
    return (row.id, row.password_hash) if row else (None, "")


async def _lapsed(uow: OrganizationUow, refused: tuple[UUID, ...]) -> set[UUID]:
    """Those of `refused` that would not be good any more anyway; keeps the list short."""
    a = api_tokens.c
    lasting = or_(a.expires_at.is_(None), a.expires_at > uow.now)
    tokens = set(await uow.session.scalars(select(a.id).where(a.id.in_(refused), lasting)))
    return {each for each in refused if each not in tokens and _made_at(each) < uow.now - SESSION_LIVES}


def _made_at(token_id: UUID) -> datetime:
    """The instant in a UUIDv7."""
    return datetime.fromtimestamp(int.from_bytes(token_id.bytes[:6]) / 1000, UTC)
