"""Who gets one mail a day: an address that nobody proved, over all desks; who writes mails, of each desk.

First it is asked who is free, which locks them, then noted who is written to, in the transaction that queues the mails:
what another limit refuses does not use up the mail of the day.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Table, delete, tuple_, update

from services.notifications.tables import acknowledgements, neutral_mails
from services.notifications.uow import NotificationsUow
from shared.rows import inserting

ONE_DAY = timedelta(days=1)
TABLES = (acknowledgements, neutral_mails)
"""In one order everywhere, as the rows of each, so that two batches never wait for each other."""

Once = tuple[UUID, str] | tuple[str]
"""Whom: by desk and mailbox, who wrote a mail; by mailbox alone, the address in a form."""


async def free(uow: NotificationsUow, whom: Collection[Once]) -> set[Once]:
    """Those who got no such mail for a day."""
    found: set[Once] = set()
    for table in TABLES:
        keys = [column.name for column in table.primary_key]
        if rows := [dict(zip(keys, each, strict=True)) for each in sorted(_of(table, whom))]:
            # Whoever is new here is noted as if their day had just ended.
            fresh = inserting(table, [row | {"sent_at": uow.now - ONE_DAY} for row in rows])
            asked = fresh.on_conflict_do_update(
                index_elements=keys,
                set_={"sent_at": table.c.sent_at},
                where=table.c.sent_at <= uow.now - ONE_DAY,
            )
            found |= {tuple(row) for row in await uow.session.execute(asked.returning(*table.primary_key))}
    return found


async def note(uow: NotificationsUow, whom: Collection[Once]) -> None:
    """They are written to now; only of those who are free."""
    for table in TABLES:
        if mine := _of(table, whom):
            theirs = tuple_(*table.primary_key).in_(mine)
            await uow.session.execute(update(table).where(theirs).values(sent_at=uow.now))


async def forget_neutral_mails(uow: NotificationsUow) -> None:
    """Those that are longer ago than they matter."""
    for table in TABLES:
        await uow.session.execute(delete(table).where(table.c.sent_at < uow.now - 2 * ONE_DAY))


def _of(table: Table, whom: Iterable[Once]) -> set[Once]:
    """Those whom `table` keeps: it has as many keys."""
    return {each for each in whom if len(each) == len(table.primary_key)}
