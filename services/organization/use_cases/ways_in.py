"""One-time links by mail: for who forgot a password, and for who is invited. Only their fingerprints are kept."""

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.organization.domain.errors import LinkGone
from services.organization.domain.one_time_link import BYTES, LASTS, PATHS, LinkKind
from services.organization.domain.person import Person
from services.organization.domain.roles import Role
from services.organization.tables import one_time_links, people
from services.organization.uow import OrganizationUow
from services.organization.use_cases.people import add_person, as_role, edit_person, put_password
from shared.addresses import person_key
from shared.auth import Person as Asker
from shared.contracts.organization import MailRequested, MailValues
from shared.secrets import Sealer, fingerprint

links = one_time_links.c


@dataclass(frozen=True, slots=True)
class Post:
    """What a mail with a link takes: the address that people type, and what seals the link on its way."""

    public_url: str
    sealer: Sealer


async def ask_for_password(uow: OrganizationUow, email: str, post: Post) -> None:
    """Mail a link to whoever has the address and may sign in; an older one ends."""
    query = select(people.c.id).where(func.lower(people.c.email) == func.lower(person_key(email)))
    person_id = await uow.session.scalar(query)
    if person_id is None:
        return
    person = await uow.person(person_id)
    if person.active:
        await _mail_link(uow, person, "password_reset", post)


async def invite(uow: OrganizationUow, name: str, email: str, role: Role, by: Asker, post: Post) -> Person:
    """Take somebody in who chooses their password by a link; who has not chosen one yet may be invited again."""
    person = await _invited_before(uow, email)
    if person is None:
        person = await add_person(uow, name, email, as_role(by), {"role": role})
    else:
        await edit_person(uow, person.id, {"name": name, "role": role}, by)
    await _mail_link(uow, person, "invitation", post, by.name)
    await uow.save()
    return person


async def choose_password(uow: OrganizationUow, kind: LinkKind, token: str, password_hash: str) -> Person:
    """Set the password of whose link it is, and end the link and every session; raises LinkGone."""
    mine = (links.token_hash == fingerprint(token)) & (links.kind == kind) & (links.good_until > uow.now)
    # Of two at the same time one waits here, and finds nothing.
    used = delete(one_time_links).where(mine).returning(links.person_id)
    person_id: UUID | None = await uow.session.scalar(used)
    if person_id is None:
        raise LinkGone
    person = await uow.person(person_id)
    if not person.active:
        raise LinkGone
    await put_password(uow, person, password_hash)
    return person


async def _invited_before(uow: OrganizationUow, email: str) -> Person | None:
    same = func.lower(people.c.email) == func.lower(person_key(email))
    never_in = (people.c.password_hash == "") & people.c.active
    person_id = await uow.session.scalar(select(people.c.id).where(same, never_in))
    return await uow.person(person_id) if person_id else None


async def _mail_link(uow: OrganizationUow, person: Person, kind: LinkKind, post: Post, by: str = "") -> None:
    token = token_urlsafe(BYTES)
    row: dict[str, Any] = {"person_id": person.id, "kind": kind, "token_hash": fingerprint(token)}
    fresh = insert(one_time_links).values(**row, good_until=uow.now + LASTS[kind])
    newer = {name: fresh.excluded[name] for name in ("token_hash", "good_until")}
    await uow.session.execute(fresh.on_conflict_do_update(index_elements=["person_id", "kind"], set_=newer))
    link = post.sealer.seal_text(f"{post.public_url}{PATHS[kind]}/{token}")
    values = MailValues(name=person.name, link=link, by=by)
    uow.record(
        MailRequested(
            request_id=uuid7(),
            kind=kind,
            to=person.email,
            language=person.language,
            values=values,
            occurred_at=uow.now,
        )
    )
