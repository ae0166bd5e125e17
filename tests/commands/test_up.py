"""`helpdesk up` from its first start to its end."""

import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from services.local.ports import free_port
from shared.serve import DRAIN
from tests.commands.console import command, family
from tests.system import System, got, helpdesk, made

pytestmark = pytest.mark.slow
AT_ONCE = 3
"""Seconds beyond the drain in which a process with nothing to do is gone."""


@pytest.fixture(scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("up")


async def ended_by(what: signal.Signals, system: System) -> int:
    """The exit code; nothing the process had started may live on."""
    children = family(system.process.pid)
    assert "postgres" in {child.name() for child in children}
    system.process.send(what)
    code = await system.process.wait(seconds=DRAIN + AT_ONCE)
    assert [child for child in children if child.is_running()] == []
    return code


async def titles(owner: httpx.AsyncClient) -> dict[str, set[str]]:
    """Each desk's tickets by title."""
    desks = (await got(owner, "/api/desks"))["items"]
    pages = {desk["name"]: await got(owner, "/api/tickets", desk_id=desk["id"], view="all") for desk in desks}
    return {name: {ticket["title"] for ticket in page["items"]} for name, page in pages.items()}


async def everything_answers(system: System) -> bool:
    """Asked right after `ready`: nobody waits for anything more."""
    async with system.visitor() as visitor:
        told = await got(visitor, "/health/ready")
    return {each["status"] for each in told["services"].values()} == {"ready"} and len(told["services"]) == 5


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[tuple[System, httpx.AsyncClient, dict[str, set[str]]]]:
    """A helpdesk with demo data, its owner, and the titles of what is on each desk."""
    async with helpdesk("up", folder, HELPDESK_DEMO="") as system, system.owner() as owner:
        assert await everything_answers(system)
        found = await titles(owner)
        assert set(found) == {"Customer Support", "Orders"}
        yield system, owner, found


async def test_the_first_start_makes_demo_data_and_sigterm_ends_it_whole(folder: Path):
    async with demo(folder) as (system, owner, found):
        assert len(found["Customer Support"]) == 3
        desk = (await got(owner, "/api/desks"))["items"][0]
        await made(owner, "/api/tickets", {"desk_id": desk["id"], "title": "Made before the stop"})
        assert await ended_by(signal.SIGTERM, system) == 0


async def test_a_second_start_finds_its_data_adds_nothing_and_ends_at_ctrl_c(folder: Path):
    async with demo(folder) as (system, _, found):
        assert sum(len(tickets) for tickets in found.values()) == 5
        assert any("Made before the stop" in tickets for tickets in found.values())
        await refuse_a_second_helpdesk(system)
        assert await ended_by(signal.SIGINT, system) == 0
    assert "Traceback" not in system.process.output()


async def refuse_a_second_helpdesk(system: System) -> None:
    """On the same data directory, another port."""
    second = await command(
        "up",
        HELPDESK_DATA_DIR=str(system.folder),
        HELPDESK_HTTP_PORT=str(free_port()),
        HELPDESK_SMTP_CATCHER_PORT=str(free_port()),
    )
    assert second.code == 1
    assert "Another helpdesk already runs" in second.line


async def test_an_owner_with_another_password_starts_in_peace(folder: Path):
    async with helpdesk(
        "up", folder, HELPDESK_DEMO="", HELPDESK_ADMIN_PASSWORD="changed-meanwhile"
    ) as system:
        assert "No demo data" not in system.process.output()


async def test_a_killed_helpdesk_leaves_no_postgres_and_starts_again(folder: Path):
    async with helpdesk("up", folder) as system:
        children = family(system.process.pid)
        system.process.send(signal.SIGKILL)
        _, alive = psutil.wait_procs(children, 10)
        assert alive == []
    async with helpdesk("up", folder) as system, system.owner() as owner:
        assert any("Made before the stop" in tickets for tickets in (await titles(owner)).values())


@pytest.fixture
async def taken_port() -> AsyncIterator[int]:
    with socket.create_server(("127.0.0.1", free_port())) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    ("shape", "variable"), [("up", "HELPDESK_HTTP_PORT"), ("cluster", "HELPDESK_SMTP_CATCHER_PORT")]
)
async def test_a_taken_port_is_one_line_and_nothing_is_started(
    shape: str, variable: str, taken_port: int, tmp_path: Path
):
    ports = {"HELPDESK_HTTP_PORT": str(free_port()), "HELPDESK_SMTP_CATCHER_PORT": str(free_port())}
    ports[variable] = str(taken_port)
    ended = await command(shape, HELPDESK_DATA_DIR=str(tmp_path), **ports)
    assert ended.code == 1
    assert f"Port {taken_port} of 127.0.0.1" in ended.line
    assert variable in ended.line
    assert not (tmp_path / "postgres").exists()
