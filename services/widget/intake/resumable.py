"""Uploads that go on where a cut line left them: bytes in the storage piece by piece, how far they are in the database.

Any process goes on with what another one began. An upload moves by one statement that names where it was, so of two
requests at once only one moves it; and a key is written down before anything is stored under it, so that a process
killed at any moment leaves nothing that nobody knows of.
"""

import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, exists, func, insert, literal, select, text, update
from uuid_utils.compat import uuid7

from services.widget.domain.errors import NoSuchUpload, TooManyPieces, WrongOffset
from services.widget.intake.pieces import Whole, in_pieces
from services.widget.intake.uploads import uploader
from services.widget.queries.desks import WidgetDesk
from services.widget.settings import WidgetSettings
from services.widget.tables.own import upload_pieces, uploads
from services.widget.uow import WidgetUow
from shared.contracts.parts import Attachment
from shared.contracts.widget import WidgetFileStored
from shared.database import Database
from shared.errors import TooManyRequests
from shared.file_checks import tell_if_held
from shared.files import FileTooLarge, display_name, give_up_draft, note_draft, sniff
from shared.secrets import Sealer, fingerprint
from shared.storage import Storage, in_chunks
from shared.tables import files

MOST_PIECES = 1000
"""Pieces of one upload: the largest file in pieces of half a megabyte, and many cuts."""
KEPT = timedelta(hours=24)
"""For which an upload may take; a draft is kept as long."""
GRACE = timedelta(hours=1)
"""After which nobody is still storing a piece of an upload that is over."""
SWEPT_AT_ONCE = 100
TURN = text("SELECT pg_advisory_xact_lock(0x75706c6f6164)")
"""One begins at a time, so that all of what is open is counted; the number spells `upload`."""

u, p, f = uploads.c, upload_pieces.c, files.c


@dataclass(frozen=True, slots=True)
class Started:
    """An upload as it stood when it was looked at; `mark` is its address's fingerprint."""

    mark: bytes
    desk_id: UUID
    name: str
    size: int
    received: int
    file_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Resumable:
    """Begins uploads, lets them grow, and makes drafts of those that are whole."""

    database: Database
    storage: Storage
    sealer: Sealer
    settings: WidgetSettings

    async def begin(self, desk: WidgetDesk, name: str, size: int, network: str) -> tuple[str, Started]:
        """A new upload and the secret part of its address; raises TooManyRequests while too much is open."""
        token = secrets.token_urlsafe(24)
        row = {"desk_id": desk.id, "network": network, "name": display_name(name), "size": size}
        row |= {"received": 0, "pieces": 0, "file_id": uuid7(), "token_hash": fingerprint(token)}
        async with self._uow() as uow:
            await uow.session.execute(TURN)
            await self._check_room(uow, desk.id, network, size)
            expires = self.database.now() + literal(KEPT)
            made = await uow.session.execute(
                insert(uploads).values(row | {"expires_at": expires}).returning(uploads)
            )
            begun = _started(made.one())
        return token, begun

    async def find(self, desk: WidgetDesk, token: str) -> Started:
        """An upload of this desk as it stands; raises NoSuchUpload, also when its file is used or gone."""
        is_draft = exists().where(
            (f.id == u.file_id) & f.claimed_at.is_(None) & (f.uploader == uploader(desk.id))
        )
        mine = (u.token_hash == fingerprint(token)) & (u.desk_id == desk.id) & self._is_alive()
        mine &= u.finished_at.is_(None) | is_draft
        async with self.database.session() as session:
            row = (await session.execute(select(uploads).where(mine))).one_or_none()
        if row is None:
            raise NoSuchUpload
        return _started(row)

    async def append(self, upload: Started, body: AsyncIterator[bytes]) -> int:
        """Let it grow by what comes; answers how much there is then. What came before an error is kept.

        Raises WrongOffset where another request was faster, FileTooLarge for more than was announced.
        """
        async for piece in in_pieces(body):
            end = upload.received + len(piece)
            if end > upload.size:
                raise FileTooLarge(f"{upload.size} bytes were announced")
            await (self._finish if end == upload.size else self._keep)(upload, piece)
            upload = replace(upload, received=end)
        return upload.received

    async def end(self, upload: Started) -> None:
        """Nobody goes on with it; the draft that it became goes, too, unless something uses it."""
        async with self._uow() as uow:
            over = update(uploads).where(u.token_hash == upload.mark)
            await uow.session.execute(over.values(expires_at=self.database.now()))
            await give_up_draft(uow.session, upload.file_id)
        await self._clear(upload.mark)

    async def sweep(self) -> int:
        """Remove some of those that are over, with all that was stored for them; answers how many."""
        over = u.expires_at < self.database.now() - literal(GRACE)
        async with self.database.session() as session:
            marks = list(await session.scalars(select(u.token_hash).where(over).limit(SWEPT_AT_ONCE)))
            keys = list(await session.scalars(select(p.object_key).where(p.token_hash.in_(marks))))
        await self._throw_away(keys)
        async with self._uow() as uow:
            await uow.session.execute(delete(uploads).where(u.token_hash.in_(marks)))
        return len(marks)

    async def _check_room(self, uow: WidgetUow, desk_id: UUID, network: str, size: int) -> None:
        def taken(whose: ColumnElement[bool]) -> ColumnElement[Any]:
            return func.coalesce(func.sum(case((whose, u.size), else_=0)), 0)

        open_ones = (
            u.finished_at.is_(None) & self._is_alive() & ((u.network == network) | (u.desk_id == desk_id))
        )
        sums = select(taken(u.network == network), taken(u.desk_id == desk_id)).where(open_ones)
        of_address, of_desk = (await uow.session.execute(sums)).one()
        s = self.settings
        if (
            of_address + size > s.open_upload_bytes_per_address
            or of_desk + size > s.open_upload_bytes_per_desk
        ):
            raise TooManyRequests("too many uploads are open; finish those first", retry_after=60)

    async def _keep(self, upload: Started, piece: bytes) -> None:
        """Store a piece that others follow."""
        key = await self._announce(upload)
        await self.storage.put(key, in_chunks(piece))
        async with self._uow() as uow:
            is_first = await self._move(uow, upload, received=upload.received + len(piece))
            if is_first:
                mine = update(upload_pieces).where(p.object_key == key)
                await uow.session.execute(mine.values(start=upload.received))
        if not is_first:
            await self._throw_away([key])
            raise WrongOffset

    async def _finish(self, upload: Started, last: bytes) -> None:
        """Make one file of all pieces and the last one, which moves the upload only when that is done."""
        key = await self._announce(upload)
        whole = Whole(self._all(upload, last))
        try:
            await self.storage.put(key, aiter(whole))
        except FileNotFoundError:
            whole.size = -1  # another request was faster, and has cleared the pieces away
        file = Attachment(
            id=upload.file_id,
            object_key=key,
            name=upload.name,
            size=upload.size,
            content_type=sniff(whole.head),
        )
        if whole.size != upload.size or not await self._become(upload, file):
            await self._throw_away([key])
            raise WrongOffset
        await self._clear(upload.mark)

    async def _become(self, upload: Started, file: Attachment) -> bool:
        async with self._uow() as uow:
            done = {"received": upload.size, "finished_at": self.database.now()}
            if not await self._move(uow, upload, **done):
                return False
            await note_draft(uow.session, file, uploader(upload.desk_id))
            tell_if_held(uow, WidgetFileStored, file)
            await uow.session.execute(delete(upload_pieces).where(p.object_key == file.object_key))
        return True

    async def _all(self, upload: Started, last: bytes) -> AsyncIterator[bytes]:
        stored = (p.token_hash == upload.mark) & (p.start < upload.received)
        async with self.database.session() as session:
            keys = list(await session.scalars(select(p.object_key).where(stored).order_by(p.start)))
        for key in keys:
            async for chunk in (await self.storage.get(key)).chunks:
                yield chunk
        async for chunk in in_chunks(last):
            yield chunk

    async def _announce(self, upload: Started) -> str:
        """Write down a key before anything is stored under it; raises what keeps the upload from moving."""
        key = self.storage.new_key()
        async with self._uow() as uow:
            count = await self._move(uow, upload, pieces=u.pieces + 1)
            if not count:
                alive = select(u.token_hash).where((u.token_hash == upload.mark) & self._is_alive())
                raise WrongOffset if await uow.session.scalar(alive) else NoSuchUpload
            if count > MOST_PIECES:
                raise TooManyPieces
            row = {"object_key": key, "token_hash": upload.mark}
            await uow.session.execute(insert(upload_pieces).values(row))
        return key

    async def _move(self, uow: WidgetUow, upload: Started, **to: Any) -> int | None:
        """Change an upload that still stands where it was seen; answers the number of its pieces, or nothing."""
        as_seen = (u.token_hash == upload.mark) & (u.received == upload.received) & u.finished_at.is_(None)
        moved = update(uploads).where(as_seen & self._is_alive()).values(to).returning(u.pieces)
        return await uow.session.scalar(moved)

    async def _clear(self, mark: bytes) -> None:
        """Remove what was stored; keys under which somebody may be storing are left to `sweep`."""
        stored = (p.token_hash == mark) & p.start.is_not(None)
        async with self.database.session() as session:
            keys = list(await session.scalars(select(p.object_key).where(stored)))
        await self._throw_away(keys)

    async def _throw_away(self, keys: Sequence[str]) -> None:
        for key in keys:
            await self.storage.delete(key)
        async with self._uow() as uow:
            await uow.session.execute(delete(upload_pieces).where(p.object_key.in_(keys)))

    def _is_alive(self) -> ColumnElement[bool]:
        return u.expires_at > self.database.now()

    def _uow(self) -> WidgetUow:
        return WidgetUow(self.database, self.sealer)


def _started(row: Any) -> Started:
    return Started(row.token_hash, row.desk_id, row.name, row.size, row.received, row.file_id, row.expires_at)
