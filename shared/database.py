"""A service's database: connections, and what its errors mean."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import asyncpg
import structlog
from pydantic_core import from_json, to_json
from sqlalchemy import ColumnElement, Executable, Row, event, func, literal, text
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from shared.stopping import heed_cancellation

log = structlog.get_logger()
T = TypeVar("T")

AGAIN_AT_ONCE = frozenset({"40001", "40P01", "23505"})
"""SQLSTATEs of serialization failures, deadlocks and lost races for a key: a second look may succeed."""

AWAY_CLASSES = ("08", "53", "57P", "58", "25006")
"""SQLSTATE prefixes of lost connections, exhausted resources, shutdowns, system errors, a read-only server."""

SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
"""Seconds between two tries while the database is away, growing from one to the other."""

AWAY_STATES_EXCEPT = frozenset({"57014"})


class Database:
    """One pool of connections of one service's process to its own database."""

    def __init__(self, url: str, pool_size: int, *, name: str = "helpdesk", offset: timedelta = timedelta()):
        self.url = url
        self.pool_size = pool_size
        self.offset = offset
        self.engine = connect(url, pool_size, name)
        self._at_once = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=False)
        self.when_outbox_filled: Callable[[], None] = lambda: None

    def now(self) -> ColumnElement[Any]:
        """The present instant by the database's clock, as SQL (shifted only by tests and demos)."""
        return func.clock_timestamp() + literal(self.offset) if self.offset else func.clock_timestamp()

    def session(self) -> AsyncSession:
        """A session that commits nothing by itself."""
        return self.sessions()

    async def at_once(self, statement: Executable, values: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """Run one statement that is a transaction by itself, in one round trip; answers its rows."""
        async with self._at_once.connect() as connection:
            done = await connection.execute(statement, values)
            return done.all() if done.returns_rows else ()

    async def is_back(self) -> bool:
        """Whether a trivial question is answered right now."""
        try:
            async with asyncio.timeout(3), self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except Exception:
            return False
        return True

    async def until_back(self) -> None:
        """Wait, as long as it takes, until the database answers."""
        pause = SHORTEST_PAUSE
        while not await self.is_back():
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def close(self) -> None:
        """Give the connections back."""
        await self.engine.dispose()


def connect(url: str, pool_size: int, name: str) -> AsyncEngine:
    """An engine with a fixed pool; a caller waits at most 5 s for a connection."""
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        # What people wrote and their secrets would stand in every error otherwise.
        hide_parameters=True,
        json_serializer=lambda value: to_json(value).decode(),
        json_deserializer=from_json,
        connect_args={
            "timeout": 5,
            "command_timeout": 60,
            "server_settings": {"application_name": name, "jit": "off"},
        },
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _refuse_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """Let the pool replace a connection that the server has closed meanwhile.

    The driver knows without asking, so this costs nothing where SQLAlchemy's own ping costs a round trip.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's five-character code behind an error, or an empty string."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) or ""


def is_worth_another_try(error: BaseException) -> bool:
    """Whether two transactions met and this one lost."""
    return sqlstate(error) in AGAIN_AT_ONCE


def is_away(error: BaseException) -> bool:
    """Whether the database could not be asked, as opposed to having said no."""
    if isinstance(error, PoolTimeout | ConnectionError | TimeoutError | OSError):
        return True
    if state := sqlstate(error):
        return state.startswith(AWAY_CLASSES) and state not in AWAY_STATES_EXCEPT
    return isinstance(error, asyncpg.InterfaceError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


async def while_away_wait(database: Database, work: Callable[[], Awaitable[T]]) -> T:
    """Run `work`, again and again while the database is away; every other error passes."""
    pause = SHORTEST_PAUSE
    while True:
        try:
            return await work()
        except Exception as error:
            if not is_away(error):
                raise
            # Not before the first try: what a task still has to do at its end is work too.
            heed_cancellation()
            log.warning("database_away", error=type(error).__name__, state=sqlstate(error))
            # A server whose disk is full answers every question but this one: asking alone is no pause.
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            await database.until_back()
