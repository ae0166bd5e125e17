"""People join, change and leave."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from uuid_utils.compat import uuid7

from services.organization.domain.errors import RoleAboveOwn
from services.organization.domain.person import Person
from services.organization.domain.roles import OWNER, Role, may_grant
from services.organization.tables import api_tokens, one_time_links
from services.organization.uow import OrganizationUow
from shared.auth import Person as Asker
from shared.clock import utc_now
from shared.errors import Forbidden, NotFound
from shared.seen import WHATEVER, Seen

OWN_FIELDS = frozenset({"name", "time_zone", "language", "work_hours", "leave", "password_hash"})
"""What people may change of themselves."""


PersonFacts = Mapping[str, Any]
"""What is to be set on a person, by the names of their columns: a password as its hash, days off as pairs of dates.

One that is not named stays as it is.
"""


async def add_person(
    uow: OrganizationUow, name: str, email: str, by_role: Role, facts: PersonFacts
) -> Person:
    """Take somebody in."""
    person = Person.join(uuid7(), name, email, facts.get("role", "agent"), by_role)
    await _set(uow, person, {**facts, "role": person.role}, by_role, is_last_owner=False)
    uow.add(person)
    await uow.save()
    return person


async def edit_person(
    uow: OrganizationUow, person_id: UUID, facts: PersonFacts, by: Asker, seen: Seen = WHATEVER
) -> Person:
    """Change somebody, or oneself."""
    owners = await uow.owners() if {"role", "active"} & facts.keys() else []
    check_may_know(person_id, by)
    person = await uow.person(person_id)
    _check_may_edit(person, facts, by)
    seen.check(person.version)
    await _set(uow, person, facts, as_role(by), is_last_owner=not set(owners) - {person.id})
    await uow.save()
    return person


async def first_owner(uow: OrganizationUow, email: str, password_hash: str) -> bool:
    """Make the owner of an installation that has none; answers whether it was so."""
    await uow.take_turns("first owner")  # several processes start at the same time
    if await uow.owners():
        return False
    name = email.partition("@")[0]
    await add_person(uow, name, email, OWNER, {"role": OWNER, "password_hash": password_hash})
    return True


async def put_password(uow: OrganizationUow, person: Person, password_hash: str) -> None:
    """Set the password of somebody who proved by a link who they are; sessions, tokens and links end."""
    person.set_password(password_hash, utc_now())
    await end_links(uow, person.id)
    await _drop_tokens(uow, person.id)


async def end_links(uow: OrganizationUow, person_id: UUID) -> None:
    """No link that was mailed to this person is good any more."""
    await uow.session.execute(delete(one_time_links).where(one_time_links.c.person_id == person_id))


def check_may_know(person_id: UUID, by: Asker) -> None:
    """Everybody knows themselves; raises NotFound."""
    if by.id != person_id and not by.may("people.read"):
        raise NotFound("no such person")


def as_role(asker: Asker) -> Role:
    """The asker's role in the words of the rules."""
    return asker.role  # type: ignore[return-value] tokens are ours


def _check_may_edit(person: Person, facts: PersonFacts, by: Asker) -> None:
    if by.may("people.manage"):
        if not may_grant(by.role, person.role):
            raise RoleAboveOwn
    elif by.id != person.id or facts.keys() - OWN_FIELDS:
        raise Forbidden("only administrators change that")


async def _set(
    uow: OrganizationUow, person: Person, facts: PersonFacts, by_role: Role, is_last_owner: bool
) -> None:
    # Tokens are dated by the clock of the process that signs them, so they are refused by that clock too.
    now = utc_now()
    given: dict[str, Any] = dict(facts)
    if "name" in given:
        person.rename(given["name"])
    if "email" in given:
        person.move_mail(given["email"])
    person.settle_in(given.get("time_zone"), given.get("language"))
    _set_times(person, given)
    if "role" in given:
        person.grant(given["role"], by_role, is_last_owner)
    if given.get("active") is True:
        person.activate(by_role)
    if given.get("password_hash"):
        person.set_password(given["password_hash"], now)
    if given.get("active") is False:
        person.deactivate(by_role, is_last_owner, now)
    await _end_ways_in(uow, person.id, given)


def _set_times(person: Person, given: dict[str, Any]) -> None:
    if "work_hours" in given:
        person.work(given["work_hours"])
    if "leave" in given:
        person.take_leave(given["leave"])


async def _end_ways_in(uow: OrganizationUow, person_id: UUID, given: dict[str, Any]) -> None:
    """What somebody could come in with ends when it may no longer be theirs."""
    is_shut_out = bool(given.get("password_hash")) or given.get("active") is False
    if is_shut_out or "email" in given:
        await end_links(uow, person_id)
    if is_shut_out:
        await _drop_tokens(uow, person_id)


async def _drop_tokens(uow: OrganizationUow, person_id: UUID) -> None:
    mine = (api_tokens.c.person_id == person_id) & api_tokens.c.revoked_at.is_(None)
    await uow.session.execute(update(api_tokens).where(mine).values(revoked_at=uow.now))
