"""The notifications service's unit of work."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.errors import NoSuchDesk
from services.notifications.domain.mailbox import Mailbox
from services.notifications.domain.own_template import OwnTemplate
from services.notifications.tables import deliveries, greeted, known_desks
from shared.contracts.mail_variables import MailKind
from shared.database import Database
from shared.message import Headers
from shared.secrets import Sealer
from shared.uow import UnitOfWork


class NotificationsUow(UnitOfWork):
    """Hands out mailboxes, templates and deliveries, locked; tells the sender when it queued mail."""

    def __init__(
        self, database: Database, sealer: Sealer, public_url: str, ring: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(database)
        self.sealer = sealer
        self.public_url = public_url
        self._ring = ring
        self._queued_mail = False

    async def mailbox(self, desk_id: UUID) -> Mailbox | None:
        """The desk's mailbox, if it has one; the desk is locked, so that a second new one waits."""
        await self._lock_desk(desk_id)
        found = await self.session.get(Mailbox, desk_id)
        return self.watch(found) if found else None

    async def template(self, desk_id: UUID, kind: MailKind) -> OwnTemplate | None:
        """The desk's own template, if it has written one; locked as above."""
        await self._lock_desk(desk_id)
        found = await self.session.get(OwnTemplate, (desk_id, kind))
        return self.watch(found) if found else None

    async def deliveries(
        self, ids: Collection[UUID], headers: dict[UUID, Headers] | None = None
    ) -> list[Delivery]:
        """Deliveries, locked in the order of their ids; their events go on in the trace of `headers`."""
        query = select(Delivery).where(deliveries.c.id.in_(ids)).order_by(deliveries.c.id).with_for_update()
        found = list(await self.session.scalars(query))
        for delivery in found:
            self._watched[id(delivery)] = (delivery, (headers or {}).get(delivery.id))
        return found

    def add(self, *things: Mailbox | OwnTemplate) -> None:
        """Keep what is new."""
        for thing in things:
            self.session.add(self.watch(thing))

    async def queue(self, rows: list[dict[str, Any]]) -> None:
        """Queue deliveries; one about the same thing to the same recipient is not queued twice."""
        if rows:
            await self.session.execute(insert(deliveries).on_conflict_do_nothing(), rows)
            self._queued_mail = True

    async def greet(self, first: Collection[tuple[UUID, str, Any]]) -> set[tuple[UUID, str, Any]]:
        """Note (desk, address, day) as greeted; answers those that were not before."""
        if not first:
            return set()
        # In one order everywhere, so that two batches never wait for each other.
        rows = [{"desk_id": desk, "address": to, "day": day} for desk, to, day in sorted(first)]
        fresh = insert(greeted).values(rows).on_conflict_do_nothing().returning(greeted)
        return {(row.desk_id, row.address, row.day) for row in await self.session.execute(fresh)}

    async def commit(self) -> None:
        """Save, commit, and wake the sender of this process."""
        await super().commit()
        if self._queued_mail:
            self._ring()

    async def _lock_desk(self, desk_id: UUID) -> None:
        query = select(known_desks.c.id).where(known_desks.c.id == desk_id).with_for_update()
        if await self.session.scalar(query) is None:
            raise NoSuchDesk(f"no desk {desk_id}")
