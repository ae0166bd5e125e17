"""How large a request's body may be: a megabyte, and more only where files are taken from somebody who may send them."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.routing import BaseRoute
from starlette.types import Message, Receive, Scope

from shared.auth import Gate, current_person
from shared.errors import HelpdeskError
from shared.parameters import asks_for, flat

JSON_LIMIT = 1024 * 1024
"""Bytes of an ordinary request's body."""

FIRST_SECONDS = 30.0
"""Seconds that any body has to arrive in, whatever its size."""

SLOWEST = 4000
"""Bytes that add a second to them: no line that somebody uploads a file over is slower."""

WITH_FILES = ("multipart/", "application/offset+octet-stream")
"""How the content types of bodies begin that may have files in them: forms, and parts of uploads (tus 1.0.0)."""

UPLOAD_LIMIT = 105 * 1024 * 1024
"""Bytes of a body with files in it; each file has a limit of its own."""


@dataclass(frozen=True, slots=True)
class FileDoor:
    """A route that takes files."""

    path: re.Pattern[str]
    methods: frozenset[str]
    for_the_team: bool

    def is_at(self, scope: Scope) -> bool:
        """Whether a request is for this door."""
        return scope["method"] in self.methods and self.path.match(scope["path"]) is not None


def file_doors(routes: Iterable[BaseRoute]) -> tuple[FileDoor, ...]:
    """Those of an application's routes that are marked with `takes_files`."""
    return tuple(_file_doors(routes))


def _file_doors(routes: Iterable[BaseRoute]) -> Iterator[FileDoor]:
    for route in flat(routes):
        if getattr(getattr(route, "endpoint", None), "takes_files", False):
            team = asks_for(route.dependant, current_person)  # type: ignore[attr-defined]
            yield FileDoor(route.path_regex, frozenset(route.methods), team)  # type: ignore[attr-defined]


async def limit_of(scope: Scope, doors: Iterable[FileDoor]) -> int:
    """Bytes this request's body may have; who is not known where one must be gets the small limit."""
    door = next((each for each in doors if each.is_at(scope)), None)
    if door is None:
        return JSON_LIMIT
    if door.for_the_team:
        gate: Gate = scope["app"].state.gate
        try:
            await gate.admit(Request(scope))
        except HelpdeskError:
            return JSON_LIMIT
    return UPLOAD_LIMIT


class BodyTooLarge(Exception):
    """More bytes came than a request may have."""


class BodyTooSlow(HelpdeskError, status=408, code="body_too_slow", title="The body did not arrive in time"):
    """A body that does not come to its end holds a place that others need."""


class Counted:
    """Receives a body and breaks off when it is too long, however it was announced, or comes too slowly."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._limit = receive, limit
        self._total = 0
        self._began: float | None = None
        self._is_whole = False
        self.is_too_slow = False

    @property
    def is_too_large(self) -> bool:
        """Whether more has come than may."""
        return self._total > self._limit

    async def receive(self) -> Message:
        """The next part; raises BodyTooLarge or BodyTooSlow."""
        if self._is_whole:
            # What is waited for now is that the client goes away.
            return await self._receive()
        message = await self._in_time()
        self._total += len(message.get("body", b""))
        self._is_whole = not message.get("more_body")
        if self.is_too_large:
            raise BodyTooLarge
        return message

    async def _in_time(self) -> Message:
        clock = asyncio.get_running_loop().time
        self._began = clock() if self._began is None else self._began
        try:
            async with asyncio.timeout_at(self._began + FIRST_SECONDS + self._total / SLOWEST):
                return await self._receive()
        except TimeoutError:
            self.is_too_slow = True
            raise BodyTooSlow from None
