"""`helpdesk cluster`: one process per service behind nginx, as in production, on this machine."""

import asyncio
import json
import sys
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from rich.console import Console

from services.commands import environment as machine
from services.commands.environment import Environment
from services.commands.migrate import declare_queues, migrate_databases
from services.commands.up import welcome
from services.local.gateway import Gateway, clear_gateway, nginx_program
from services.local.processes import ChildProcess
from services.local.rabbitmq import RabbitMQ, programs_folder
from shared.routes import SERVICES
from shared.serve import KEPT_SOCKET, listen_at
from shared.service import LONGEST_STOP
from shared.stopping import Stop
from shared.telemetry import start_logging

console = Console(stderr=True)


async def run(stop: Stop) -> None:
    """Start everything, keep it going, stop it in reverse order at SIGTERM or Ctrl-C."""
    environment = machine.given_or_made()
    await clear_gateway(machine.data_folder() / "gateway")
    machine.check(environment)
    _look_for_programs(environment)
    start_logging(environment.get("HELPDESK_LOG_LEVEL", "info"), as_json=False)
    async with AsyncExitStack() as stack:
        await machine.add_database(environment, stack)
        if not environment.get("HELPDESK_RABBITMQ_URL"):
            node = await stack.enter_async_context(RabbitMQ(machine.data_folder() / "rabbitmq"))
            environment |= node.addresses
        url = _public_url(environment)
        await migrate_databases(environment)
        for line in await declare_queues(environment):
            console.print(line, soft_wrap=True, highlight=False)
        crew = Crew(environment, machine.data_folder())
        gateway = _gateway(environment, crew)
        stack.push_async_callback(gateway.stop)
        stack.push_async_callback(crew.stop)
        stack.push_async_callback(gateway.finish)
        await crew.start()
        await gateway.start()
        await welcome(url, environment)
        with stop.heard_by(lambda: None):
            await _watch(crew, gateway, stop)


class Crew:
    """One child process per service; one that dies is started again.

    Their listening sockets are kept here and handed on: while a child is replaced, clients wait in them.
    """

    def __init__(self, environment: Environment, folder: Path) -> None:
        self._environment = environment
        self._folder = folder
        self._sockets = {name: listen_at("127.0.0.1", 0)[0] for name in SERVICES}
        self.ports: dict[str, int] = {name: kept.getsockname()[1] for name, kept in self._sockets.items()}
        self._children: dict[str, ChildProcess] = {}

    async def start(self) -> None:
        """All of them, until each answers that it is ready."""
        await asyncio.gather(*[self._start(name) for name in SERVICES])
        await asyncio.gather(*[self._until_ready(name) for name in SERVICES])

    async def revive(self) -> None:
        """Start again what has died."""
        for name, child in self._children.items():
            if not child.running:
                console.print(f"{name} ended with {child.exit_code}; starting it again")
                await self._start(name)

    async def stop(self) -> None:
        """Let all of them drain and end; one that does not is killed, and named."""
        await asyncio.gather(*[child.stop(seconds=LONGEST_STOP) for child in self._children.values()])
        for kept in self._sockets.values():
            kept.close()

    async def _start(self, name: str) -> None:
        self._children[name] = child = self._child(name)
        await child.start()
        self._write_ids()

    async def _until_ready(self, name: str) -> None:
        url = f"http://127.0.0.1:{self.ports[name]}/health/ready"
        await self._children[name].wait_for_url(url, 60)

    def _child(self, name: str) -> ChildProcess:
        kept = self._sockets[name].fileno()
        own = {
            "HELPDESK_HTTP_HOST": "127.0.0.1",
            "HELPDESK_HTTP_PORT": str(self.ports[name]),
            KEPT_SOCKET: str(kept),
        }
        return ChildProcess(
            name,
            [sys.executable, "-m", "services", "run", name],
            log=self._folder / "logs" / f"{name}.log",
            env={**without_others(self._environment, name), **own},
            keeps=[kept],
        )

    def _write_ids(self) -> None:
        ids = {name: child.pid for name, child in self._children.items() if child.running}
        draft = self._folder / "processes.json.new"
        draft.write_text(json.dumps(ids))
        draft.replace(self._folder / "processes.json")


def without_others(environment: Environment, name: str) -> Environment:
    """A service does not get the broker's passwords of the others, nor the administrator's where it has its own."""
    own = f"HELPDESK_{name.upper()}_RABBITMQ_URL"
    kept = own if own in environment else "HELPDESK_RABBITMQ_URL"
    return {
        key: value for key, value in environment.items() if not key.endswith("RABBITMQ_URL") or key == kept
    }


async def _watch(crew: Crew, gateway: Gateway, stop: Stop) -> None:
    while not stop.is_told:
        await crew.revive()
        if not gateway.server.running:
            console.print(f"nginx ended with {gateway.server.exit_code}; starting it again")
            await gateway.start()
        with suppress(TimeoutError):
            async with asyncio.timeout(0.2):
                await stop.wait()


def _look_for_programs(environment: Environment) -> None:
    """Say what is missing before anything is started."""
    nginx_program()
    if not environment.get("HELPDESK_RABBITMQ_URL"):
        programs_folder()


def _public_url(environment: Environment) -> str:
    host, port = machine.listens_at(environment)
    return environment.setdefault("HELPDESK_PUBLIC_URL", f"http://{host}:{port}")


def _gateway(environment: Environment, crew: Crew) -> Gateway:
    upstreams = {name: f"127.0.0.1:{port}" for name, port in crew.ports.items()}
    host, port = machine.listens_at(environment)
    return Gateway(machine.data_folder() / "gateway", upstreams, port, host)
