"""The loop that brings files to the scanner: a few at a time, by leases, again and again while it is away."""

from typing import Any

import structlog
from sqlalchemy import func, select

from services.notifications.scanning import claims
from services.notifications.scanning.claims import Claimed
from services.notifications.scanning.clamd import Clamd, Said, ScannerFailed
from services.notifications.tables import files_to_check
from services.notifications.uow import OpenUow
from shared.contracts.notifications import FileChecked
from shared.database import Database
from shared.looping import LeaseLoop, Pace
from shared.storage import Storage

log = structlog.get_logger()
PLACES = 4
"""Files that one process brings to the scanner at the same time."""

TRIES = 10
"""Answers that it cannot do it, after which a file stays held for good."""


class ScanningLoop:
    """One process's share of the files that wait for the scanner."""

    def __init__(self, database: Database, open_uow: OpenUow, storage: Storage, clamd: Clamd) -> None:
        self._database, self._open_uow = database, open_uow
        self._storage, self._clamd = storage, clamd
        pace = Pace(PLACES, ends_ring=True)
        self._loop = LeaseLoop[str, Claimed]("scanning", database, self._claim, self._check, pace)

    async def run(self) -> None:
        """Bring them until cancelled; what is under way then is another's when its lease runs out."""
        try:
            await self._loop.run()
        finally:
            self._loop.under_way.cancel(list(self._loop.under_way.jobs))

    async def check_due(self) -> int:
        """Bring what is due and there is room for, to its end; answers how much."""
        begun = await self._loop.start_due()
        await self._loop.under_way.until_idle()
        return begun

    async def _claim(self, room: int) -> dict[str, Claimed]:
        async with self._open_uow(self._database) as uow:
            return await claims.claim(uow, room)

    async def _check(self, file: Claimed) -> None:
        try:
            if file.found or await self._is_infected(file):
                # Told before, so that nobody takes the missing bytes for an accident.
                await self._storage.delete(file.object_key)
                await self._done(file)
        except FileNotFoundError:
            # An unused file that was tidied away meanwhile.
            await self._done(file)
        except Exception as error:
            await self._put_off(file, error)

    async def _is_infected(self, file: Claimed) -> bool:
        """Ask, and tell everybody what was said."""
        said = await self._ask(file)
        is_infected = said.verdict == "infected"
        async with self._open_uow(self._database) as uow:
            uow.record(FileChecked(object_key=file.object_key, verdict=said.verdict, reason=said.reason))
            await (claims.keep_found if is_infected else claims.done)(uow, file.object_key)
        return is_infected

    async def _ask(self, file: Claimed) -> Said:
        content = await self._storage.get(file.object_key)
        try:
            return await self._clamd.look_at(content.chunks)
        except ScannerFailed as error:
            if file.attempts + 1 < TRIES:
                raise
            return Said("unchecked", str(error))

    async def _done(self, file: Claimed) -> None:
        async with self._open_uow(self._database) as uow:
            await claims.done(uow, file.object_key)

    async def _put_off(self, file: Claimed, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        log.warning("file_not_checked", reason=reason[:200], attempts=file.attempts + 1)
        try:
            async with self._open_uow(self._database) as uow:
                await claims.put_off(uow, file, reason)
        except Exception as worse:
            # Its lease runs out, and then it is tried again.
            log.warning("file_waits_for_its_lease", error=type(worse).__name__)


async def tells(database: Database) -> dict[str, Any]:
    """What health tells: how many files wait, and why the scanner did not take them; then the service is degraded."""
    c = files_to_check.c
    query = select(func.count(), func.max(c.reason)).where(c.found.is_(False))
    async with database.session() as session:
        waiting, reason = (await session.execute(query)).one()
    return {"files_to_check": waiting, "scanner": reason or "", "degraded": bool(reason)}
