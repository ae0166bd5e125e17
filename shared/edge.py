"""What happens to every request before a route sees it: ids, trace, size limit, figures."""

import re
import time

from opentelemetry.trace import SpanKind
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

from shared.problems import body_too_large
from shared.telemetry import continued

JSON_LIMIT = 1024 * 1024
"""Bytes of an ordinary request's body."""

UPLOAD_LIMIT = 105 * 1024 * 1024
"""Bytes of a multipart body; each file in it has a limit of its own."""

SECONDS = Histogram(
    "helpdesk_http_seconds",
    "Time to answer a request",
    ["service", "method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
READ = frozenset({b"x-request-id", b"traceparent", b"tracestate", b"content-type", b"content-length"})
_sane_id = re.compile(r"[A-Za-z0-9._-]{8,80}")


def sane_request_id(given: str) -> str | None:
    """A caller's own request id, if it can be taken over into logs."""
    return given if _sane_id.fullmatch(given) else None


class BodyTooLarge(Exception):
    """More bytes came than a request may have."""


class Edge:
    """ASGI middleware around a service's application."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"] if key in READ
        }
        request_id = sane_request_id(headers.get("x-request-id", "")) or str(uuid7())
        limit = UPLOAD_LIMIT if headers.get("content-type", "").startswith("multipart/") else JSON_LIMIT
        if _announced(headers) > limit:
            await body_too_large()(scope, receive, send)
            return
        await self._answer(scope, _limited(receive, limit), send, headers, request_id)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str], request_id: str
    ) -> None:
        started, status = time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", []),
                    (b"x-request-id", request_id.encode()),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        name = f"{scope['method']} {self._service}"
        with continued(name, {**headers, "correlation_id": request_id}, SpanKind.SERVER) as span:
            try:
                await self._app(scope, receive, send_with_id)
            except BodyTooLarge:
                await body_too_large()(scope, receive, send_with_id)
            route = getattr(scope.get("route"), "path", "other")
            span.set_attribute("http.route", route)
            span.set_attribute("http.response.status_code", status)
        SECONDS.labels(self._service, scope["method"], route, status).observe(time.perf_counter() - started)


def _announced(headers: dict[str, str]) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdigit() else 0


def _limited(receive: Receive, limit: int) -> Receive:
    total = 0

    async def receive_limited() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise BodyTooLarge
        return message

    return receive_limited
