"""What happens to every request before a route sees it: ids, trace, size limit, figures."""

import re
import time
from collections.abc import Callable
from contextlib import suppress

from opentelemetry.trace import SpanKind
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

from shared.bodies import (
    JSON_LIMIT,
    WITH_FILES,
    BodyTooLarge,
    BodyTooSlow,
    Counted,
    FileDoor,
    file_doors,
    limit_of,
)
from shared.manners import for_people
from shared.panel.pages import templates
from shared.problems import body_too_large, body_too_slow
from shared.telemetry import continued

SECONDS = Histogram(
    "helpdesk_http_seconds",
    "Time to answer a request",
    ["service", "method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
PLAIN = ((b"x-content-type-options", b"nosniff"),)
HTTPS = (*PLAIN, (b"strict-transport-security", b"max-age=31536000"))
READ = frozenset({b"x-request-id", b"traceparent", b"tracestate", b"content-type", b"content-length"})
_sane_id = re.compile(r"[A-Za-z0-9._-]{8,80}")


def sane_request_id(given: str) -> str | None:
    """A caller's own request id, if it can be taken over into logs."""
    return given if _sane_id.fullmatch(given) else None


class Edge:
    """ASGI middleware around a service's application."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service
        self._doors: tuple[FileDoor, ...] | None = None
        self._pages = templates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"] if key in READ
        }
        request_id = sane_request_id(headers.get("x-request-id", "")) or str(uuid7())
        name = f"{scope['method']} {self._service}"
        started, answer = time.perf_counter(), Answer(send, request_id, _is_https(scope))
        with continued(name, {**headers, "correlation_id": request_id}, SpanKind.SERVER) as span:
            await self._answer(scope, receive, answer, headers)
            route = route_of(scope)
            span.set_attribute("http.route", route)
            span.set_attribute("http.response.status_code", answer.status)
        spent = time.perf_counter() - started
        SECONDS.labels(self._service, scope["method"], route, answer.status).observe(spent)

    async def _answer(
        self, scope: Scope, receive: Receive, answer: "Answer", headers: dict[str, str]
    ) -> None:
        limit = await self._limit(scope, headers)
        if _announced(headers) > limit:
            await body_too_large()(scope, receive, for_people(self._pages, scope, answer.send))
            return
        body = Counted(receive, limit)
        # Whatever the application makes of a body that broke off, the answer says why.
        answer.is_replaced = lambda: body.is_too_large or body.is_too_slow
        with suppress(BodyTooLarge, BodyTooSlow):
            await self._app(scope, body.receive, answer.send)
        if answer.is_replaced() and not answer.is_sent:
            why = body_too_large() if body.is_too_large else body_too_slow()
            await why(scope, receive, for_people(self._pages, scope, answer.pass_on))

    async def _limit(self, scope: Scope, headers: dict[str, str]) -> int:
        if not headers.get("content-type", "").startswith(WITH_FILES):
            return JSON_LIMIT
        if self._doors is None:
            self._doors = file_doors(scope["app"].router.routes)
        return await limit_of(scope, self._doors)


class Answer:
    """Passes an answer on with the headers that every answer has."""

    def __init__(self, send: Send, request_id: str, https: bool) -> None:
        self._send, self._https = send, https
        self._more = [(b"x-request-id", request_id.encode()), *(HTTPS if https else PLAIN)]
        self.status = 500
        self.is_sent = False
        self.is_replaced: Callable[[], bool] = lambda: False

    async def send(self, message: Message) -> None:
        """One message, unless another answer takes the place of this one."""
        if self.is_sent or not self.is_replaced():
            await self.pass_on(message)

    async def pass_on(self, message: Message) -> None:
        """One message, whatever is said of its body."""
        if message["type"] == "http.response.start":
            self.status, self.is_sent = message["status"], True
            own = message.get("headers", [])
            more = [header for header in self._more if header[0] not in {name.lower() for name, _ in own}]
            message["headers"] = [*(map(_secure, own) if self._https else own), *more]
        await self._send(message)


def route_of(scope: Scope) -> str:
    """The template of the route that answers, for logs and figures: paths hold tokens and words."""
    return getattr(scope.get("route"), "path", "other")


def _secure(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """A cookie of an https site never travels without TLS, whoever sets it."""
    name, value = header
    if name.lower() != b"set-cookie" or b"; secure" in value.lower():
        return header
    return name, value + b"; Secure"


def _is_https(scope: Scope) -> bool:
    settings = getattr(scope["app"].state, "settings", None)
    return settings is not None and settings.public_url.startswith("https://")


def _announced(headers: dict[str, str]) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdigit() else 0
