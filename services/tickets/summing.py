"""Adds up what the writes have counted, so that a counter reads a row for each kind and not one for each change.

Kinds of the past are one: whose snooze ended on an earlier day is awake like those that had none. Both sides of a
sum are seen or neither is, because rows go and their sum comes in one transaction.
"""

from sqlalchemy import text

from shared.database import Database
from shared.looping import LONGEST_REST, Pauses, work_off

EVERY = 1.0
"""Seconds between two looks."""
MOST = 1_000
"""So many rows more than there are kinds may wait: reading them costs a fraction of a millisecond."""
A_FEW = MOST // 10
"""While no more than so many wait there is little to do, and looks become rarer."""

# A day of grace, so that no clock that is moved a little meets a snooze that is forgotten already.
KIND = "desk_id, status, assignee_id, tell_customer, CASE WHEN wakes_on >= current_date - 1 THEN wakes_on END"
LOOK = text(f"SELECT count(*) - count(DISTINCT ({KIND})) FROM counted")
SUM_UP = text(f"""
    WITH gone AS (DELETE FROM counted RETURNING *)
    INSERT INTO counted SELECT {KIND}, sum(tickets) FROM gone GROUP BY 1, 2, 3, 4, 5 HAVING sum(tickets) <> 0
""")

CLEAR = text("VACUUM counted")


async def sum_up(database: Database, most: int = MOST) -> int:
    """Add up, if more than `most` rows are too many; answers how many were."""
    async with database.session() as session, session.begin():
        too_many = await session.scalar(LOOK) or 0
        if too_many <= most:
            return too_many
        await session.execute(SUM_UP)
    # At once: until rows that are gone are cleared away, whoever counts steps over each of them.
    async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as alone:
        await alone.execute(CLEAR)
    return too_many


async def keep_summed(database: Database) -> None:
    """Do so for ever."""

    async def look() -> int:
        return await sum_up(database) // A_FEW

    await work_off("summing", look, database, Pauses(EVERY, between=EVERY, longest=LONGEST_REST))
