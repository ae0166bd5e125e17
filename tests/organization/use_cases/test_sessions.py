"""What happens between the two transactions of a sign-in, and to the list of refused tokens."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, text, update
from uuid_utils.compat import uuid7

from services.organization.domain.errors import LastOwner
from services.organization.passwords import Passwords, Verdict
from services.organization.tables import api_tokens, people, sign_in_attempts
from services.organization.uow import OrganizationUow
from services.organization.use_cases import attempts, signing_in
from services.organization.use_cases.people import PersonFacts, add_person, edit_person, first_owner
from shared.auth import SESSION_LIVES
from shared.auth import Person as Asker
from shared.contracts.permissions import permissions_of
from shared.database import Database
from tests.organization.conftest import rows
from tests.organization.events import published
from tests.waiting import until

ANNA = signing_in.Attempt("anna@example.com", "correct horse", "192.0.2.1")


def made_at(instant: datetime) -> UUID:
    """A token's id of that instant."""
    return UUID(
        int=(int(instant.timestamp() * 1000) << 80) | (uuid4().int & ((1 << 62) - 1)) | (7 << 76) | (2 << 62)
    )


async def join(database: Database, passwords: Passwords, email: str = ANNA.email) -> UUID:
    facts: PersonFacts = {"password_hash": await passwords.hash(ANNA.password)}
    async with OrganizationUow(database) as uow:
        return (await add_person(uow, "Anna", email, "owner", {"role": "owner", **facts})).id


@pytest.mark.parametrize("change", [{"active": False}, {"password_hash": "another"}])
async def test_what_changes_while_the_password_is_checked_counts(
    organization_database: Database, monkeypatch: pytest.MonkeyPatch, change: dict
):
    passwords = Passwords()
    await join(organization_database, passwords)
    judge = passwords.judge

    async def check_slowly(password: str, stored: str) -> Verdict:
        async with organization_database.session() as session, session.begin():
            await session.execute(update(people).values(**change))
        return await judge(password, stored)

    monkeypatch.setattr(passwords, "judge", check_slowly)
    with pytest.raises(signing_in.WrongCredentials):
        await signing_in.sign_in(lambda: OrganizationUow(organization_database), passwords, ANNA)


async def test_no_connection_is_held_while_a_password_is_checked(
    organization_database: Database, monkeypatch: pytest.MonkeyPatch
):
    passwords, held = Passwords(), []
    await join(organization_database, passwords)

    async def look(password: str, stored: str) -> Verdict:
        held.append(organization_database.engine.pool.checkedout())  # type: ignore[attr-defined]
        return Verdict(is_right=True)

    monkeypatch.setattr(passwords, "judge", look)
    await signing_in.sign_in(lambda: OrganizationUow(organization_database), passwords, ANNA)
    assert held == [0]


async def test_signing_out_forgets_refused_tokens_that_have_run_out(organization_database: Database):
    person_id = await join(organization_database, Passwords())
    now = datetime.now(UTC)
    old_session = made_at(now - SESSION_LIVES - timedelta(minutes=1))
    new_session = made_at(now - SESSION_LIVES + timedelta(minutes=5))
    lasting, lapsed = (made_at(now - timedelta(days=30)) for _ in range(2))
    refused = [old_session, new_session, lasting, lapsed]
    async with organization_database.session() as session, session.begin():
        await session.execute(update(people).values(revoked_tokens=refused))
        for token, end in ((lasting, None), (lapsed, now - timedelta(days=1))):
            row = {"id": token, "person_id": person_id, "name": "x", "created_at": now, "expires_at": end}
            await session.execute(insert(api_tokens).values(row))
    mine = uuid7()
    async with OrganizationUow(organization_database) as uow:
        await signing_in.sign_out(uow, person_id, mine)
    event = (await published(organization_database, "agent.changed.v1"))[-1]
    assert event["person"]["revoked_tokens"] == [str(new_session), str(lasting), str(mine)]


async def test_counts_that_are_over_do_not_stay(organization_database: Database):
    long_ago = datetime.now(UTC) - attempts.WINDOW - timedelta(seconds=1)
    async with organization_database.session() as session, session.begin():
        row = {"subject": "email:x", "attempts": 3, "since": long_ago}
        await session.execute(insert(sign_in_attempts).values(row))
    async with OrganizationUow(organization_database) as uow:
        await attempts.forgive(uow, attempts.Subjects.of("a@b.pl", "192.0.2.1"))
    assert await rows(organization_database, sign_in_attempts) == []


async def test_two_owners_who_demote_each_other_take_turns(organization_database: Database):
    database = organization_database
    ids = [await join(database, Passwords(), f"owner{n}@example.com") for n in range(2)]

    async def demote(uow: OrganizationUow, one: int, by: int) -> None:
        asker = Asker(ids[by], "x", "x", "owner", uuid4(), 0, permissions=permissions_of("owner"))
        await edit_person(uow, ids[one], {"role": "guest"}, asker)

    async def demote_later() -> None:
        async with OrganizationUow(database) as uow:
            await demote(uow, 0, by=1)

    async def somebody_waits() -> bool:
        query = text("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        async with database.session() as session:
            return bool(await session.scalar(query))

    async with OrganizationUow(database) as uow:
        await demote(uow, 1, by=0)
        second = asyncio.create_task(demote_later())
        await until(somebody_waits, seconds=5)
    with pytest.raises(LastOwner):
        await second


async def test_processes_that_start_together_make_one_owner(organization_database: Database):
    async def start(n: int) -> bool:
        async with OrganizationUow(organization_database) as uow:
            return await first_owner(uow, f"owner{n}@example.com", "hash")

    assert sorted(await asyncio.gather(*[start(n) for n in range(4)])) == [False, False, False, True]
    assert len(await rows(organization_database, people)) == 1
