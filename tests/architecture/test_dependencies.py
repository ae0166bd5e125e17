"""What a route asks for is made on the event loop: a plain function would be run in a thread, a switch there and back."""

from collections.abc import Iterator
from inspect import isasyncgenfunction, iscoroutinefunction
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant

from services.all_in_one import build
from shared.keys import new_keys
from shared.parameters import flat
from shared.routes import SERVICES


def in_threads(app: FastAPI) -> set[str]:
    return {each for route in flat(app.router.routes) for each in _plain(getattr(route, "dependant", None))}


def _plain(needed: Dependant | None) -> Iterator[str]:
    for each in needed.dependencies if needed else ():
        if each.call and not any(_is_awaited(call) for call in (each.call, each.call.__call__)):
            yield each.call.__qualname__
        yield from _plain(each)


def _is_awaited(call: Any) -> bool:
    return iscoroutinefunction(call) or isasyncgenfunction(call)


@pytest.mark.parametrize("name", SERVICES)
def test_no_route_waits_for_a_thread(name: str, tmp_path: Path):
    environment = {
        **new_keys(),
        "HELPDESK_DATABASE_URL": "postgresql+asyncpg://nobody@nowhere/none",
        "HELPDESK_DATA_DIR": str(tmp_path),
    }
    assert in_threads(build(name, environment).web) == set()


def test_a_plain_function_is_found():
    app = FastAPI()

    def slow() -> int:
        return 1

    @app.get("/")
    async def read(given: Annotated[int, Depends(slow)]) -> int:
        return given

    assert in_threads(app) == {"test_a_plain_function_is_found.<locals>.slow"}
