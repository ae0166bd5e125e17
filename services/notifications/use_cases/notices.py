"""What people do about their own notices: read them, choose which are mailed."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import update

from services.notifications.domain.notices import NoticeKind
from services.notifications.tables import notice_choices, notices
from services.notifications.uow import NotificationsUow
from shared.auth import Person
from shared.rows import inserting

n = notices.c


async def read_notices(uow: NotificationsUow, person: Person, ids: Collection[UUID]) -> None:
    """Some of somebody's notices are read; those of others, and those that are read already, stay as they are."""
    mine = (n.person_id == person.id) & n.read_at.is_(None) & n.id.in_(ids)
    await uow.session.execute(update(notices).where(mine).values(read_at=uow.now))


async def read_all_notices(uow: NotificationsUow, person: Person) -> None:
    """All that somebody was told so far is read."""
    mine = (n.person_id == person.id) & n.read_at.is_(None) & (n.not_told == "")
    await uow.session.execute(update(notices).where(mine).values(read_at=uow.now))


async def choose_mails(uow: NotificationsUow, person: Person, chosen: Mapping[NoticeKind, bool]) -> None:
    """Which kinds are mailed to somebody from now on; those that are not named stay as they are."""
    rows = [{"person_id": person.id, "kind": kind, "mail": chosen[kind]} for kind in sorted(chosen)]
    if not rows:
        return
    fresh = inserting(notice_choices, rows)
    kept = {"mail": fresh.excluded.mail}
    await uow.session.execute(fresh.on_conflict_do_update(index_elements=["person_id", "kind"], set_=kept))
