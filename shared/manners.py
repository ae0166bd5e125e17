"""HTTP manners that hold at every door: HEAD, empty parameters, and errors that people can read."""

from contextlib import suppress
from urllib.parse import quote

from pydantic_core import from_json
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.bodies import BodyTooLarge
from shared.language import language_asked
from shared.locales import ENGLISH
from shared.panel.pages import PanelTemplates, templates, wants_fragment
from shared.parameters import JSON_DOORS, flat
from shared.problems import MEDIA_TYPE, answer_to

PANEL, LIVE = "/panel/", "/panel/live"
KEPT = (b"retry-after", b"allow", b"set-cookie", b"location", b"x-request-id")
"""Headers of an error that its page has too."""

HAVE_WORDS = frozenset({401, 403, 404, 405, 408, 409, 413, 422, 429, 500, 503})
"""Statuses that have a sentence of their own; any other says what 422 says."""

FOR_PROGRAMS = frozenset(
    {
        "invalid",
        "invalid_json",
        "invalid_form",
        "method_not_allowed",
        "unexpected_error",
        "not_found",
        "body_too_large",
    }
)
"""Codes whose own words name fields and methods; those of all other refusals are for people."""


class HeadAnswered(Exception):
    """All that a HEAD request asks for was sent: whatever is still being made has no reader."""


class Manners:
    """ASGI middleware; the application behind it knows GET and answers problems as JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages = templates()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["query_string"] = without_empty(scope["query_string"])
        asked = scope
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, HeadersOnly(send).send
        send = for_people(self._pages, scope, send)
        with suppress(HeadAnswered):
            await self._answer(scope, receive, send)
        # HEAD was answered from a copy of the scope: figures and logs look for the route in the first one.
        asked.update({name: scope[name] for name in ("route", "endpoint") if name in scope})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, also what nobody has foreseen: here it still gets its id and its page."""
        has_begun = False

        async def send_noting(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except (BodyTooLarge, HeadAnswered):
            raise
        except Exception as error:
            if has_begun:
                raise
            route = getattr(scope.get("route"), "path", "other")
            await answer_to(error, route)(scope, receive, send)


class HeadersOnly:
    """Passes on the start of an answer, and ends it there; an endless one ends too."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_sent = False

    async def send(self, message: Message) -> None:
        """One message of the answer; raises HeadAnswered after the first."""
        if self._is_sent:
            raise HeadAnswered
        self._is_sent = True
        await self._send(message)
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})


def without_empty(query: bytes) -> bytes:
    """The query string less the parameters that have no value: `?q=` asks for nothing."""
    if b"=" not in query:
        return b""
    pairs = query.split(b"&")
    kept = [pair for pair in pairs if not pair.endswith(b"=") and b"=" in pair]
    return query if len(kept) == len(pairs) else b"&".join(kept)


def wants_page(scope: Scope) -> bool:
    """Whether a browser asks for a page, as opposed to a program, or a page's script for a part."""
    path: str = scope["path"]
    if path.startswith(JSON_DOORS) or path == LIVE:
        return False
    request = Request(scope)
    is_page = path.startswith(PANEL) or "text/html" in request.headers.get("accept", "")
    return is_page and not wants_fragment(request)


def for_people(pages: PanelTemplates, scope: Scope, send: Send) -> Send:
    """`send`, by which a problem reaches a browser as a page."""
    return Readable(pages, scope, send).send if wants_page(scope) else send


class Readable:
    """Passes an answer on; a problem is turned into a page first."""

    def __init__(self, pages: PanelTemplates, scope: Scope, send: Send) -> None:
        self._pages, self._scope, self._send = pages, scope, send
        self._start: Message | None = None
        self._body = b""
        self._above: str | None = None

    async def send(self, message: Message) -> None:
        """One message of the answer."""
        if message["type"] == "http.response.start" and _is_problem(message):
            self._start = message
            if message["status"] == 405 and self._scope["method"] in ("GET", "HEAD"):
                self._above = page_above(self._scope)
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await (self._go_to(self._above) if self._above else self._show(self._start))

    async def _go_to(self, page: str) -> None:
        headers = [
            (b"location", page.encode("latin-1")),
            (b"content-length", b"0"),
            (b"cache-control", b"no-store"),
        ]
        await self._send({"type": "http.response.start", "status": 303, "headers": headers})
        await self._send({"type": "http.response.body", "body": b""})

    async def _show(self, start: Message) -> None:
        request = Request(self._scope)
        language = language_asked(request)
        status = start["status"] if start["status"] in HAVE_WORDS else 422
        title, detail = (language.say(f"error_page.{status}.{part}") for part in ("title", "detail"))
        said = from_json(self._body)
        if language.tag == ENGLISH and said["code"] not in FOR_PROGRAMS:
            title, detail = said["title"], said["detail"]
        back = "/" if request.url.path.startswith(PANEL) else ""
        context = {"title": title, "detail": detail, "back_url": back, "language": language.tag}
        answer = self._pages.render(request, "error.html", context, status=start["status"], public=True)
        answer.raw_headers += [each for each in start["headers"] if each[0].lower() in KEPT]
        await self._send(
            {"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers}
        )
        await self._send({"type": "http.response.body", "body": answer.body})


def page_above(scope: Scope) -> str | None:
    """Where the form stood whose address is asked for as a page: a browser keeps it after a refusal, and reloads it.

    It is the nearest address above that can be read; the query is kept.
    """
    readable = [
        route
        for route in flat(scope["app"].router.routes)
        if "GET" in (getattr(route, "methods", None) or ())
    ]
    path: str = scope["path"]
    while path := path.rpartition("/")[0]:
        if any(route.path_regex.match(path) for route in readable):  # type: ignore[attr-defined]
            query = scope["query_string"].decode("latin-1")
            return quote(path) + (f"?{query}" if query else "")
    return None


def _is_problem(start: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(MEDIA_TYPE.encode())
        for name, value in start.get("headers", [])
    )
