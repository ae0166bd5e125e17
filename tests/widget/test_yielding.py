"""Back-pressure: intake yields to a relay that is behind, and to nobody where nothing moves."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert
from uuid_utils.compat import uuid7

from services.widget.intake.yielding import FULL_AFTER, LONGEST, OLD, STUCK_AFTER, Yielding, pause_for
from shared.clock import utc_now
from shared.database import Database
from shared.tables import outbox
from tests.conftest import MakeDatabase


@pytest.mark.parametrize(
    ("age", "unmoved", "pause"),
    [
        (0, 0, 0),
        (OLD, 0, 0),
        (OLD + FULL_AFTER / 2, 0, LONGEST / 2),
        (OLD + FULL_AFTER, 0.5, LONGEST),
        (3600, 0.5, LONGEST),
        (3600, STUCK_AFTER, 0),
    ],
)
def test_the_pause_grows_with_the_age_while_something_moves(age: float, unmoved: float, pause: float):
    assert pause_for(age, unmoved) == pytest.approx(pause)


@pytest.fixture
async def widget_database(database: MakeDatabase) -> Database:
    return await database("widget")


async def waiting_since(database: Database, *ages: float) -> None:
    """One row each, the first one first to go."""
    rows = [
        {
            "id": uuid7(),
            "event_id": uuid7(),
            "name": "x",
            "body": b"{}",
            "headers": {},
            "occurred_at": utc_now() - timedelta(seconds=age),
        }
        for age in ages
    ]
    async with database.session() as session, session.begin():
        await session.execute(insert(outbox), rows)


async def one_goes(database: Database) -> None:
    first = outbox.select().with_only_columns(outbox.c.id).order_by(outbox.c.id).limit(1)
    async with database.session() as session, session.begin():
        await session.execute(delete(outbox).where(outbox.c.id.in_(first)))


async def test_intake_waits_while_old_ones_go_and_no_longer_when_none_does(widget_database: Database):
    yielding = Yielding(widget_database)
    assert await yielding._look(0.0) == 0
    await waiting_since(widget_database, 60, 50, 40)
    assert await yielding._look(1.0) == LONGEST
    await one_goes(widget_database)
    assert await yielding._look(2.5) == LONGEST
    assert await yielding._look(2.5 + STUCK_AFTER) == 0
    await one_goes(widget_database)
    assert await yielding._look(9.0) == LONGEST
    await one_goes(widget_database)
    assert await yielding._look(9.5) == 0


async def test_what_was_tried_in_vain_holds_up_nobody(widget_database: Database):
    await waiting_since(widget_database, 60)
    async with widget_database.session() as session, session.begin():
        await session.execute(outbox.update().values(attempts=1))
    assert await Yielding(widget_database)._look(0.0) == 0
