"""Files beside a form: stored once, and kept over a refusal, so that the corrected form need not bring them again."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import Request
from sqlalchemy import select
from starlette.datastructures import FormData, UploadFile

from services.tickets.panel.shell import own_uow
from shared.auth import Person
from shared.contracts.parts import Attachment
from shared.contracts.tickets import TicketFileStored
from shared.errors import HelpdeskError, Invalid
from shared.file_checks import tell_if_held
from shared.files import MAX_COUNT, FileEmpty, FileTooLarge, note_draft, store_upload, uploader
from shared.tables import files


@dataclass(slots=True)
class Enclosures:
    """The files of a form's field `uploads`.

    Those of an earlier attempt are ticked under `drafts`.
    """

    request: Request
    agent: Person
    form: FormData
    uploads: str = "files"
    drafts: str = "drafts"
    _brought: dict[UploadFile, Attachment] = field(default_factory=dict)

    async def ids(self) -> list[UUID]:
        """The drafts of all files. No transaction may be open; raises when one cannot be taken."""
        earlier, uploads = self._earlier(), self._uploads()
        if len(earlier) + len(uploads) > MAX_COUNT:
            raise Invalid(f"At most {MAX_COUNT} files at once.", [{"field": "files", "message": "Too many"}])
        refused = await self._store([each for each in uploads if each not in self._brought])
        if refused:
            raise refused
        return [*earlier, *(each.id for each in self._brought.values())]

    async def kept(self) -> list[Attachment]:
        """What the refused form brought, this time and before, as far as it could be kept."""
        with suppress(HelpdeskError):
            await self.ids()
        c = files.c
        mine = c.id.in_(self._earlier()) & c.claimed_at.is_(None) & (c.uploader == uploader(self.agent))
        async with self.request.app.state.database.session() as session:
            found = await session.execute(select(files).where(mine).order_by(c.id))
            before = [Attachment.model_validate(dict(row._mapping)) for row in found]
        return [*before, *self._brought.values()]

    async def _store(self, uploads: Sequence[UploadFile]) -> FileEmpty | FileTooLarge | None:
        refused = None
        for each in uploads:
            try:
                self._brought[each] = await store_upload(self.request.app.state.storage, each)
            except (FileEmpty, FileTooLarge) as no:
                refused = no
        async with own_uow(self.request) as uow:
            for each in uploads:
                if each in self._brought:
                    await note_draft(uow.session, self._brought[each], uploader(self.agent))
                    tell_if_held(uow, TicketFileStored, self._brought[each])
        return refused

    def _uploads(self) -> list[UploadFile]:
        # Where none was chosen a nameless one comes.
        given = self.form.getlist(self.uploads)
        return [each for each in given if isinstance(each, UploadFile) and each.filename]

    def _earlier(self) -> list[UUID]:
        return list(dict.fromkeys(read_ids(self.form.getlist(self.drafts))))


def read_ids(given: Sequence[object]) -> Iterator[UUID]:
    """The ids among what a form names; what is no id is none."""
    for each in given:
        with suppress(ValueError):
            yield UUID(str(each))
