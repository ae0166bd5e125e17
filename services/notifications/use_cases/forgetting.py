"""What the service forgets by itself when nobody needs it any more."""

from datetime import timedelta

from sqlalchemy import delete, select

from services.notifications.tables import notices
from services.notifications.uow import NotificationsUow
from shared.claiming import free

NOTICES_KEPT = timedelta(days=90)
"""How long a notice stays that was read, or that its person was not told of."""

AT_ONCE = 1000

n = notices.c


async def forget_notices(uow: NotificationsUow) -> bool:
    """Delete some of those; answers whether there may be more. What somebody has not read stays."""
    settled = n.read_at.is_not(None) | (n.not_told != "")
    old = select(n.id).where(settled, n.created_at < uow.now - NOTICES_KEPT).limit(AT_ONCE)
    gone = await uow.session.scalars(delete(notices).where(n.id.in_(free(old))).returning(n.id))
    return len(gone.all()) == AT_ONCE
