"""The notifications service's unit of work."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.email import Email
from services.notifications.domain.errors import NoSuchEmail
from services.notifications.domain.mailbox import Mailbox
from services.notifications.domain.own_template import OwnTemplate, TemplateKey
from services.notifications.tables import deliveries, known_desks
from shared.database import Database
from shared.errors import NoSuchDesk
from shared.message import Headers
from shared.rates import Rate
from shared.secrets import Sealer
from shared.uow import UnitOfWork

BEGIN_THREADS = text(
    "INSERT INTO threads (ticket_id, sealed_token, begun_at, proven)"
    " SELECT each.id, each.token, :begun, each.proven"
    " FROM unnest(CAST(:ids AS uuid[]), CAST(:tokens AS bytea[]), CAST(:proven AS boolean[])) AS each (id, token, proven)"
    " ON CONFLICT DO NOTHING"
)


OF_IDS = deliveries.c.id.in_(bindparam("ids", expanding=True))
LOCKED = select(Delivery).where(OF_IDS).order_by(deliveries.c.id).with_for_update()


@dataclass(frozen=True, slots=True)
class OwnPost:
    """How the installation itself writes: from which address ('' = it cannot), and what opens the links it is given."""

    sender: str
    sealer: Sealer


@dataclass(frozen=True, slots=True)
class RatesForStrangers:
    """How many mails strangers can make us send (`use_cases/strangers.py`)."""

    of_domain: Rate
    of_desk: Rate
    of_all: Rate


@dataclass(frozen=True, slots=True)
class Rings:
    """What is rung after a commit: there is mail to send, mail to read, a mailbox to look into."""

    sender: Callable[[], object]
    reader: Callable[[], object]
    watcher: Callable[[], object]


class NotificationsUow(UnitOfWork):
    """Hands out mailboxes, templates, deliveries and mails, locked; tells the loops of this process of new work."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        public_url: str,
        own_post: OwnPost,
        rates_for_strangers: RatesForStrangers,
        rings: Rings,
    ) -> None:
        super().__init__(database)
        self.own_post = own_post
        self.rates_for_strangers = rates_for_strangers
        self.sealer = sealer
        self.public_url = public_url
        self._rings = rings
        self._queued_mail = self._mail_arrived = self._mailbox_changed = False

    async def mailbox(self, desk_id: UUID) -> Mailbox | None:
        """The desk's mailbox, if it has one; the desk is locked, so that a second new one waits."""
        await self._lock_desk(desk_id)
        found = await self.session.get(Mailbox, desk_id)
        return self.watch(found) if found else None

    async def template(self, key: TemplateKey) -> OwnTemplate | None:
        """The desk's own template, if it has written one; locked as above."""
        await self._lock_desk(key.desk_id)
        found = await self.session.get(OwnTemplate, key)
        return self.watch(found) if found else None

    async def email(self, email_id: UUID) -> Email:
        """A mail that arrived, locked; raises NoSuchEmail."""
        found = await self.session.get(Email, email_id, with_for_update=True)
        if found is None:
            raise NoSuchEmail(f"no mail {email_id}")
        return self.watch(found)

    async def deliveries(
        self, ids: Collection[UUID], headers: dict[UUID, Headers] | None = None
    ) -> list[Delivery]:
        """Deliveries, locked in the order of their ids; their events go on in the trace of `headers`."""
        found = list(await self.session.scalars(LOCKED, {"ids": list(ids)}))
        for delivery in found:
            self._watched[id(delivery)] = (delivery, (headers or {}).get(delivery.id))
        return found

    def add(self, *things: Mailbox | OwnTemplate) -> None:
        """Keep what is new."""
        for thing in things:
            self.session.add(self.watch(thing))

    async def queue(self, rows: list[dict[str, Any]]) -> set[UUID]:
        """Write deliveries; one about the same thing to the same recipient is not written twice. Answers the new ones."""
        if not rows:
            return set()
        fresh = insert(deliveries).on_conflict_do_nothing().returning(deliveries.c.id)
        self._queued_mail = True
        return set(await self.session.scalars(fresh, rows))

    async def begin_threads(self, tokens: Mapping[UUID, bytes], proven: Collection[UUID]) -> None:
        """Note that first mails were decided on, with the sealed tokens of the tickets' links; begun ones stay.

        `proven` are the tickets whose requester's address somebody answers for.
        """
        # In one order everywhere, so that two batches never wait for each other.
        ids = sorted(tokens)
        columns = {
            "ids": ids,
            "tokens": [tokens[each] for each in ids],
            "begun": self.now,
            "proven": [each in proven for each in ids],
        }
        await self.session.execute(BEGIN_THREADS, columns)

    async def commit(self) -> None:
        """Save, commit, and wake the sender of this process."""
        await super().commit()
        if self._queued_mail:
            self._rings.sender()
        if self._mail_arrived:
            self._rings.reader()
        if self._mailbox_changed:
            self._rings.watcher()

    def ring_for_mailbox(self) -> None:
        """There is a mailbox to look into, once this is committed."""
        self._mailbox_changed = True

    def ring_for_mail(self) -> None:
        """There is mail to read, once this is committed."""
        self._mail_arrived = True

    async def _lock_desk(self, desk_id: UUID) -> None:
        query = select(known_desks.c.id).where(known_desks.c.id == desk_id).with_for_update()
        if await self.session.scalar(query) is None:
            raise NoSuchDesk(f"no desk {desk_id}")


OpenUow = Callable[[Database], NotificationsUow]
