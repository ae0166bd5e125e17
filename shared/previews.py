"""Small pictures of pictures, written by us: what strangers sent is never shown in a page as it came.

Made when somebody first looks, in a child process (`shared/confined.py`), and kept beside the file. What cannot be decoded
gets an empty one, so that nobody tries again, and stays a download.
"""

from shared.confined import Confined, NotStarted, Unreadable
from shared.errors import NotFound
from shared.storage import Storage, in_chunks, preview_key

KINDS = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""As sniffed from the first bytes. SVG is a document, and no picture here."""

MADE_AS = "image/webp"
LARGEST = 20 * 1024 * 1024
"""Bytes of a picture that is looked at."""

SECONDS, MEGABYTES = 10.0, 600
"""Of most pixels with transparency there are, for a moment, three copies."""


class NoPreview(NotFound, code="no_preview", title="No preview"):
    """It is no picture that can be shown small."""


def may_have_one(content_type: str) -> bool:
    """Whether a file of this sniffed type gets a preview, if it can be decoded."""
    return content_type in KINDS


class Previews:
    """Makes and keeps them; one is made at a time, and others wait for it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._maker = Confined("shared.previews_child:make", seconds=SECONDS, megabytes=MEGABYTES)

    async def of(self, object_key: str) -> bytes:
        """The preview of a file; raises NoPreview, and FileNotFoundError when the file is gone."""
        try:
            made = await self._read(preview_key(object_key))
        except FileNotFoundError:
            made = await self._make(object_key)
        if not made:
            raise NoPreview
        return made

    async def close(self) -> None:
        """End the child."""
        await self._maker.close()

    async def _make(self, object_key: str) -> bytes:
        try:
            made = await self._maker.run(await self._read(object_key))
        except NotStarted:
            raise NoPreview from None  # it says nothing of the picture, and the next one who looks has better luck
        except Unreadable:
            made = b""
        await self._storage.put(preview_key(object_key), in_chunks(made))
        return made

    async def _read(self, key: str) -> bytes:
        content = await self._storage.get(key)
        if content.size > LARGEST:
            return b""
        return b"".join([chunk async for chunk in content.chunks])
