"""The system in either of its shapes, and a second process beside it that reads the same mailboxes."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import TextClause, select, text

from services.local.postgres import Postgres
from services.local.rabbitmq import RabbitMQ
from services.notifications.tables import folders
from shared.database import Database
from tests.commands.console import service_process
from tests.system import WITHOUT_LIMITS, System, helpdesk
from tests.waiting import until

LOST = text("UPDATE folders SET lease = NULL, leased_until = NULL")
RUN_OUT = [
    *(text(f"UPDATE {table} SET leased_until = clock_timestamp()") for table in ("folders", "emails")),
    # What its relay had in hand.
    text("UPDATE outbox SET next_attempt_at = clock_timestamp() WHERE attempts = 0"),
]


@dataclass
class Pollers:
    """Two that can read each mailbox; which one does says its lease. Either can be killed.

    `first` is the whole system. The second is one more `helpdesk up`, or one more worker beside a cluster.
    """

    shape: str
    folder: Path
    servers: dict[str, str]
    stack: AsyncExitStack
    first: System
    notifications: Database
    second: System | None = None
    second_pid: int = 0

    async def begin_second(self) -> None:
        """One more process on the same servers, files and keys."""
        shared = self.servers | {"HELPDESK_DATA_DIR": str(self.first.folder)}
        if self.shape == "up":
            more = helpdesk("up", self.folder / "second", **shared)
            self.second = await self.stack.enter_async_context(more)
            self.second_pid = self.second.process.pid
            return
        keys = (self.first.folder / "keys.env").read_text().split()
        shared |= dict(line.split("=", 1) for line in keys) | {"HELPDESK_PUBLIC_URL": self.first.url}
        worker = service_process("notifications", "worker", self.folder, shared)
        self.second_pid = (await self.stack.enter_async_context(worker)).pid
        await worker.wait_for_line("ready")

    async def hand_over(self) -> None:
        """Let the mailbox get into the hands of another process, while the one that has it reads on."""
        before = await self._reader()

        async def is_read_by_another() -> bool:
            now = await self._reader()
            if now in (None, before):
                await self._say(LOST)
            return now not in (None, before)

        await until(is_read_by_another, seconds=60, every=1)

    async def kill_first(self) -> None:
        """Its poller at least: a cluster starts another one."""
        os.kill(
            self.first.process.pid if self.shape == "up" else self.first.pids()["notifications"],
            signal.SIGKILL,
        )
        await self._let_leases_run_out()

    async def kill_second(self) -> None:
        os.kill(self.second_pid, signal.SIGKILL)
        await self._let_leases_run_out()

    async def _let_leases_run_out(self) -> None:
        """As 90 seconds do that somebody waits in vain for news of a process."""
        for each in RUN_OUT:
            await self._say(each)

    async def _reader(self) -> UUID | None:
        async with self.notifications.session() as session:
            return await session.scalar(select(folders.c.lease))

    async def _say(self, statement: TextClause) -> None:
        async with self.notifications.engine.begin() as connection:
            await connection.execute(statement)


@asynccontextmanager
async def pollers_in(shape: str, folder: Path) -> AsyncIterator[Pollers]:
    """The system in the shape `up` or `cluster`, on servers of its own; the second poller is not begun."""
    for name in ("first", "second"):
        (folder / name).mkdir()
    async with AsyncExitStack() as stack:
        postgres = await stack.enter_async_context(Postgres(folder / "postgres"))
        servers = {"HELPDESK_DATABASE_URL": postgres.url(), **WITHOUT_LIMITS}
        if shape == "cluster":
            servers |= (await stack.enter_async_context(RabbitMQ(folder / "rabbitmq"))).addresses
        first = await stack.enter_async_context(helpdesk(shape, folder / "first", **servers))
        notifications = Database(postgres.url("helpdesk_notifications"), 1)
        stack.push_async_callback(notifications.close)
        yield Pollers(shape, folder, servers, stack, first, notifications)
