"""Told to stop: at any moment of the start, and under load."""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from services.local.ports import free_port
from services.local.processes import ChildProcess
from tests.commands.console import PROJECT, clean_environment, family
from tests.journeys.conftest import has_servers
from tests.system import EMAIL, PASSWORD, System, got, helpdesk, made
from tests.waiting import until

pytestmark = pytest.mark.slow
MOMENTS = {"up": (0.4, 1.2, 2.5, 4.0, 6.0), "cluster": (1.0, 3.5, 7.0, 11.0)}
CLIENTS = 6


def beginning(shape: str, folder: Path) -> ChildProcess:
    """`helpdesk up` or `cluster`, not yet ready."""
    own = {
        "HELPDESK_DATA_DIR": str(folder),
        "HELPDESK_HTTP_PORT": str(free_port()),
        "HELPDESK_SMTP_CATCHER_PORT": str(free_port()),
        "HELPDESK_ADMIN_EMAIL": EMAIL,
        "HELPDESK_DEMO": "0",
        "HELPDESK_ADMIN_PASSWORD": PASSWORD,
    }
    command = [sys.executable, "-m", "services", shape]
    return ChildProcess(shape, command, log=folder / f"{shape}.log", env=clean_environment(own), cwd=PROJECT)


async def stopped_after(seconds: float, shape: str, folder: Path) -> None:
    """Start it, tell it to stop, and see that everything ended in order."""
    child = beginning(shape, folder)
    await child.start()
    await asyncio.sleep(seconds)
    left = family(child.pid)
    child.send(signal.SIGTERM)
    assert await child.wait(60) == 0, child.output()
    assert [each for each in left if each.is_running() and each.status() != psutil.STATUS_ZOMBIE] == []
    assert "Traceback" not in child.output()
    assert "killed" not in child.output()


@pytest.mark.parametrize("shape", list(MOMENTS))
async def test_a_start_that_is_broken_off_ends_in_order_and_the_next_one_works(shape: str, tmp_path: Path):
    if shape == "cluster" and not has_servers():
        pytest.skip("RabbitMQ or nginx is not installed")
    for seconds in MOMENTS[shape]:
        await stopped_after(seconds, shape, tmp_path)
        log = tmp_path / "postgres" / "postgres.log"
        if log.exists() and log.read_text().strip():
            assert "database system is shut down" in log.read_text().splitlines()[-1]
    async with helpdesk(shape, tmp_path) as system, system.owner() as owner:
        assert (await got(owner, "/api/desks"))["items"] == []


@pytest.fixture(scope="module")
async def cluster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    if not has_servers():
        pytest.skip("RabbitMQ or nginx is not installed")
    async with helpdesk("cluster", tmp_path_factory.mktemp("cluster")) as system:
        yield system


@asynccontextmanager
async def load(system: System) -> AsyncIterator[Counter[object]]:
    """Clients that ask and write without a pause; answers what came back, by status or kind of failure."""
    told: Counter[object] = Counter()
    async with system.owner() as owner:
        desk = await made(owner, "/api/desks", {"name": f"Load {free_port()}"})
        intake = await _intake(owner, desk["id"])
        headers = {"authorization": owner.headers["authorization"], "origin": system.url}
        tasks = [
            asyncio.create_task(_client(system, headers, desk["id"], intake, told)) for _ in range(CLIENTS)
        ]
        try:
            await asyncio.sleep(1)
            yield told
            await asyncio.sleep(1)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _intake(owner: httpx.AsyncClient, desk_id: str) -> str:
    async def known() -> str:
        answer = await owner.get(f"/api/widget/desks/{desk_id}")
        return answer.json()["desk_token"] if answer.status_code == 200 else ""

    return f"/widget/v1/desks/{await until(known, every=0.2)}/tickets"


async def _client(
    system: System, headers: dict[str, str], desk_id: str, intake: str, told: Counter[object]
) -> None:
    inquiry = {"title": "Load", "body": "x", "email": "load@example.org"}
    async with httpx.AsyncClient(base_url=system.url, timeout=60) as client:
        while True:
            for path, body, given in (
                (intake, inquiry, {}),
                ("/api/tickets", {"desk_id": desk_id, "title": "Load"}, headers),
                ("/api/tickets?limit=1", None, headers),
            ):
                method = "POST" if body else "GET"
                try:
                    answer = await client.request(method, path, json=body, headers=given)
                    told[answer.status_code] += 1
                except httpx.TransportError as error:
                    told[type(error).__name__] += 1
            await asyncio.sleep(0.02)


async def replaced(system: System, service: str, by: signal.Signals) -> None:
    """End a service's process; wait until the next one is there and has answered."""
    before = system.pids()[service]
    psutil.Process(before).send_signal(by)

    async def another() -> bool:
        return system.pids()[service] != before

    await until(another, seconds=60, every=0.1)
    async with system.visitor() as visitor:
        await visitor.get(f"/docs/{service}")


def failures(told: Counter[object]) -> dict[object, int]:
    return {kind: n for kind, n in told.items() if not isinstance(kind, int) or kind >= 500}


async def test_a_rolling_restart_under_load_fails_no_request(cluster: System):
    async with load(cluster) as told:
        for service in ("widget", "tickets", "widget", "tickets"):
            await replaced(cluster, service, signal.SIGTERM)
    assert failures(told) == {}
    assert told[202] > 20
    assert told[201] > 20


async def test_a_killed_service_fails_only_what_it_had_in_its_hands(cluster: System):
    async with load(cluster) as told:
        await replaced(cluster, "tickets", signal.SIGKILL)
    assert sum(failures(told).values()) <= CLIENTS, told


async def test_workers_of_a_killed_nginx_are_cleared_and_it_is_started_again(cluster: System):
    folder = str(cluster.folder / "gateway")
    nginx = [each for each in family(cluster.process.pid) if each.name() == "nginx"]
    masters = [each for each in nginx if each.ppid() == cluster.process.pid]
    assert [each.cwd() for each in nginx] == [folder] * len(nginx)
    masters[0].kill()

    async def back() -> bool:
        async with cluster.visitor() as visitor:
            try:
                return (await visitor.get("/health/live")).status_code == 200
            except httpx.TransportError:
                return False

    await asyncio.sleep(1)
    await until(back, seconds=20, every=0.2)
    now = [each for each in psutil.process_iter() if each.name() == "nginx" and each.cwd() == folder]
    assert not {each.pid for each in nginx} & {each.pid for each in now}
