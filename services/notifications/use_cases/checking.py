"""A file came that is to be looked at before it opens."""

from sqlalchemy.dialects.postgresql import insert

from services.notifications.tables import files_to_check
from services.notifications.uow import NotificationsUow
from shared.contracts.files import FileStored


async def check_file(uow: NotificationsUow, event: FileStored) -> None:
    """Let a worker bring it to the scanner (`scanning/loop.py`), which takes longer than a transaction may."""
    row = {"object_key": event.object_key, "size": event.size, "next_attempt_at": uow.now}
    await uow.session.execute(insert(files_to_check).values(row).on_conflict_do_nothing())
