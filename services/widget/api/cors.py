"""Which websites' pages may call the public JSON door: each desk's own list; an empty list means any."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.widget.domain.errors import NoSuchDesk, OriginRefused
from services.widget.doors import tus
from services.widget.doors.origins import NOBODY, Allowed, allowed, objection_to_page
from services.widget.doors.reading import session_in
from services.widget.queries.desks import WidgetDesks
from shared.problems import answer_to

PREFIX = "/widget/v1/"
MY_TICKETS = "/widget/v1/tickets"
"""The one address that names no desk: the session does, and a preflight brings none."""

OBJECTION = "widget.objection"
"""Where a request's scope has what speaks against taking it, for doors that may have taken it before."""

ASKED_AGAIN = ("/tickets", "/comments")
"""Ends of the addresses where a key makes a repeated request one."""

ALLOWED_HEADERS = "Content-Type, Idempotency-Key, Authorization, traceparent"


class PublicCors:
    """ASGI middleware; never allows credentials, so no cookie of ours is ever of use to a foreign page.

    A page that a desk's list does not name is refused before anything is read or stored: a browser sends some requests
    (plain text, forms) without asking first. Only what was taken under a key before is answered again.
    """

    def __init__(self, app: ASGIApp, desks: WidgetDesks, own: str) -> None:
        self._app = app
        self._desks = desks
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer preflights, refuse other websites, and name the origin on answers it may read."""
        origin = Headers(scope=scope).get("origin") if _is_ours(scope) else None
        if not origin:
            await self._app(scope, receive, send)
            return
        try:
            judged = await self._judge(scope, origin)
            if judged is NOBODY and scope["method"] != "OPTIONS":
                scope[OBJECTION] = _objection(scope)
        except NoSuchDesk:
            judged = NOBODY
        except Exception as error:
            await answer_to(error, PREFIX)(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await _preflight(judged, scope["path"], send)
            return

        async def send_with_origin(message: Message) -> None:
            if message["type"] == "http.response.start":
                readable = readable_by(origin, judged, message["status"])
                _mark(readable, MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, send_with_origin)

    async def _judge(self, scope: Scope, origin: str) -> Allowed:
        if scope["path"] == MY_TICKETS:
            listed = await self._desks.origins_of_session(session_in(Headers(scope=scope)))
            return allowed(origin, listed, self._own)
        kind, _, rest = scope["path"].removeprefix(PREFIX).partition("/")
        token = rest.partition("/")[0]
        if kind == "desks":
            return allowed(origin, (await self._desks.by_token(token)).allowed_origins, self._own)
        return allowed(origin, await self._desks.origins_behind(token), self._own)


def readable_by(origin: str, judged: Allowed, status: int) -> Allowed:
    """Who may read an answer: a page that is refused now, what it was answered before, and nothing else."""
    return Allowed(origin) if judged is NOBODY and status == 202 else judged


def _objection(scope: Scope) -> OriginRefused:
    """What speaks against a page that is not listed; raised where nothing can have been taken from it before."""
    kind = scope["path"].removeprefix(PREFIX).partition("/")[0]
    if scope["method"] != "POST" or not scope["path"].endswith(ASKED_AGAIN):
        raise OriginRefused
    return objection_to_page(Headers(scope=scope).get("idempotency-key"), by_link=kind == "tickets")


def _is_ours(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["path"].startswith(PREFIX)


def _mark(allowed: Allowed, headers: MutableHeaders, path: str) -> None:
    allowed.mark(headers)
    if allowed.origin and tus.is_upload(path):
        headers["Access-Control-Expose-Headers"] += f", {tus.TOLD}"


async def _preflight(allowed: Allowed, path: str, send: Send) -> None:
    start: Message = {"type": "http.response.start", "status": 204, "headers": []}
    headers = MutableHeaders(scope=start)
    _mark(allowed, headers, path)
    if allowed.origin:
        is_upload = tus.is_upload(path)
        headers["Access-Control-Allow-Methods"] = tus.METHODS if is_upload else "GET, POST"
        headers["Access-Control-Allow-Headers"] = ALLOWED_HEADERS + (f", {tus.ASKING}" if is_upload else "")
        headers["Access-Control-Max-Age"] = "600"
    await send(start)
    await send({"type": "http.response.body", "body": b""})
