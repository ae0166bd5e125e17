"""A private RabbitMQ node: the system's programs, with ports, cookie, data and port mapper of its own."""

import asyncio
import json
import os
import secrets
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path

from services.local.data_folder import DataFolder, end_leftovers
from services.local.ports import accepts, free_port
from services.local.processes import CannotStart, ChildProcess
from services.local.server import DataServer
from shared.bus.permissions import BrokerUser, definitions, with_administrator
from shared.routes import SERVICES

# The system's own wrappers in the search path change to the user rabbitmq and to its folders.
PROGRAMS = (
    Path("/usr/lib/rabbitmq/bin"),
    Path("/opt/rabbitmq/sbin"),
    Path("/opt/homebrew/opt/rabbitmq/sbin"),
)
# It shares the machine with everything else; on two cores one scheduler needs a fifth less time than two.
SCHEDULERS = max(1, (os.cpu_count() or 2) // 2)
ADMINISTRATOR = "helpdesk"
PATIENCE_WHILE_STARTING = 5
"""Seconds that a node gets to end which nobody has spoken to yet."""

AMQP_GREETING = b"AMQP\x00\x00\x09\x01"
CONFIGURATION = """\
listeners.tcp.local = 127.0.0.1:{port}
load_definitions = {definitions}
log.file.level = warning
disk_free_limit.absolute = 50MB
vm_memory_high_watermark.absolute = 1GB
raft.wal_max_size_bytes = 67108864
"""


class RabbitMQ(DataServer):
    """One RabbitMQ node on 127.0.0.1; its queues and messages outlive it."""

    title = "RabbitMQ"

    def __init__(self, folder: Path, port: int | None = None, management_port: int | None = None) -> None:
        """`folder` is made if missing; one process at a time may use it; no `port` = a free one, kept for restarts.

        With a `management_port` it has the management door there, as the container of `deploy/` has.
        """
        self._folder = DataFolder(folder)
        self._path = self._folder.path
        self.port = port or free_port()
        self._distribution_port = free_port()
        self._mapper_port = free_port()
        self._management_port = management_port
        self._mapper: ChildProcess | None = None

    @property
    def url(self) -> str:
        """The AMQP address, with name and password of the administrator."""
        return self._address(ADMINISTRATOR, "password")

    @property
    def addresses(self) -> dict[str, str]:
        """Environment variables: the administrator's address, and one for each service, which may do its own only."""
        own = {f"HELPDESK_{name.upper()}_RABBITMQ_URL": self.url_of(name) for name in SERVICES}
        return {"HELPDESK_RABBITMQ_URL": self.url} | own

    def url_of(self, service: str) -> str:
        """The AMQP address of one service's user."""
        return self._address(service, f"password.{service}")

    def _address(self, name: str, secret: str) -> str:
        return f"amqp://{name}:{self._secret(secret)}@127.0.0.1:{self.port}/"

    async def _start(self) -> None:
        programs = programs_folder()
        await self._clear_leftovers()
        self._clear_half_made()
        self._write_configuration()
        await self._start_mapper()
        self._server = ChildProcess(
            "RabbitMQ",
            [programs / "rabbitmq-server"],
            log=self._path / "console.log",
            env=self._environment(),
            cwd=self._path,
        )
        await self._server.start()
        await self._server.wait_until(self._greets, seconds=120)
        self._unfinished.unlink(missing_ok=True)

    async def _break_off(self) -> None:
        # One that is told to end while it starts may wait for its own tables for minutes. It has confirmed nothing
        # in this run, and what it confirmed in others outlives a kill; a first start begins anew (`_clear_half_made`).
        self.server.send(signal.SIGTERM)
        try:
            await self.server.wait(PATIENCE_WHILE_STARTING)
        except CannotStart:
            await self.server.kill()

    async def _end_helpers(self) -> None:
        if self._mapper is not None:
            await self._mapper.stop()

    async def rabbitmqctl(self, *arguments: str) -> str:
        """Runs `rabbitmqctl` against this started (perhaps killed) node and answers what it prints."""
        if self._mapper is None or not self._mapper.running:
            raise CannotStart(
                "RabbitMQ has not been started."
            )  # the program would start a port mapper and leave it
        process = await asyncio.create_subprocess_exec(
            programs_folder() / "rabbitmqctl",
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **self._environment()},
        )
        output, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"rabbitmqctl {' '.join(arguments)}: {output.decode().strip()}")
        return output.decode()

    async def _start_mapper(self) -> None:
        """Erlang's port mapper runs as our own child, so that it can be ended by its id and disturbs nobody's."""
        if self._mapper is not None and self._mapper.running:
            return
        self._mapper = ChildProcess(
            "Erlang's port mapper (epmd)",
            [_port_mapper(), "-address", "127.0.0.1", "-port", str(self._mapper_port)],
            log=self._path / "epmd.log",
            cwd=self._path,
        )
        await self._mapper.start()
        await self._mapper.wait_until(lambda: accepts(self._mapper_port), seconds=10)

    async def _clear_leftovers(self) -> None:
        if not self.running:
            await end_leftovers(self._path, "beam.smp")
        if self._mapper is None:
            await end_leftovers(self._path, "epmd")

    @property
    def _data(self) -> Path:
        return self._path / "data"

    @property
    def _unfinished(self) -> Path:
        """Stands there from the first start until a node answers: one that is ended before waits for ever for tables."""
        return self._path / "data.unfinished"

    def _clear_half_made(self) -> None:
        if self._unfinished.exists():
            shutil.rmtree(self._data, ignore_errors=True)
        if not self._data.exists():
            self._unfinished.touch()

    async def _greets(self) -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        try:
            writer.write(AMQP_GREETING)
            return await asyncio.wait_for(reader.read(1), 5) == b"\x01"
        except (TimeoutError, OSError):
            return False
        finally:
            writer.close()

    def _write_configuration(self) -> None:
        told = CONFIGURATION.format(port=self.port, definitions=self._write_users())
        if self._management_port:
            told += f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {self._management_port}\n"
        (self._path / "rabbitmq.conf").write_text(told)
        plugins = "rabbitmq_management" if self._management_port else ""
        (self._path / "enabled_plugins").write_text(f"[{plugins}].\n")
        self._secret(".erlang.cookie")

    def _write_users(self) -> Path:
        """Read at every start, so that the broker knows at once what a new version may say and read."""
        users = {name: BrokerUser.of(self.url_of(name)) for name in SERVICES}
        file = self._path / "definitions.json"
        file.touch(mode=0o600)
        file.write_text(json.dumps(with_administrator(definitions(users), BrokerUser.of(self.url))))
        return file

    def _secret(self, name: str) -> str:
        file = self._path / name
        if not file.exists():
            self._path.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_hex(16))
        return file.read_text()

    def _environment(self) -> Mapping[str, str]:
        path = self._path
        return {
            "HOME": str(path),
            "RABBITMQ_NODENAME": "helpdesk@localhost",
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "ERL_EPMD_PORT": str(self._mapper_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_CRASH_DUMP": str(path / "erl_crash.dump"),
            "RABBITMQ_CONF_ENV_FILE": str(path / "no-environment.conf"),
            "RABBITMQ_CONFIG_FILE": str(path / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(path / "no-advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(path / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(self._data),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(path / "generated"),
            "RABBITMQ_LOG_BASE": str(path / "log"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"-kernel inet_dist_use_interface {{127,0,0,1}} +S {SCHEDULERS}:{SCHEDULERS}",
        }


def programs_folder() -> Path:
    """Where RabbitMQ's programs are; raises CannotStart with what to install if nowhere."""
    for folder in PROGRAMS:
        if (folder / "rabbitmq-server").exists():
            return folder
    raise CannotStart(
        "RabbitMQ is not installed: install the package rabbitmq-server, or set HELPDESK_RABBITMQ_URL."
    )


def _port_mapper() -> Path:
    in_path = shutil.which("epmd")
    places = [Path(in_path)] if in_path else sorted(Path("/usr/lib/erlang").glob("erts-*/bin/epmd"))
    if not places:
        raise CannotStart(
            "Erlang's epmd is not installed: install the package erlang-base, or set HELPDESK_RABBITMQ_URL."
        )
    return places[-1]
