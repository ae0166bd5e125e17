"""A desk as a mail shows it, with its mailbox and its template."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, bindparam, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.notifications.domain.mailbox import History
from services.notifications.domain.templates import Template
from services.notifications.rendering.default_templates import default_template
from services.notifications.rendering.mails import Look
from services.notifications.tables import emails, known_desks, mailboxes, templates
from shared.addresses import mailbox_key
from shared.contracts.mail_variables import MailKind
from shared.locales import ENGLISH, languages


@dataclass(frozen=True, slots=True)
class MailDesk:
    """What a mail of one kind takes from its desk; `mailbox_address` is empty without a mailbox.

    `hears_replies`: answers to its mails come back to us, whatever tag their address has.
    """

    id: UUID
    name: str
    color: str
    language: str
    time_zone: str
    mailbox_address: str | None
    hears_replies: bool
    history: History
    template: Template
    template_version: int

    @property
    def look(self) -> Look:
        """What the frame of its mails takes from it."""
        return Look(self.name, self.color, self.language)


HANDED_ON = exists().where(emails.c.desk_id == known_desks.c.id, emails.c.source == "lmtp")
"""True of desks whose mail other servers hand on to us: answers come the same way."""

DOMAIN = func.split_part(mailboxes.c.address, "@", 2)
OWN_ADDRESSES = select(mailboxes.c.address).distinct().where(DOMAIN.in_(bindparam("domains", expanding=True)))


def _spoken_by(language: ColumnElement[str]) -> ColumnElement[str]:
    """`shared.locales.spoken` as SQL: the language whose words a desk uses."""
    first = func.split_part(func.lower(func.replace(language, "_", "-")), "-", 1)
    return case((first.in_(languages()), first), else_=ENGLISH)


async def language_of(session: AsyncSession, desk_id: UUID) -> str:
    """The language of the desk's mails, one of those we have words in; English for a desk that is not known."""
    query = select(_spoken_by(known_desks.c.language)).where(known_desks.c.id == desk_id)
    return await session.scalar(query) or ENGLISH


async def mail_desks(
    session: AsyncSession, ids: Collection[UUID], kind: MailKind, language: str | None = None
) -> dict[UUID, MailDesk]:
    """Those of the desks that are known here, with the words of their language, or as if `language` were theirs."""
    asked = {"ids": list(ids), "kind": kind, "words": language}
    return {row.id: _mail_desk(row, kind) for row in await session.execute(_asked(language is None), asked)}


@cache
def _asked(own_language: bool) -> Select[*tuple[Any, ...]]:
    """What `mail_desks` asks; made once, since making it takes as long as asking."""
    k, t = known_desks.c, templates.c
    given = bindparam("words", type_=Text)
    return (
        select(
            k.id,
            k.name,
            k.color,
            (k.language if own_language else given).label("language"),
            k.time_zone,
            mailboxes.c.address,
            (mailboxes.c.reply_tokens & or_(mailboxes.c.imap.is_not(None), HANDED_ON)).label("hears_replies"),
            func.coalesce(mailboxes.c.history, "none").label("history"),
            t.subject,
            t.body,
            t.version,
        )
        .outerjoin(mailboxes, mailboxes.c.desk_id == k.id)
        .outerjoin(
            templates,
            (t.desk_id == k.id)
            & (t.kind == bindparam("kind"))
            & (t.language == (_spoken_by(k.language) if own_language else given)),
        )
        .where(k.id.in_(bindparam("ids", expanding=True)))
    )


async def own_addresses(session: AsyncSession, domains: Collection[str]) -> list[str]:
    """The addresses of mailboxes in some domains: no mail of ours goes to one of them."""
    return list(await session.scalars(OWN_ADDRESSES, {"domains": list(domains)}))


async def desk_of_mailbox(session: AsyncSession, address: str) -> UUID | None:
    """The desk whose mailbox takes what is sent to `address`, whatever its tag."""
    key = mailbox_key(address)
    m = mailboxes.c
    in_domain = select(m.desk_id, m.address).where(DOMAIN.in_([key.rpartition("@")[2]]))
    rows = await session.execute(in_domain.order_by(m.desk_id))
    return next((row.desk_id for row in rows if mailbox_key(row.address) == key), None)


def _mail_desk(row: Any, kind: MailKind) -> MailDesk:
    own = Template(row.subject, row.body) if row.version else default_template(kind, row.language)
    known = (row.id, row.name, row.color, row.language, row.time_zone, row.address, bool(row.hears_replies))
    return MailDesk(*known, row.history, template=own, template_version=row.version or 0)
