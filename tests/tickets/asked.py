"""What requests ask of the database, statement by statement."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from tests.service_fixtures import Alone


@contextmanager
def asked_of(tickets: Alone, *, of_handlers: bool = False) -> Iterator[list[str]]:
    """The questions of requests, or of handlers, meanwhile, but for those about limits, which requests share, and for settings of the planner."""
    asked: list[str] = []

    def note(connection, cursor, statement, *_) -> None:
        if "limits" not in statement and not statement.startswith("SET LOCAL"):
            asked.append(" ".join(statement.split())[:60])

    database = tickets.service.work if of_handlers else tickets.service.database
    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)
