"""The service as random actions reach it, from a thread of their own."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import httpx

from tests.service_fixtures import Alone


@dataclass
class Doors:
    """The service, somebody's client, and the loop that both live in."""

    tickets: Alone
    http: httpx.AsyncClient
    me: str
    loop: asyncio.AbstractEventLoop
    actions: int = 0

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)

    def ask(self, method: str, path: str, body: Any = None, expected: int = 200) -> Any:
        answer = self.run(self.http.request(method, path, json=body))
        assert answer.status_code == expected, f"{method} {path} {body}: {answer.text}"
        return answer.json() if answer.content else None
