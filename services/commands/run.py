"""`helpdesk run <service> [role]`: one service, the container's command."""

from contextlib import AsyncExitStack

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from services.all_in_one import build, settings_of
from services.commands.environment import given
from services.commands.migrate import bus_url
from services.commands.reach import needing_database
from services.local.ports import refuse_taken
from shared.bus import bus_at
from shared.process_role import Role
from shared.serve import KEPT_SOCKET, kept_listener, listen_at, serve
from shared.service import running, stop_streams
from shared.stopping import Stop, run_until_told
from shared.telemetry import start_logging, start_tracing, stop_tracing


async def run(name: str, role: Role) -> None:
    """Serve and work until stopped."""
    await run_until_told(lambda stop: _run(name, role, stop))


async def _run(name: str, role: Role, stop: Stop) -> None:
    environment = given()
    settings = settings_of(name, environment)
    kept = environment.get(KEPT_SOCKET)
    if not kept:
        refuse_taken(settings.http_host, settings.http_port, "HELPDESK_HTTP_PORT")
    start_logging(settings.log_level, settings.log_json)
    start_tracing(settings.otlp_endpoint)
    service = build(name, environment)
    app = HealthOnly(service.web) if role is Role.WORKER else service.answers
    async with AsyncExitStack() as stack:
        stack.callback(stop_tracing)
        with needing_database(name, service.database.url, environment):
            await stack.enter_async_context(running([service], bus_at(bus_url(settings)), role))
        await serve(
            app,
            [kept_listener(int(kept))] if kept else listen_at(settings.http_host, settings.http_port),
            stop,
            lambda: print("ready", flush=True),
            lambda: stop_streams([service]),
            settings.trusted_proxies,
        )


class HealthOnly:
    """A worker has no doors; it answers only how it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_asked = scope["path"].startswith("/health/") or scope["path"] == "/metrics"
        app = self._app if is_asked else PlainTextResponse("this process is a worker", 404)
        await app(scope, receive, send)
