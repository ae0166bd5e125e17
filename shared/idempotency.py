"""Idempotency keys: the same POST with the same key is done once and answered the same each time."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from pydantic_core import to_json
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from shared.auth import CurrentPerson
from shared.errors import Conflict
from shared.tables import idempotency_keys
from shared.uow import UnitOfWork

REPLAYED = "Idempotent-Replayed"


class KeyReused(Conflict):
    """The key was used before, for another request."""

    status = 422
    code = "idempotency_key_reused"
    title = "Idempotency key used for another request"


class Idempotency:
    """Runs a POST once per key and caller; without a key it just runs it."""

    def __init__(self, key: str | None, scope: str, fingerprint: bytes) -> None:
        self._key = key
        self._scope = scope
        self._fingerprint = fingerprint

    async def once(
        self,
        uow: UnitOfWork,
        create: Callable[[], Awaitable[Any]],
        *,
        status: int = 201,
        headers: Callable[[Any], dict[str, str]] = lambda _: {},
    ) -> Response:
        """The answer of `create`, made now or the first time; stored in the unit of work's transaction."""
        if self._key is None:
            made = await create()
            return _json(to_json(made), status, headers(made))
        if not await self._claim(uow):
            return await self._earlier(uow)
        made = await create()
        body, extra = to_json(made), headers(made)
        await uow.session.execute(
            update(idempotency_keys).where(self._mine()).values(status=status, answer=body, headers=extra)
        )
        return _json(body, status, extra)

    async def _claim(self, uow: UnitOfWork) -> bool:
        # A second request with the key waits here until the first one's transaction has ended.
        row = {"scope": self._scope, "key": self._key, "fingerprint": self._fingerprint}
        claimed = await uow.session.execute(insert(idempotency_keys).values(row).on_conflict_do_nothing())
        return bool(claimed.rowcount)  # pyright: ignore[reportAttributeAccessIssue]

    async def _earlier(self, uow: UnitOfWork) -> Response:
        row = (await uow.session.execute(select(idempotency_keys).where(self._mine()))).one()
        if row.fingerprint != self._fingerprint:
            raise KeyReused("this Idempotency-Key belongs to another request")
        return _json(row.answer, row.status, row.headers | {REPLAYED: "true"})

    def _mine(self) -> Any:
        return (idempotency_keys.c.scope == self._scope) & (idempotency_keys.c.key == self._key)


def _json(body: bytes, status: int, headers: dict[str, str]) -> Response:
    return Response(body, status, headers, media_type="application/json")


async def idempotency(
    request: Request,
    person: CurrentPerson,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> Idempotency:
    """The key of this request, bound to caller, path and body."""
    scope = f"{person.id} {request.method} {request.url.path}"
    body = await request.body() if idempotency_key else b""
    # Keyed: a body may hold a password, and a plain hash of it could be guessed.
    key = request.app.state.settings.files_key.get_secret_value().encode()
    return Idempotency(idempotency_key, scope, hmac.new(key, body, hashlib.sha256).digest())


OncePerKey = Annotated[Idempotency, Depends(idempotency)]
