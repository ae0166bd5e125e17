"""Files that visitors send along: each is judged alone, and none costs the words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select

from services.widget.domain.submission import RefusedFile
from services.widget.queries.desks import WidgetDesk
from services.widget.uow import WidgetUow
from shared.contracts.parts import Attachment
from shared.contracts.widget import WidgetFileStored
from shared.database import Database
from shared.file_checks import tell_if_held
from shared.files import (
    MAX_COUNT,
    FileEmpty,
    FileTooLarge,
    Upload,
    checked_size,
    display_name,
    note_draft,
    store_upload,
)
from shared.language import language_named
from shared.secrets import Sealer
from shared.sizes import bytes_for_people
from shared.storage import CHUNK, Storage
from shared.tables import files


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of files: drafts to claim, and those that were not kept, with the reason for people."""

    files: tuple[Attachment, ...] = ()
    refused: tuple[RefusedFile, ...] = ()

    @property
    def ids(self) -> tuple[UUID, ...]:
        """The drafts' ids."""
        return tuple(file.id for file in self.files)


@dataclass(frozen=True, slots=True)
class Uploads:
    """Keeps visitors' files as drafts; only who knows a draft's id can use it."""

    database: Database
    storage: Storage
    sealer: Sealer

    async def keep(self, desk: WidgetDesk, upload: Upload) -> Attachment:
        """Keep one file; raises FileEmpty or FileTooLarge. No transaction is open while the storage takes its time."""
        kept = await store_upload(self.storage, upload, desk.max_file_bytes)
        async with WidgetUow(self.database, self.sealer) as uow:
            await note_draft(uow.session, kept, uploader(desk.id))
            tell_if_held(uow, WidgetFileStored, kept)
        return kept

    async def drafts(self, desk: WidgetDesk, ids: Sequence[UUID]) -> list[Attachment]:
        """Those of the drafts that are still there to be claimed, in the order of their ids."""
        if not ids:
            return []
        mine = (
            files.c.id.in_(ids[:MAX_COUNT])
            & (files.c.uploader == uploader(desk.id))
            & files.c.claimed_at.is_(None)
        )
        async with self.database.session() as session:
            rows = await session.execute(select(files).where(mine).order_by(files.c.id))
        return [Attachment.model_validate(dict(row._mapping)) for row in rows]

    async def bring(self, desk: WidgetDesk, uploads: Sequence[Upload], beside: int = 0) -> Brought:
        """Keep what can be kept of `uploads`; `beside` files are there already."""
        reasons = [_reason(desk, each, beside + place) for place, each in enumerate(uploads)]
        kept = [
            await self.keep(desk, each)
            for each, reason in zip(uploads, reasons, strict=True)
            if reason is None
        ]
        refused = [
            RefusedFile(display_name(each.filename), each.size or 0, reason)
            for each, reason in zip(uploads, reasons, strict=True)
            if reason is not None
        ]
        return Brought(tuple(kept), tuple(refused))


def _reason(desk: WidgetDesk, upload: Upload, place: int) -> str | None:
    """Why a file is not kept, in the desk's language, or None."""
    say = language_named(desk.state.language).say
    if not desk.attachments or not desk.state.active:
        return say("refusal.no_files")
    if place >= MAX_COUNT:
        return say("refusal.too_many_files", count=MAX_COUNT)
    try:
        checked_size(upload.size, desk.max_file_bytes)
    except FileEmpty:
        return say("refusal.file_empty")
    except FileTooLarge:
        return say("refusal.file_too_large", size=bytes_for_people(desk.max_file_bytes))
    return None


def uploader(desk_id: UUID) -> str:
    """How drafts name the visitors of a desk."""
    return f"desk:{desk_id}"


def size_of(uploads: Sequence[Upload]) -> int:
    """Bytes of all of them together."""
    return sum(each.size or 0 for each in uploads)


async def marks(uploads: Sequence[Upload]) -> list[str]:
    """What tells each file from every other: its name and its content."""
    return [await _mark(each) for each in uploads]


async def _mark(upload: Upload) -> str:
    found = sha256(display_name(upload.filename).encode("utf-8", "replace") + b"\0")
    await upload.seek(0)
    while chunk := await upload.read(CHUNK):
        found.update(chunk)
    await upload.seek(0)
    return found.hexdigest()
