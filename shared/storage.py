"""Where files lie: a local directory, or S3, Google Cloud Storage or Azure by URL."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

CHUNK = 256 * 1024


class Storage:
    """Stores files under random keys; a key never contains anything a user wrote."""

    def __init__(self, url: str) -> None:
        self._store: ObjectStore = _local(url) or from_url(url)

    async def put(self, key: str, content: AsyncIterator[bytes]) -> None:
        """Store all of `content` under `key`; nothing is visible if it breaks off."""
        await obstore.put_async(self._store, key, content)

    async def get(self, key: str) -> AsyncIterator[bytes]:
        """The content of `key` in chunks; raises FileNotFoundError."""
        found = await obstore.get_async(self._store, key)
        return (bytes(chunk) async for chunk in found.stream(min_chunk_size=CHUNK))

    async def delete(self, key: str) -> None:
        """Remove `key`; no error if it is gone already."""
        with suppress(FileNotFoundError):
            await obstore.delete_async(self._store, key)


def _local(url: str) -> LocalStore | None:
    if not url.startswith("file://"):
        return None
    directory = Path(url.removeprefix("file://"))
    directory.mkdir(parents=True, exist_ok=True)
    return LocalStore(prefix=directory)
