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
from shared.contracts.notifications import MailCommentRequested
from shared.database import Database
from tests.commands.console import service_process
from tests.system import WITHOUT_LIMITS, System, helpdesk
from tests.waiting import until

LOST = text("UPDATE folders SET lease = NULL, leased_until = NULL")
READ_BY_NOBODY = [
    text(f"UPDATE {table} SET leased_until = clock_timestamp()") for table in ("folders", "emails")
]
IN_NO_RELAYS_HAND = text("UPDATE outbox SET next_attempt_at = clock_timestamp() WHERE attempts = 0")
CLAIMED = text("""
    SELECT count(*) FROM outbox
     WHERE name = :name AND attempts = 0 AND next_attempt_at > clock_timestamp()
""")


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
    broker: RabbitMQ | None
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
        self.cut_first()
        await self.let_leases_run_out()

    def cut_first(self) -> None:
        """Kill it, and leave its leases as they are."""
        up = self.shape == "up"
        os.kill(self.first.process.pid if up else self.first.pids()["notifications"], signal.SIGKILL)

    async def kill_second(self) -> None:
        os.kill(self.second_pid, signal.SIGKILL)
        await self.let_leases_run_out()

    @asynccontextmanager
    async def broker_that_is_lost(self) -> AsyncIterator[None]:
        """What is published in the block never arrives: the broker hangs, and is killed and started at the end."""
        assert self.broker
        os.killpg(self.broker.server.pid, signal.SIGSTOP)
        yield
        await self.broker.kill()
        await self.broker.start()

    async def has_claimed_a_comment(self) -> bool:
        """Whether a relay has a mail's comment in hand that it has not handed over."""
        async with self.notifications.session() as session:
            return bool(await session.scalar(CLAIMED, {"name": MailCommentRequested.name}))

    async def let_leases_run_out(self) -> None:
        """As 90 seconds do that somebody waits in vain for news of a process."""
        await self.let_mails_go()
        await self.let_events_go()

    async def let_mails_go(self) -> None:
        """What it read."""
        for each in READ_BY_NOBODY:
            await self._say(each)

    async def let_events_go(self) -> None:
        """What its relay had in hand."""
        await self._say(IN_NO_RELAYS_HAND)

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
        broker = None
        if shape == "cluster":
            broker = await stack.enter_async_context(RabbitMQ(folder / "rabbitmq"))
            servers |= broker.addresses
        first = await stack.enter_async_context(helpdesk(shape, folder / "first", **servers))
        notifications = Database(postgres.url("helpdesk_notifications"), 1)
        stack.push_async_callback(notifications.close)
        yield Pollers(shape, folder, servers, stack, first, notifications, broker)
