"""The whole system in its two shapes, each started once."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.local.gateway import nginx_program
from services.local.processes import CannotStart
from services.local.rabbitmq import programs_folder
from tests.opening import opened
from tests.sink import smtp_sink
from tests.system import System, helpdesk


def has_servers() -> bool:
    """Whether RabbitMQ and nginx are installed; CI must not do without them."""
    try:
        programs_folder()
        nginx_program()
    except CannotStart:
        if os.environ.get("REQUIRE_SERVICES"):
            raise
        return False
    return True


@pytest.fixture(scope="module", params=["up", "cluster"])
async def system(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    async with in_shape(request.param, tmp_path_factory) as running:
        yield running


@asynccontextmanager
async def in_shape(shape: str, folders: pytest.TempPathFactory, **settings: str) -> AsyncIterator[System]:
    """The whole helpdesk in one process (`up`) or as services of their own (`cluster`), with more settings."""
    if shape == "cluster" and not has_servers():
        pytest.skip("RabbitMQ and nginx are not installed: run `make test`")
    folder = folders.mktemp(shape)
    async with helpdesk(shape, folder, **settings) as running:
        yield running
    shutil.rmtree(folder, ignore_errors=True)


sink = opened(smtp_sink, scope="module")
