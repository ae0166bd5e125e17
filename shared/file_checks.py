"""Which files may be opened: those that a scanner has to look at first are held until it has found nothing in them.

Such a file is known by its key (`Storage.new_key`), so whoever hears of it knows that it is held, also before any verdict
has come. The notifications service asks the scanner; every service keeps the verdicts that it is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from shared.contracts.files import FileStored
from shared.contracts.notifications import FileChecked
from shared.contracts.parts import Attachment
from shared.errors import HelpdeskError
from shared.handlers import Handlers
from shared.rows import dicts, inserting
from shared.storage import is_held
from shared.tables import file_verdicts
from shared.uow import UnitOfWork


class FileHeld(HelpdeskError, status=423, code="file_being_checked", title="This file is being checked"):
    """It opens when the scanner has found nothing in it."""


class FileNotChecked(
    HelpdeskError, status=423, code="file_not_checked", title="This file could not be checked"
):
    """The scanner cannot look into it, so nobody can."""


class FileInfected(HelpdeskError, status=410, code="file_infected", title="This file was removed"):
    """The scanner found something in it; its bytes are gone."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a file: `ready`, `being_checked`, `unchecked` or `infected`, and for the team why."""

    state: str
    reason: str = ""


READY, BEING_CHECKED = Verdict("ready"), Verdict("being_checked")
Verdicts = Mapping[str, Verdict]
"""By object key; of a held file that is not among them nothing is known."""

NO_VERDICTS: Verdicts = {}
STATES = {"clean": "ready", "infected": "infected", "unchecked": "unchecked"}
REFUSALS: Mapping[str, type[HelpdeskError]] = {
    "being_checked": FileHeld,
    "unchecked": FileNotChecked,
    "infected": FileInfected,
}


async def verdicts_on(session: AsyncSession, keys: Iterable[str]) -> Verdicts:
    """What is known of the held ones among `keys`; where there are none the database is not asked."""
    held = [key for key in keys if is_held(key)]
    return verdicts_in(dicts(await session.execute(VERDICTS, {"keys": held}))) if held else NO_VERDICTS


def verdicts_in(rows: Iterable[Mapping[str, Any]]) -> Verdicts:
    """What rows of `VERDICTS` say."""
    return {row["object_key"]: Verdict(STATES[row["verdict"]], row["reason"]) for row in rows}


KEYS = bindparam("keys", type_=ARRAY(Text()))
VERDICTS = select(file_verdicts.c.object_key, file_verdicts.c.verdict, file_verdicts.c.reason).where(
    file_verdicts.c.object_key == any_(KEYS)
)
"""What a scanner said of the files of these keys."""


def tell_if_held(uow: UnitOfWork, event: type[FileStored], *kept: Attachment) -> None:
    """Tell the scanner of files that lie in the storage by now; `event` is the one of this service."""
    for file in kept:
        if is_held(file.object_key):
            uow.record(event(object_key=file.object_key, size=file.size))


def follow_files(on: Handlers) -> None:
    """Let a service know what the scanner said; call it once in its handlers module."""

    @on(FileChecked, queue=f"{on.service}.know_files", rebuildable=True)
    async def know_files(event: FileChecked, uow: UnitOfWork) -> None:
        row = event.model_dump(include={"object_key", "verdict", "reason"})
        row["checked_at"] = event.occurred_at
        # A file is judged once: what comes again is the same.
        await uow.session.execute(inserting(file_verdicts, [row]).on_conflict_do_nothing())
