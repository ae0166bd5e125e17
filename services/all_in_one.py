"""Every service in one process behind one address: the only module that sees them all."""

import asyncio
from collections.abc import Mapping, Sequence
from importlib import import_module

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from shared.bus.docs import asyncapi
from shared.docs import add_docs
from shared.operations import operations_door
from shared.routes import SERVICES, owner
from shared.service import Service
from shared.settings import CommonSettings, load
from shared.web import may_inspect


def settings_of(name: str, environment: Mapping[str, str]) -> CommonSettings:
    """A service's settings; ends the program with one line if one is wrong."""
    module = import_module(f"services.{name}.settings")
    kind: type[CommonSettings] = getattr(module, f"{name.capitalize()}Settings")
    return load(kind, name, environment)


def build(name: str, environment: Mapping[str, str]) -> Service:
    """One service, wired. Only its own modules are imported, so that its container needs no other's."""
    service: Service = import_module(f"services.{name}.app").build(settings_of(name, environment))
    service.web.include_router(operations_door(name))
    add_docs(service.web, name, service.handlers)
    return service


def build_all(environment: Mapping[str, str]) -> list[Service]:
    """All of them, wired."""
    return [build(name, environment) for name in SERVICES]


class OneAddress:
    """An ASGI application that hands each request to the service that owns its path, unchanged."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._events = [service.handlers for service in services]
        self._services = {service.name: service for service in services}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; readiness speaks for all services together."""
        if scope["type"] not in ("http", "websocket"):
            return
        app = self._services[owner(scope["path"])].answers
        if scope["path"] == "/health/ready":
            app = self._answer_ready
        elif scope["path"] == "/docs/events":
            app = Response(asyncapi("Helpdesk events", self._events), media_type="application/json")
        await app(scope, receive, send)

    async def _answer_ready(self, scope: Scope, receive: Receive, send: Send) -> None:
        names = list(self._services)
        found = await asyncio.gather(*[self._services[name].web.state.health.ready() for name in names])
        is_ready = all(ready for ready, _ in found)
        may_know = may_inspect(Request(scope), self._services[names[0]].web.state.settings)
        body = {
            "status": "ready" if is_ready else "not_ready",
            "services": {
                name: {"status": "ready" if ready else "not_ready"} | (told if may_know else {})
                for name, (ready, told) in zip(names, found, strict=True)
            },
        }
        await JSONResponse(body, 200 if is_ready else 503)(scope, receive, send)
