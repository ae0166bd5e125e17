"""The widget service alone, on an emptied database, with one desk it has heard of."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from uuid_utils.compat import uuid7

from services.local.postgres import Postgres
from services.widget.app import build
from services.widget.settings import WidgetSettings
from shared.contracts.parts import SYSTEM, DeskState
from shared.contracts.tickets import DeskCreated
from shared.database import Database
from tests.conftest import MakeDatabase
from tests.service_fixtures import Alone, a_person, alone
from tests.version_before import left_by
from tests.widget.version_before import REVISION, Beside

Start = Callable[..., Awaitable[Alone]]


@pytest.fixture
async def widget(database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Alone]:
    async with alone(build, WidgetSettings, await database("widget"), tmp_path) as made:
        yield made


@pytest.fixture
async def shared_database(database: MakeDatabase) -> Database:
    """One that several processes of the service use."""
    return await database("widget")


@pytest.fixture
async def process(shared_database: Database, tmp_path: Path) -> AsyncIterator[Start]:
    """Starts a process of the service on that database; what it is given are settings."""
    async with AsyncExitStack() as stack:

        async def start(**settings: str) -> Alone:
            return await stack.enter_async_context(
                alone(build, WidgetSettings, shared_database, tmp_path, **settings)
            )

        yield start


@pytest.fixture
def open_while_stored(widget: Alone, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many transactions are open while something is stored, each time."""
    pool, storage, used = widget.service.database.engine.pool, widget.service.storage, list[int]()
    put = storage.put

    async def watched(*given: Any) -> None:
        used.append(pool.checkedout())  # type: ignore[attr-defined]
        await put(*given)

    monkeypatch.setattr(storage, "put", watched)
    return used


@pytest.fixture
async def visitor(widget: Alone) -> AsyncIterator[httpx.AsyncClient]:
    async with widget.client() as client:
        yield client


@pytest.fixture
async def admin(widget: Alone) -> AsyncIterator[httpx.AsyncClient]:
    async with widget.client(a_person("admin", "Adam")) as client:
        yield client


@pytest.fixture
async def desk(widget: Alone, admin: httpx.AsyncClient) -> dict:
    """A desk called Support, with its token."""
    state = DeskState(id=uuid7(), name="Support", number_pattern="T-{{nr}}", version=1)
    await widget.hear(DeskCreated(desk=state, actor=SYSTEM))
    answer = await admin.get(f"/api/widget/desks/{state.id}")
    assert answer.status_code == 200, answer.text
    return answer.json() | {"id": str(state.id), "state": state}


@pytest.fixture
async def beside(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Beside]:
    """A database as the version before left it."""
    async with left_by(postgres, REVISION) as (url, engine):
        yield Beside(url, engine, tmp_path)
