"""Attachments: uploaded first as drafts that only their uploader can use, then claimed by a message."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from unicodedata import category
from uuid import UUID

import filetype
from sqlalchemy import ColumnElement, func, insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData, UploadFile
from uuid_utils.compat import uuid7

from shared.auth import Person
from shared.contracts.parts import Attachment
from shared.errors import HelpdeskError, Invalid
from shared.sizes import bytes_for_people
from shared.storage import CHUNK, Storage
from shared.tables import files
from shared.text import shows_nothing

MAX_BYTES = 10 * 1024 * 1024
MAX_COUNT = 10
LONGEST_NAME = 200
NOBODY = "nobody"
"""Whose drafts are those that were given up."""
LONG_AGO = datetime.fromtimestamp(0, UTC)
GIVEN_UP = {"claimed_at": None, "uploader": NOBODY, "created_at": LONG_AGO, "held_until": None}
JOINERS = "\u200c\u200d"
"""Belong to the writing of Persian and Indian languages and to many emoji."""


class Upload(Protocol):
    """A file that somebody sends, as far as keeping it asks."""

    @property
    def filename(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    async def read(self, size: int = -1, /) -> bytes: ...

    async def seek(self, offset: int, /) -> None: ...


@dataclass(frozen=True, slots=True)
class TypedWords:
    """What somebody typed, and the drafts of files beside it."""

    body: str
    file_ids: tuple[UUID, ...]


class FileEmpty(Invalid, code="file_empty", title="The file is empty"):
    """No byte is in it: it went wrong where it was made or chosen, and nobody could use it."""


class FileTooLarge(HelpdeskError, status=413, code="file_too_large", title="File too large"):
    """More bytes than allowed."""


class UnknownAttachment(Invalid, code="unknown_attachment"):
    """Not a draft of this uploader, or already used elsewhere."""


def files_of(form: FormData) -> list[tuple[str, UploadFile]]:
    """The files of a form with the names of their fields; a field that was left empty has none."""
    return [
        (name, part) for name, part in form.multi_items() if isinstance(part, UploadFile) and part.filename
    ]


def check_one_file(form: FormData) -> None:
    """Raise Invalid for a form with a second file, which would be dropped without a word."""
    if len(found := files_of(form)) > 1:
        raise Invalid("one file at a time", [{"field": found[1][0], "message": "Send each file by itself"}])


def checked_size(size: int | None, max_bytes: int = MAX_BYTES) -> int:
    """The size of a file that is taken; raises FileEmpty or FileTooLarge. Every door asks this."""
    if size is None or size > max_bytes:
        raise FileTooLarge(f"at most {bytes_for_people(max_bytes)} per file")
    if not size:
        raise FileEmpty
    return size


async def store_upload(storage: Storage, upload: Upload, max_bytes: int = MAX_BYTES) -> Attachment:
    """Put the content of an upload into the storage; raises FileEmpty or FileTooLarge.

    Storing takes as long as the storage takes: no transaction may be open meanwhile. Follow with `note_draft`.
    """
    size = checked_size(upload.size, max_bytes)
    head = await upload.read(4096)
    await upload.seek(0)
    key = storage.new_key()
    await storage.put(key, _chunks(upload))
    return Attachment(
        id=uuid7(),
        object_key=key,
        name=display_name(upload.filename),
        size=size,
        content_type=sniff(head),
    )


async def note_draft(session: AsyncSession, kept: Attachment, uploader: str) -> None:
    """Write down a stored upload as a draft of `uploader`; unclaimed it is deleted after a day."""
    await session.execute(insert(files).values(**kept.model_dump(), uploader=uploader))


async def claim(session: AsyncSession, ids: Sequence[UUID], uploader: str) -> tuple[Attachment, ...]:
    """Turn drafts of `uploader` into attachments of what is being written; all of them or an error."""
    if not ids:
        return ()
    check_count(ids)
    claimed = {"claimed_at": func.clock_timestamp(), "held_until": None}
    found = await session.execute(
        update(files).where(are_drafts_of(ids, uploader)).values(claimed).returning(files)
    )
    by_id = {row.id: Attachment.model_validate(dict(row._mapping)) for row in found}
    check_known(ids, by_id)
    return tuple(by_id[each] for each in dict.fromkeys(ids))


async def give_up(session: AsyncSession, ids: Collection[UUID]) -> None:
    """Let attachments be deleted at the next tidying up: nobody may use or see them any more."""
    await session.execute(update(files).where(files.c.id.in_(ids)).values(GIVEN_UP))


async def give_up_draft(session: AsyncSession, file_id: UUID) -> None:
    """The same for a draft, if it is one: what something uses stays."""
    is_draft = (files.c.id == file_id) & files.c.claimed_at.is_(None)
    await session.execute(update(files).where(is_draft).values(GIVEN_UP))


def are_drafts_of(ids: Collection[UUID], uploader: str) -> ColumnElement[bool]:
    """True of those of `ids` that `uploader` may use still."""
    return files.c.id.in_(ids) & files.c.claimed_at.is_(None) & (files.c.uploader == uploader)


def check_count(ids: Sequence[UUID]) -> None:
    """Raise Invalid for more files than one thing has."""
    if len(ids) > MAX_COUNT:
        raise Invalid(f"at most {MAX_COUNT} files", [{"field": "attachment_ids", "message": "too many"}])


def check_known(ids: Sequence[UUID], known: Collection[UUID]) -> None:
    """Raise UnknownAttachment where some of `ids` are not `known`."""
    if missing := [str(each) for each in ids if each not in known]:
        problem = [{"field": "attachment_ids", "message": f"no draft of yours: {', '.join(missing)}"}]
        raise UnknownAttachment("an attachment is unknown", problem)


def uploader(person: Person) -> str:
    """How drafts name the agent who uploaded them."""
    return uploader_of(person.id)


def uploader_of(person_id: UUID) -> str:
    """The same of an agent who does not ask."""
    return f"agent:{person_id}"


def display_name(name: str | None) -> str:
    """A file's name fit to be shown: no path, no control or direction characters, not too long."""
    # Browsers write these signs so in the name of a part (WHATWG HTML, multipart/form-data encoding).
    given = (name or "").replace("%22", '"').replace("%0D", "").replace("%0A", " ")
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(char for char in last if category(char)[0] != "C" or char in JOINERS).strip(" .")
    return "file" if shows_nothing(shown) else shown[-LONGEST_NAME:]


def sniff(head: bytes) -> str:
    """The content type by the first bytes, never by the name."""
    if kind := filetype.guess(head):
        return kind.mime
    try:
        text = (
            head.decode("utf-8", errors="strict")
            if len(head) < 4096
            else head[:4090].decode("utf-8", "ignore")
        )
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "application/octet-stream" if "\0" in text else "text/plain"


async def _chunks(upload: Upload) -> AsyncIterator[bytes]:
    while chunk := await upload.read(CHUNK):
        yield chunk
