"""Files that nobody claimed go after a day, with their bytes; what is claimed, held, or young, stays."""

from collections.abc import AsyncIterator
from datetime import timedelta

from sqlalchemy import func, insert, literal, select
from uuid_utils.compat import uuid7

from shared.database import Database
from shared.housekeeping import tidy_up
from shared.storage import Storage
from shared.tables import files

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
DRAFTS = {
    "abandoned": (DAY + HOUR, False, None),
    "young": (DAY - HOUR, False, None),
    "used": (DAY + HOUR, True, None),
    "held": (30 * DAY, False, HOUR),
    "held until now": (30 * DAY, False, -HOUR),
    "young and held until now": (DAY - HOUR, False, -HOUR),
}


async def is_stored(storage: Storage, key: str) -> bool:
    try:
        return b"".join([part async for part in (await storage.get(key)).chunks]) == b"words"
    except FileNotFoundError:
        return False


async def test_only_what_nobody_claimed_for_a_day_goes(toy_database: Database, store: str):
    storage = Storage(store)

    async def words() -> AsyncIterator[bytes]:
        yield b"words"

    for name, (age, is_claimed, held) in DRAFTS.items():
        await storage.put(name, words())
        made = func.clock_timestamp() - literal(age)
        row = {"id": uuid7(), "object_key": name, "name": name, "size": 5, "content_type": "text/plain"}
        row |= {"uploader": "agent:x", "created_at": made, "claimed_at": made if is_claimed else None}
        row |= {"held_until": None if held is None else func.clock_timestamp() + literal(held)}
        async with toy_database.session() as session, session.begin():
            await session.execute(insert(files).values(row))
    await tidy_up(toy_database, storage)
    async with toy_database.session() as session:
        kept = set(await session.scalars(select(files.c.name)))
    assert kept == {"young", "used", "held", "young and held until now"}
    assert {name for name in DRAFTS if await is_stored(storage, name)} == kept
