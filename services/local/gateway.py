"""nginx in front of the services: it knows paths only, from `shared/routes.py`."""

import os
import shutil
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from services.local.data_folder import DataFolder, end_leftovers
from services.local.ports import accepts, free_port
from services.local.processes import CannotStart, ChildProcess
from services.local.server import Server
from shared.routes import ROUTES, SERVICES

NGINX = "nginx"
PROJECT = Path(__file__).parents[2]
TEMPLATE = PROJECT / "deploy" / "gateway" / "nginx.conf.j2"
STATIC = PROJECT / "shared" / "panel" / "static"
MIME_TYPES = (Path("/etc/nginx/mime.types"), Path("/opt/homebrew/etc/nginx/mime.types"))


def container_configuration() -> str:
    """The configuration for containers, where each service is a host of its own name."""
    return _render(
        local=False,
        listen="8080",
        workers="auto",
        upstreams={service: f"{service}:8000" for service in SERVICES},
        mime_types="/etc/nginx/mime.types",
        temporary="/tmp",  # noqa: S108 - in a container of its own
        resolver="127.0.0.11",  # the container engine's own name server
        static="",
    )


class Gateway(Server):
    """One nginx on this machine; needs no root."""

    title = "The gateway"

    def __init__(
        self, folder: Path, upstreams: Mapping[str, str], port: int | None = None, host: str = "127.0.0.1"
    ) -> None:
        """`upstreams` says for each service where it listens, as `host:port`."""
        self._place = DataFolder(folder)
        self._folder = self._place.path
        self._upstreams = dict(upstreams)
        self._host = host
        self.port = port or free_port()

    @property
    def url(self) -> str:
        """The address of everything behind it."""
        return f"http://{self._host}:{self.port}"

    async def start(self) -> None:
        """Starts nginx; returns when it listens, whether or not the services do."""
        nginx = nginx_program()
        self._place.take()
        try:
            await end_leftovers(self._folder, NGINX)
            (self._folder / "temporary").mkdir(parents=True, exist_ok=True)
            configuration = self._folder / "nginx.conf"
            configuration.write_text(self._configuration())
            self._server = ChildProcess(
                NGINX,
                [nginx, "-e", "stderr", "-p", self._folder, "-c", configuration],
                log=self._folder / "nginx.log",
                cwd=self._folder,
            )
            await self._server.start()
            await self._server.wait_until(lambda: accepts(self.port, self._host), seconds=15)
        except BaseException:
            await self.stop()
            raise

    async def finish(self, seconds: float = 2) -> None:
        """Takes no more connections; answers most requests under way within `seconds`, the rest goes on."""
        if self._server is None or not self._server.running:
            return
        self._server.send(signal.SIGQUIT)
        with suppress(CannotStart):
            await self._server.wait(seconds)

    async def stop(self) -> None:
        """Ends nginx; open connections are cut."""
        if self._server is not None:
            await self._server.stop(seconds=5)
        self._place.release()

    def _configuration(self) -> str:
        return _render(
            local=True,
            listen=f"{self._host}:{self.port}",
            workers="1",
            upstreams=self._upstreams,
            mime_types=str(_mime_types()),
            temporary=str(self._folder / "temporary"),
            static=str(STATIC) if STATIC.is_dir() else "",
            user="root root" if os.geteuid() == 0 else "",  # nobody else may enter a private data folder
            resolver="",
        )


async def clear_gateway(folder: Path) -> None:
    """Ends workers whose nginx was killed: they hold its port. Raises CannotStart if somebody uses the folder."""
    place = DataFolder(folder)
    if not place.exists:
        return
    place.take()
    try:
        await end_leftovers(place.path, NGINX)
    finally:
        place.release()


def _render(**values: object) -> str:
    environment = Environment(  # noqa: S701 - a configuration, no HTML
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined
    )
    return environment.from_string(TEMPLATE.read_text()).render(routes=ROUTES, **values)


def nginx_program() -> str:
    """Where nginx is; raises CannotStart with what to install if nowhere."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise CannotStart(
            "nginx is not installed: install the package nginx-light, or use `helpdesk up`, which needs none."
        )
    return found


def _mime_types() -> Path:
    return next((file for file in MIME_TYPES if file.exists()), MIME_TYPES[0])
