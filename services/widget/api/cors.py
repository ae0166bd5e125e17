"""Which websites' pages may call the public JSON door: each desk's own list; an empty list means any."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.widget.desks import Desks
from services.widget.origins import Allowed, allowed_origin

PREFIX = "/widget/v1/"
ALLOWED_HEADERS = "Content-Type, Idempotency-Key, Authorization, traceparent"


class PublicCors:
    """ASGI middleware; never allows credentials, so no cookie of ours is ever of use to a foreign page."""

    def __init__(self, app: ASGIApp, desks: Desks) -> None:
        self._app = app
        self._desks = desks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer preflights, and name the origin on answers it may read."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        origin = Headers(scope=scope).get("origin")
        if not origin:
            await self._app(scope, receive, send)
            return
        allowed = await allowed_origin(self._desks, origin, _desk_token(scope["path"]))
        if scope["method"] == "OPTIONS":
            await _preflight(allowed, send)
            return

        async def send_with_origin(message: Message) -> None:
            if message["type"] == "http.response.start":
                allowed.mark(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_origin)


def _desk_token(path: str) -> str | None:
    parts = path.removeprefix(PREFIX).split("/")
    return parts[1] if parts[0] == "desks" and len(parts) > 1 else None


async def _preflight(allowed: Allowed, send: Send) -> None:
    start: Message = {"type": "http.response.start", "status": 204, "headers": []}
    headers = MutableHeaders(scope=start)
    allowed.mark(headers)
    if allowed.origin:
        headers["Access-Control-Allow-Methods"] = "GET, POST"
        headers["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
        headers["Access-Control-Max-Age"] = "600"
    await send(start)
    await send({"type": "http.response.body", "body": b""})
