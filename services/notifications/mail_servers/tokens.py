"""Access tokens (RFC 6749, section 6): fetched with a mailbox's grant, kept until shortly before they expire."""

import asyncio
import json
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

import httpx
from cachetools import TLRUCache

from services.notifications.domain.errors import HostRefused
from services.notifications.mail_servers.grants import Grant
from services.notifications.mail_servers.hosts import Hosts, NotResolved
from shared.holding import hold_nothing

EARLY = 120.0
"""Seconds before its end from which on a token is not used any more: a conversation may take that long."""

UNTOLD = 300.0
"""Seconds that a token is good for whose end is not told."""

LONGEST_ANSWER = 64 * 1024
KEPT = 10_000
HTTPS = 443

KeepRefreshToken = Callable[[Grant, str], Awaitable[bytes | None]]
"""Stores a new refresh token in place of the grant's; answers it sealed, None when the grant is another one by now."""


class NoToken(Exception):
    """No access token was to be had; what the token server said."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token; `until` by the monotonic clock. `is_fresh`: it was fetched just now."""

    text: str
    until: float
    is_fresh: bool = True

    def __repr__(self) -> str:
        return "Token()"


async def _keep_nothing(_: Grant, __: str) -> bytes | None:
    return None


class Tokens:
    """Access tokens of one process; who asks for the same one at the same time is answered by one request."""

    def __init__(
        self, hosts: Hosts, tls: ssl.SSLContext, limit: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._hosts, self._tls, self._limit, self._clock = hosts, tls, limit, clock
        self._kept = TLRUCache[Grant, Token](KEPT, ttu=lambda _, token, __: token.until, timer=clock)
        self._locks: WeakValueDictionary[Grant, asyncio.Lock] = WeakValueDictionary()
        self.keep_refresh_token: KeepRefreshToken = _keep_nothing

    async def token(self, grant: Grant) -> Token:
        """An access token for the grant; raises NoToken, HostRefused, NotResolved."""
        lock = self._locks.setdefault(grant, asyncio.Lock())
        async with lock:
            if kept := self._kept.get(grant):
                return replace(kept, is_fresh=False)
            answer = await self._asked(grant)
            token = Token(answer["access_token"], self._clock() + max(_seconds(answer) - EARLY, 0))
            self._kept[grant] = token
            await self._renew(grant, answer.get("refresh_token"), token)
            return token

    def forget(self, grant: Grant) -> None:
        """The mail server does not take the token that is kept."""
        self._kept.pop(grant, None)

    async def _renew(self, grant: Grant, refresh_token: object, token: Token) -> None:
        """Some providers give a new refresh token with each access token, and let the former one run out."""
        if not isinstance(refresh_token, str) or refresh_token in ("", grant.secrets.refresh_token):
            return
        sealed = await self.keep_refresh_token(grant, refresh_token)
        if sealed is not None:
            secrets = replace(grant.secrets, refresh_token=refresh_token)
            self._kept[replace(grant, secrets=secrets, sealed=sealed)] = token

    async def _asked(self, grant: Grant) -> dict[str, Any]:
        hold_nothing("asking for an access token")
        fields = {"grant_type": "refresh_token", "client_id": grant.client_id}
        fields["refresh_token"] = grant.secrets.refresh_token
        if grant.secrets.client_secret:
            fields["client_secret"] = grant.secrets.client_secret
        if grant.scope:
            fields["scope"] = grant.scope
        try:
            async with asyncio.timeout(self._limit):
                status, body = await self._post(grant.token_url, fields)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as error:
            raise NoToken(f"the token server did not answer: {error or type(error).__name__}") from error
        answer = _read(body)
        if status != httpx.codes.OK or not isinstance(answer.get("access_token"), str):
            raise NoToken(_refusal(status, answer, grant))
        return answer

    async def _post(self, url: str, fields: dict[str, str]) -> tuple[int, bytes]:
        """Status and body, from the very address that was looked up: no redirect, no proxy, nothing without end."""
        at, host, port = httpx.URL(url), *place_of(url)
        found = await self._hosts.resolve_web(host, port)
        headers = {"host": at.netloc.decode(), "accept": "application/json", "accept-encoding": "identity"}
        asking = {"data": fields, "headers": headers, "extensions": {"sni_hostname": host}}
        async with httpx.AsyncClient(verify=self._tls, trust_env=False, timeout=self._limit) as http:
            for address in found[:-1]:
                try:
                    return await _read_whole(http, at.copy_with(host=str(address.target[0])), asking)
                except httpx.ConnectError:
                    continue
            return await _read_whole(http, at.copy_with(host=str(found[-1].target[0])), asking)


def place_of(url: str) -> tuple[str, int]:
    """Host and port that a web address names."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (HTTPS if parts.scheme == "https" else 80)


async def _read_whole(http: httpx.AsyncClient, url: httpx.URL, asking: dict[str, Any]) -> tuple[int, bytes]:
    body = b""
    async with http.stream("POST", url, **asking) as answer:
        async for chunk in answer.aiter_raw():
            body += chunk
            if len(body) > LONGEST_ANSWER:
                raise NoToken("the token server's answer is too long")
    return answer.status_code, body


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _seconds(answer: dict[str, Any]) -> float:
    try:
        return min(float(answer.get("expires_in", UNTOLD)), 86_400.0)
    except (TypeError, ValueError):
        return UNTOLD


def _refusal(status: int, answer: dict[str, Any], grant: Grant) -> str:
    """What the server says is wrong (RFC 6749, section 5.2), never what we said to it."""
    words = [str(answer[name]) for name in ("error", "error_description") if answer.get(name)]
    said = " ".join(": ".join(words).split())[:300]
    for secret in (grant.secrets.client_secret, grant.secrets.refresh_token):
        said = said.replace(secret, "…") if secret else said
    return f"the token server gives no access ({status}) {said}".rstrip()


TOKEN_TROUBLE = (NoToken, HostRefused, NotResolved)
