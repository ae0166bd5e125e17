"""A token endpoint (RFC 6749, section 6) on this machine, over real HTTP."""

import asyncio
from typing import Any, Self
from urllib.parse import parse_qs

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from tests.waiting import until


class TokenServer:
    """Gives an access token for the refresh token it gave last; `tokens` are those that count, `asked` what was sent.

    `rotates`: each answer has a new refresh token. `mode` makes it misbehave.
    """

    def __init__(self, *, rotates: bool = False, tls: dict[str, Any] | None = None) -> None:
        self.tokens: set[str] = set()
        self.asked: list[dict[str, str]] = []
        self.refresh_token, self.secret = "refresh-0", "client-canary"
        self.seconds: Any = 3600
        self.mode = ""
        self._rotates, self._tls = rotates, tls or {}

    async def __aenter__(self) -> Self:
        config = uvicorn.Config(
            self._app, "127.0.0.1", 0, log_level="critical", lifespan="off", interface="asgi3", **self._tls
        )
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._server.serve())
        await until(lambda: asyncio.sleep(0, self._server.started))
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"{'https' if self._tls else 'http'}://localhost:{port}/token"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.should_exit = True
        await self._task

    def grant(self, **changed: Any) -> dict[str, Any]:
        """A mailbox's way in by this server."""
        grant = {
            "token_url": self.url,
            "client_id": "client-1",
            "client_secret": self.secret,
            "scope": "mail",
        }
        return {
            "username": "u",
            "auth": "oauth2",
            "oauth2": grant | {"refresh_token": self.refresh_token} | changed,
        }

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        if request.url.path == "/info":
            await self._tell(request)(scope, receive, send)
            return
        fields = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        self.asked.append(fields | {"host": request.headers["host"], "path": request.url.path})
        await self._answer(fields)(scope, receive, send)

    def _tell(self, request: Request) -> Response:
        """Whose an access token is, for a server that was shown one."""
        known = request.query_params.get("access_token") in self.tokens
        return JSONResponse({"email": "u"} if known else {"error": "invalid_token"}, 200 if known else 401)

    def _answer(self, fields: dict[str, str]) -> Response:
        if self.mode == "redirect":
            return RedirectResponse(self.url.replace("/token", "/elsewhere"), 307)
        if self.mode == "endless":
            return JSONResponse({"access_token": "x" * 100_000})
        if self.mode == "no json":
            return Response("[" * 50_000)
        named = (fields.get("refresh_token"), fields.get("client_secret"), fields.get("client_id"))
        if named != (self.refresh_token, self.secret, "client-1") or fields["grant_type"] != "refresh_token":
            said = f"the token {fields.get('refresh_token')} has been revoked"
            return JSONResponse({"error": "invalid_grant", "error_description": said}, 400)
        return JSONResponse(self._given())

    def _given(self) -> dict[str, Any]:
        token = f"access-{len(self.asked)}"
        self.tokens |= {token}
        given = {"access_token": token, "expires_in": self.seconds, "token_type": "Bearer"}
        if self._rotates:
            self.refresh_token = f"refresh-{len(self.asked)}"
            given["refresh_token"] = self.refresh_token
        return given
