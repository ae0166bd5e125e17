"""Files on a host of their own: there is nothing else there, and no file anywhere else.

What strangers sent then has an origin without cookies and without pages, whatever a browser makes of it.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

FILES = "/files/"
NOT_HERE = {"type": "about:blank", "title": "Not found", "status": 404, "code": "not_found"}


def own_host(files_url: str, public_url: str) -> str:
    """The host, with its port if it names one, that answers files and nothing else; '' where there is none."""
    host = urlsplit(files_url).netloc.lower()
    return "" if host == urlsplit(public_url).netloc.lower() else host


class FilesHost:
    """Stands before a service: 404 for a file asked for elsewhere, and for anything else that is asked for there."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app, self._host = app, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._may_be_answered(scope):
            await self._app(scope, receive, send)
        else:
            answer = JSONResponse(NOT_HERE, 404, media_type="application/problem+json")
            await answer(scope, receive, send)

    def _may_be_answered(self, scope: Scope) -> bool:
        is_there = Headers(scope=scope).get("host", "").lower() == self._host
        return is_there == scope["path"].startswith(FILES)
