"""The loop that watches mailboxes: one worker for each folder, told of new mail by the server, else looking."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog

from services.notifications.incoming.keeping import Keeper, Raw
from services.notifications.mail_servers.connecting import Reach, Unreachable, explain
from services.notifications.mail_servers.imap import TROUBLE
from services.notifications.mail_servers.imap_folder import LARGEST_MAIL, STEP, Folder, Listed
from services.notifications.queries.folders import Watched, watched
from services.notifications.uow import NotificationsUow, OpenUow
from services.notifications.use_cases import watching
from services.notifications.use_cases.arriving import Journey, Uid
from shared.database import Database
from shared.looping import LeaseLoop, Pace
from shared.secrets import CannotOpen, Sealer

log = structlog.get_logger()
WATCHED_AT_ONCE = 200
"""Folders that one process watches: each is one connection that mostly waits."""

IDLE_FOR = 45.0
"""Seconds of a wait for news; well below the lease, and below what gateways of networks forget connections after."""

CLAIM_EVERY = 2.0
"""Seconds between looks for folders that nobody reads."""

LOOK_EVERY = 15.0
"""Seconds between looks at a server that tells nothing."""

FETCH_LIMIT = 300.0
"""Seconds in which a step with a server must end."""

FAREWELL = 5.0
"""Seconds that what was broken off gets to end."""

SAME_MOMENT = timedelta(seconds=2)
"""By what a mail server's clock may be ahead, so that a mail of the future is none that came since."""

CLOCKS_DIFFER = timedelta(days=1)
"""What a mail server's clock may be wrong by: in doubt a mail is kept and shown to people."""


class NoLongerOurs(Exception):
    """Another worker reads the folder, or its settings were changed: that is no trouble."""


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed folder with what its reading needs; without `folder` it cannot be read, and `problem` says why."""

    desk_id: UUID
    lease: UUID
    version: int
    folder: Watched | None
    problem: str = ""


class WatchingLoop:
    """One process's share of the mailboxes."""

    def __init__(
        self, database: Database, open_uow: OpenUow, keeper: Keeper, reach: Reach, sealer: Sealer
    ) -> None:
        self._database, self._open_uow, self._keeper = database, open_uow, keeper
        self._reach, self._sealer = reach, sealer
        self._lease = uuid4()
        self._next_claim = 0.0
        self._loop = LeaseLoop[UUID, Job](
            "watching_mailboxes", database, self._claim, self._watch, Pace(WATCHED_AT_ONCE)
        )

    def ring(self) -> None:
        """A mailbox was set up or changed."""
        self._next_claim = 0.0
        self._loop.ring()

    async def run(self) -> None:
        """Watch until cancelled, then let others."""
        try:
            await self._loop.run()
        finally:
            under_way = self._loop.under_way
            under_way.cancel(under_way.jobs)
            await under_way.finish(under_way.jobs, FAREWELL)
            async with self._open_uow(self._database) as uow:
                await watching.let_go(uow, self._lease)

    async def _claim(self, room: int) -> dict[UUID, Job]:
        clock = asyncio.get_running_loop().time()
        if clock < self._next_claim:
            return {}
        self._next_claim = clock + CLAIM_EVERY
        async with self._open_uow(self._database) as uow:
            busy = self._loop.under_way.jobs
            rows = await watching.claim_folders(uow, room, self._lease, busy)
        return {row.desk_id: self._job(row) for row in rows}

    def _job(self, row: Any) -> Job:
        named = (row.desk_id, row.lease, row.mailbox_version)
        try:
            return Job(*named, watched(row, self._sealer))
        except CannotOpen as error:
            return Job(*named, None, str(error))

    async def _watch(self, job: Job) -> None:
        try:
            if job.folder is None:
                raise Unreachable(job.problem)
            await self._stay(job, job.folder)
        except NoLongerOurs:
            return
        except (*TROUBLE, Unreachable) as error:
            await self._tell(job, explain(error))
        except Exception as error:
            log.error("mailbox_not_watched", desk_id=str(job.desk_id), exc_info=error)
            await self._tell(job, type(error).__name__)

    async def _tell(self, job: Job, problem: str) -> None:
        log.warning("mailbox_not_read", desk_id=str(job.desk_id), problem=problem)
        async with self._open_uow(self._database) as uow:
            await watching.note_problem(uow, job.desk_id, job.lease, problem)

    async def _stay(self, job: Job, at: Watched) -> None:
        """Read the folder and wait for news, as long as it is ours."""
        async with asyncio.timeout(self._reach.limits.opening):
            folder = await Folder.open(at.server, at.name, self._reach)
        try:
            at = await self._begin(job, at, folder)
            while await self._hold(job):
                at = await self._read_new(job, at, folder)
                if folder.can_idle:
                    await folder.until_news(IDLE_FOR)
                else:
                    await asyncio.sleep(LOOK_EVERY)
        finally:
            folder.close()

    async def _hold(self, job: Job) -> bool:
        async with self._open_uow(self._database) as uow:
            return await watching.hold(uow, job.desk_id, job.lease, job.version)

    async def _begin(self, job: Job, at: Watched, folder: Folder) -> Watched:
        """Where reading begins: where it ended, or, in a folder never seen, after what lay there when it was set up.

        A folder whose uids were given out anew is read from its beginning; what is known is recognised, and what
        lay there before the desk read it is passed over.
        """
        if at.uid_validity == folder.validity:
            return at
        is_first = at.uid_validity is None
        begin = {
            "uid_validity": folder.validity,
            "last_uid": await self._before_news(at, folder) if is_first and not at.reads_old else 0,
            "old_below": folder.next_uid,
        }
        async with self._open_uow(self._database) as uow:
            await watching.advance(uow, job.desk_id, job.lease, **begin)
        return replace(at, **begin)

    async def _before_news(self, at: Watched, folder: Folder) -> int:
        """The last uid before the mails that came since the folder was named: the first look may be late."""
        async with self._open_uow(self._database) as uow:
            until = uow.now + SAME_MOMENT
        async with asyncio.timeout(FETCH_LIMIT):
            first = await folder.came_between(at.since, until)
        return (first or folder.next_uid) - 1

    async def _read_new(self, job: Job, at: Watched, folder: Folder) -> Watched:
        uids = await folder.uids_after(at.last_uid)
        for start in range(0, len(uids), STEP):
            step = uids[start : start + STEP]
            async with asyncio.timeout(FETCH_LIMIT):
                listed = await folder.listed(step)
            for position, mail in enumerate(listed):
                left = len(uids) - start - position - 1
                await self._keep(job, at, folder, mail, left)
            if not await self._hold(job):
                raise NoLongerOurs
            at = replace(at, last_uid=step[-1])
            async with self._open_uow(self._database) as uow:
                await watching.advance(uow, job.desk_id, job.lease, last_uid=at.last_uid)
            await folder.mark_seen(step)
        return at

    async def _keep(self, job: Job, at: Watched, folder: Folder, mail: Listed, left: int) -> None:
        """Fetch one mail and keep it, with how far the folder is, in one transaction."""
        is_old = is_older(mail, at, at.since)
        if not at.reads_old and is_older(mail, at, at.since - CLOCKS_DIFFER):
            return
        async with asyncio.timeout(FETCH_LIMIT):
            content = await folder.fetch(mail)
        if content is None:
            return

        async def note(uow: NotificationsUow) -> None:
            await watching.advance(uow, job.desk_id, job.lease, last_uid=mail.uid, behind=left)

        uid = Uid(at.folder, folder.validity, mail.uid)
        is_whole = mail.size <= LARGEST_MAIL
        journey = Journey(uid=uid, is_old=is_old, is_whole=is_whole)
        await self._keeper.keep(Raw(job.desk_id, content, journey), note)


def is_older(mail: Listed, at: Watched, than: datetime) -> bool:
    """Whether a mail lay in the folder when its uids began to count, and came before an instant."""
    return mail.uid < at.old_below and mail.arrived is not None and mail.arrived < than
