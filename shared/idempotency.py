"""Idempotency keys: the same POST with the same key is done once and answered the same each time."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from secrets import token_urlsafe
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from markupsafe import Markup
from pydantic_core import to_json
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse

from shared.auth import CurrentPerson
from shared.errors import Conflict
from shared.secrets import Sealer
from shared.tables import idempotency_keys
from shared.uow import UnitOfWork

REPLAYED = "Idempotent-Replayed"
FORM_KEY = "form_key"


class KeyReused(
    Conflict, status=422, code="idempotency_key_reused", title="Idempotency key used for another request"
):
    """The key was used before, for another request."""


class Idempotency:
    """Runs a POST once per key and caller; without a key it just runs it. Answers are kept sealed."""

    def __init__(self, key: str | None, scope: str, fingerprint: bytes, sealer: Sealer) -> None:
        self._key = key
        self._scope = scope
        self._fingerprint = fingerprint
        self._sealer = sealer

    async def once(
        self,
        uow: UnitOfWork,
        create: Callable[[], Awaitable[Any]],
        *,
        status: int = 201,
        headers: Callable[[Any], dict[str, str]] = lambda _: {},
    ) -> Response:
        """The answer of `create`, made now or the first time; stored in the unit of work's transaction."""

        async def answer() -> Response:
            made = await create()
            return _json(to_json(made), status, headers(made))

        return await self._once(uow, answer, lambda response: bytes(response.body), _json)

    async def redirect(self, uow: UnitOfWork, create: Callable[[], Awaitable[RedirectResponse]]) -> Response:
        """The same for a form: where `create` leads, now or when the form was sent first."""

        def location(response: Response) -> bytes:
            return response.headers["location"].encode()

        def again(body: bytes, status: int, headers: dict[str, str]) -> Response:
            return RedirectResponse(body.decode(), status, headers)

        return await self._once(uow, create, location, again)

    async def _once(
        self,
        uow: UnitOfWork,
        create: Callable[[], Awaitable[Any]],
        kept: Callable[[Response], bytes],
        again: Callable[[bytes, int, dict[str, str]], Response],
    ) -> Response:
        if self._key is None:
            return await create()
        if not await self._claim(uow):
            row = await self._earlier(uow)
            return again(self._sealer.open(row.answer).encode(), row.status, row.headers | {REPLAYED: "true"})
        answer = await create()
        tag = {name: value for name, value in answer.headers.items() if name == "etag"}
        sealed = self._sealer.seal(kept(answer).decode())
        row = {"status": answer.status_code, "answer": sealed, "headers": tag}
        await uow.session.execute(update(idempotency_keys).where(self._mine()).values(row))
        return answer

    async def _claim(self, uow: UnitOfWork) -> bool:
        # A second request with the key waits here until the first one's transaction has ended.
        row = {"scope": self._scope, "key": self._key, "fingerprint": self._fingerprint}
        claimed = await uow.session.execute(insert(idempotency_keys).values(row).on_conflict_do_nothing())
        return bool(claimed.rowcount)  # pyright: ignore[reportAttributeAccessIssue]

    async def _earlier(self, uow: UnitOfWork) -> Any:
        row = (await uow.session.execute(select(idempotency_keys).where(self._mine()))).one()
        if row.fingerprint != self._fingerprint:
            raise KeyReused("this Idempotency-Key belongs to another request")
        return row

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
    print_of_body = _print(request, await request.body()) if idempotency_key else b""
    return Idempotency(idempotency_key, scope, print_of_body, request.app.state.sealer)


def _print(request: Request, body: bytes) -> bytes:
    # Keyed: a body may hold a password, and a plain hash of it could be guessed.
    key = request.app.state.settings.files_key.get_secret_value().encode()
    return hmac.new(key, body, hashlib.sha256).digest()


OncePerKey = Annotated[Idempotency, Depends(idempotency)]


def form_key() -> Markup:
    """A hidden field for a form that creates: two clicks, or the form sent again, make one."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FORM_KEY, form_key_value())


def form_key_value() -> str:
    """The key alone, for a field that stands elsewhere than its form."""
    return token_urlsafe(18)


async def once_of_form(request: Request) -> Idempotency:
    """The key inside a form, together with all that was typed: edited words with an old key are new words.

    Nobody but the browser that got the page knows the key, so it needs no caller beside it.
    """
    data = await request.form()
    given = str(data.get(FORM_KEY) or "")[:100]
    key = hmac.new(given.encode(), _typed(data), hashlib.sha256).hexdigest() if given else None
    # The address may hold a public token: it is kept as a fingerprint only.
    path = hashlib.sha256(request.url.path.encode()).hexdigest()[:32]
    return Idempotency(key, f"form {path}", b"", request.app.state.sealer)


OncePerForm = Annotated[Idempotency, Depends(once_of_form)]


def _typed(data: FormData) -> bytes:
    fields = [(name, value) for name, value in data.multi_items() if name != FORM_KEY]
    return to_json([(name, _named(value)) for name, value in fields])


def _named(value: UploadFile | str) -> object:
    return value if isinstance(value, str) else [value.filename, value.size]
