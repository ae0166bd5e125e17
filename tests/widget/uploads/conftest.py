"""A client of tus that does one step at a time, and looks at what is stored."""

from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx
import pytest
from sqlalchemy import Table, select

from services.widget.tables.own import upload_pieces
from shared.database import Database
from shared.tables import files
from tests.service_fixtures import Alone

TUS = {"Tus-Resumable": "1.0.0"}
MEGABYTE = 1024 * 1024


def patching(offset: int, **more: str) -> dict[str, str]:
    """Headers of a request that brings bytes from `offset` on."""
    return TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)} | more


def some_bytes(size: int, seed: int = 1) -> bytes:
    """Bytes of which no part is like another."""
    return Random(seed).randbytes(size)


@dataclass
class Uploader:
    """Brings files to one desk."""

    client: httpx.AsyncClient
    desk: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/widget/v1/desks/{self.desk['desk_token']}/uploads"

    async def begin(self, size: int, name: str = "plan.bin", **more: str) -> httpx.Response:
        named = {
            "Upload-Length": str(size),
            "Upload-Metadata": f"filename {b64encode(name.encode()).decode()}",
        }
        return await self.client.post(self.path, headers=TUS | self.headers | named | more)

    async def begun(self, size: int, name: str = "plan.bin") -> str:
        """The address of a new upload."""
        answer = await self.begin(size, name)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"]

    async def patch(
        self, address: str, offset: int, content: bytes | AsyncIterator[bytes], **more: str
    ) -> httpx.Response:
        headers = patching(offset, **self.headers | more)
        return await self.client.patch(address, content=content, headers=headers)

    async def head(self, address: str) -> httpx.Response:
        return await self.client.head(address, headers=TUS | self.headers)

    async def offset(self, address: str) -> int:
        answer = await self.head(address)
        assert answer.status_code == 200, answer.headers
        return int(answer.headers["upload-offset"])

    async def described(self, address: str) -> dict:
        return (await self.client.get(address, headers=TUS | self.headers)).json()

    async def end(self, address: str) -> httpx.Response:
        return await self.client.delete(address, headers=TUS | self.headers)


@pytest.fixture
def bring(visitor: httpx.AsyncClient, desk: dict) -> Uploader:
    return Uploader(visitor, desk)


async def rows(database: Database, table: Table) -> list:
    async with database.session() as session:
        return list((await session.execute(select(table))).all())


async def stored(widget: Alone, folder: Path) -> tuple[set[str], set[str]]:
    """Names of what lies in the storage, and those that the database knows of."""
    database = widget.service.database
    known = {row.object_key for table in (files, upload_pieces) for row in await rows(database, table)}
    return {path.name for path in (folder / "files").iterdir()}, known


async def content_of(widget: Alone, file_id: str) -> bytes:
    """The bytes of a draft."""
    (row,) = [each for each in await rows(widget.service.database, files) if str(each.id) == file_id]
    found = await widget.service.storage.get(row.object_key)
    return b"".join([chunk async for chunk in found.chunks])
