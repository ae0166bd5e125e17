"""`/files/<service>/{signed}`: files as downloads, and small pictures of pictures, for whoever holds a fresh address."""

from collections.abc import Awaitable
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from shared.database import Database
from shared.errors import NotFound
from shared.file_checks import verdicts_on
from shared.file_links import PREVIEW, FileLinks, StoredFile
from shared.previews import MADE_AS, NoPreview, Previews, may_have_one
from shared.storage import Storage, is_held

INERT = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, max-age=600",
}
"""Nothing in a file may act, whatever a browser takes it for."""


@dataclass(frozen=True, slots=True)
class _Door:
    """What both routes need; neither asks who somebody is."""

    links: FileLinks
    storage: Storage
    database: Database
    previews: Previews

    async def download(self, signed: str) -> StreamingResponse:
        stored = await self._opened(signed)
        content = await self.storage.get(stored.object_key)
        headers = _download_headers(stored) | {"Content-Length": str(content.size)}
        return StreamingResponse(content.chunks, headers=headers)

    async def preview(self, signed: str) -> Response:
        stored = await self._opened(signed)
        if not may_have_one(stored.content_type):
            raise NoPreview
        made = await self.previews.of(stored.object_key)
        return Response(made, media_type=MADE_AS, headers=INERT)

    async def _opened(self, signed: str) -> StoredFile:
        stored = self.links.read(signed)
        if is_held(stored.object_key):
            async with self.database.session() as session:
                self.links.check(stored.object_key, await verdicts_on(session, [stored.object_key]))
        return stored


def file_door(
    service: str, links: FileLinks, storage: Storage, database: Database, previews: Previews
) -> APIRouter:
    """The two routes."""
    router = APIRouter(include_in_schema=False)
    door = _Door(links, storage, database, previews)

    @router.get(f"/files/{service}/{{signed}}")
    async def download(signed: str) -> Response:
        return await _found(door.download(signed))

    @router.get(f"/files/{service}/{{signed}}{PREVIEW}")
    async def preview(signed: str) -> Response:
        return await _found(door.preview(signed))

    return router


async def _found(answer: Awaitable[Response]) -> Response:
    try:
        return await answer
    except FileNotFoundError as error:
        raise NotFound("the file is gone") from error


def _download_headers(stored: StoredFile) -> dict[str, str]:
    plain = stored.name.encode("ascii", "replace").decode().replace('"', "'").replace("\\", "_")
    return INERT | {
        "Content-Type": stored.content_type,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(stored.name, safe='')}",
    }
