"""Where files lie: a local directory, or S3, Google Cloud Storage or Azure by URL."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from shared.holding import hold_nothing

CHUNK = 256 * 1024
"""Bytes of a chunk."""
PRIVATE = 0o600
HELD = "held."
"""How the key of a file begins that a scanner has to look at first; no other key has a full stop in it."""

UNFINISHED = re.compile(r".+#\d+")
"""How obstore names a local file that is being written; no key has such a sign in it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What lies under a key: its size in bytes, known before any of it is read, and its chunks."""

    size: int
    chunks: AsyncIterator[bytes]


class Storage:
    """Stores files under keys that nobody can guess; a key never contains anything a user wrote."""

    def __init__(self, url: str, *, holds: bool = False) -> None:
        """`holds`: new files open only when a scanner found nothing in them (`shared/file_checks.py`)."""
        self.holds = holds
        self._folder = Path(url.removeprefix("file://")) if url.startswith("file://") else None
        self._store: ObjectStore = _local(self._folder) if self._folder else from_url(url)

    def new_key(self) -> str:
        """A key for a new file of somebody, which nobody can guess."""
        return f"{HELD if self.holds else ''}{secrets.token_urlsafe(24)}"

    async def put(self, key: str, content: AsyncIterator[bytes]) -> None:
        """Store all of `content` under `key`; nothing is visible if it breaks off."""
        hold_nothing("storing a file")
        await obstore.put_async(self._store, key, content)
        if self._folder:
            (self._folder / key).chmod(PRIVATE)

    async def get(self, key: str) -> Content:
        """The content of `key`; raises FileNotFoundError."""
        hold_nothing("reading a file")
        found = await obstore.get_async(self._store, key)
        chunks = (bytes(chunk) async for chunk in found.stream(min_chunk_size=CHUNK))
        return Content(found.meta["size"], chunks)

    async def delete(self, key: str) -> None:
        """Remove `key`; no error if it is gone already."""
        hold_nothing("deleting a file")
        with suppress(FileNotFoundError):
            await obstore.delete_async(self._store, key)

    async def sweep_unfinished(self, before: datetime) -> int:
        """Remove local files that a kill broke off in the middle of a write, last written `before`; answers how many.

        Object stores show no such pieces, and drop them by a rule of the bucket.
        """
        if self._folder is None:
            return 0
        return await asyncio.to_thread(_sweep, self._folder, before.timestamp())


def is_held(key: str) -> bool:
    """Whether what lies under `key` opens only after a scanner has looked at it."""
    return key.startswith(HELD)


def preview_key(key: str) -> str:
    """Where the small picture of a file lies (`shared/previews.py`)."""
    return f"{key}.preview"


async def in_chunks(content: bytes) -> AsyncIterator[bytes]:
    """`content` as `put` takes it; an empty one is one empty chunk."""
    for start in range(0, max(len(content), 1), CHUNK):
        yield content[start : start + CHUNK]


def _local(folder: Path) -> LocalStore:
    # Nobody else may look in, so a file that is just being written is as private as a finished one.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalStore(prefix=folder)


def _sweep(folder: Path, before: float) -> int:
    gone = 0
    for file in folder.iterdir():
        # Every service sweeps the same folder: another one may have been faster.
        with suppress(FileNotFoundError):
            if UNFINISHED.fullmatch(file.name) and file.is_file() and file.stat().st_mtime < before:
                file.unlink()
                gone += 1
    return gone
