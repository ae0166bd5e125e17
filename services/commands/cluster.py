"""`helpdesk cluster`: one process per service behind nginx, as in production, on this machine."""

import asyncio
import json
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console

from services.commands.environment import (
    Environment,
    add_database,
    check,
    data_folder,
    given_or_made,
    listens_at,
)
from services.commands.migrate import declare_queues, migrate_databases
from services.commands.up import welcome
from services.local.gateway import Gateway, nginx_program
from services.local.ports import free_ports
from services.local.processes import ChildProcess
from services.local.rabbitmq import RabbitMQ, programs_folder
from shared.routes import SERVICES
from shared.telemetry import start_logging

console = Console(stderr=True)


async def run() -> None:
    """Start everything, keep it going, stop it in reverse order at SIGTERM or Ctrl-C."""
    environment = given_or_made()
    check(environment)
    _look_for_programs(environment)
    start_logging(environment.get("HELPDESK_LOG_LEVEL", "info"), as_json=False)
    async with AsyncExitStack() as stack:
        await add_database(environment, stack)
        if not environment.get("HELPDESK_RABBITMQ_URL"):
            node = await stack.enter_async_context(RabbitMQ(data_folder() / "rabbitmq"))
            environment["HELPDESK_RABBITMQ_URL"] = node.url
        url = _public_url(environment)
        await migrate_databases(environment)
        for line in await declare_queues(environment):
            console.print(line, soft_wrap=True, highlight=False)
        crew = Crew(environment, data_folder())
        stack.push_async_callback(crew.stop)
        await crew.start()
        await stack.enter_async_context(_gateway(environment, crew))
        await welcome(url, environment)
        await crew.watch(_told_to_stop())


class Crew:
    """One child process per service; one that dies is started again."""

    def __init__(self, environment: Environment, folder: Path) -> None:
        self._environment = environment
        self._folder = folder
        self.ports: dict[str, int] = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
        self._children = {name: self._child(name) for name in SERVICES}

    async def start(self) -> None:
        """All of them, until each answers that it is ready."""
        await asyncio.gather(*[self._start(name) for name in SERVICES])

    async def watch(self, stop: asyncio.Event) -> None:
        """Start again what has died, until `stop`."""
        while not stop.is_set():
            for name, child in self._children.items():
                if not child.running:
                    console.print(f"{name} ended with {child.exit_code}; starting it again")
                    await self._start(name, wait=False)
            try:
                async with asyncio.timeout(0.2):
                    await stop.wait()
            except TimeoutError:
                continue

    async def stop(self) -> None:
        """Let all of them drain and end."""
        await asyncio.gather(*[child.stop(seconds=40) for child in self._children.values()])

    async def _start(self, name: str, wait: bool = True) -> None:
        self._children[name] = child = self._child(name)
        await child.start()
        self._write_ids()
        if wait:
            await child.wait_for_url(f"http://127.0.0.1:{self.ports[name]}/health/ready", 60)

    def _child(self, name: str) -> ChildProcess:
        own = {"HELPDESK_HTTP_HOST": "127.0.0.1", "HELPDESK_HTTP_PORT": str(self.ports[name])}
        return ChildProcess(
            name,
            [sys.executable, "-m", "services", "run", name],
            log=self._folder / "logs" / f"{name}.log",
            env={**self._environment, **own},
        )

    def _write_ids(self) -> None:
        ids = {name: child.pid for name, child in self._children.items() if child.running}
        draft = self._folder / "processes.json.new"
        draft.write_text(json.dumps(ids))
        draft.replace(self._folder / "processes.json")


def _look_for_programs(environment: Environment) -> None:
    """Say what is missing before anything is started."""
    nginx_program()
    if not environment.get("HELPDESK_RABBITMQ_URL"):
        programs_folder()


def _public_url(environment: Environment) -> str:
    host, port = listens_at(environment)
    return environment.setdefault("HELPDESK_PUBLIC_URL", f"http://{host}:{port}")


def _gateway(environment: Environment, crew: Crew) -> Gateway:
    upstreams = {name: f"127.0.0.1:{port}" for name, port in crew.ports.items()}
    host, port = listens_at(environment)
    return Gateway(data_folder() / "gateway", upstreams, port, host)


def _told_to_stop() -> asyncio.Event:
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    return stop
