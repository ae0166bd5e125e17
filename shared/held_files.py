"""Files that somebody has laid by for what they have begun to write: kept for longer than drafts are.

A day after it came an unused file is tidied away (`shared/housekeeping.py`), unless it is held until later.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shared.contracts.parts import Attachment
from shared.files import are_drafts_of, check_count, check_known
from shared.tables import files

LAST_DAY = timedelta(days=1)
"""What a file has left that is held no more."""


async def drafts_of(session: AsyncSession, ids: Sequence[UUID], uploader: str) -> tuple[Attachment, ...]:
    """Those of `ids` that are drafts of `uploader`, in that order."""
    found = await session.execute(select(files).where(are_drafts_of(ids, uploader)))
    by_id = {row.id: Attachment.model_validate(dict(row._mapping)) for row in found}
    return tuple(by_id[each] for each in dict.fromkeys(ids) if each in by_id)


async def hold(
    session: AsyncSession, ids: Sequence[UUID], uploader: str, so_long: timedelta
) -> tuple[Attachment, ...]:
    """Keep drafts of `uploader` for `so_long`, beyond the day that a draft has; all of them or an error."""
    if not ids:
        return ()
    check_count(ids)
    await _hold(session, are_drafts_of(ids, uploader), so_long)
    held = await drafts_of(session, ids, uploader)
    check_known(ids, {each.id for each in held})
    return held


async def let_go(session: AsyncSession, ids: Collection[UUID], uploader: str) -> None:
    """Hold drafts no more: they have a day left, as if they had just come."""
    if ids:
        await _hold(session, are_drafts_of(ids, uploader), LAST_DAY)


async def unclaim(session: AsyncSession, ids: Collection[UUID], uploader: str, so_long: timedelta) -> None:
    """Make attachments of what is not said after all drafts of `uploader` again, held for `so_long`."""
    if ids:
        until = func.clock_timestamp() + literal(so_long)
        theirs = files.c.id.in_(ids) & (files.c.uploader == uploader)
        await session.execute(update(files).where(theirs).values(claimed_at=None, held_until=until))


async def _hold(session: AsyncSession, among: ColumnElement[bool], so_long: timedelta) -> None:
    until = func.clock_timestamp() + literal(so_long)
    await session.execute(update(files).where(among).values(held_until=until))
