"""Who is asking: every service checks tokens by itself, with the public key and its own copy of people."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from cachetools import TTLCache
from fastapi import Depends, Request, params
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from uuid_utils.compat import uuid7

from shared.clock import utc_now
from shared.contracts.parts import Actor, PersonState
from shared.contracts.permissions import checked
from shared.errors import Forbidden, NotFound, Unauthorized
from shared.facts import await_fact
from shared.limits import Limit, Limiter

ALGORITHM = "Ed25519"
SESSION_LIVES = timedelta(hours=12)
COOKIE = "helpdesk_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NOT_ALLOWED = "your role does not allow this"
AS_KNOWN = ("role", "permissions", "name", "email", "time_zone", "language")
"""What counts as this service knows it, whatever the token says."""

CLOCKS_DIFFER = 1
"""Seconds by which the clocks of two machines may differ: a token just made must not come from the future."""

FindPerson = Callable[[UUID], Awaitable[PersonState | None]]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone signed in, as of now. `role` is for showing, and for the organization's rules about rank."""

    id: UUID
    name: str
    email: str
    role: str
    token_id: UUID
    issued_at: float
    expires_at: float | None = None
    by_cookie: bool = False
    time_zone: str = "UTC"
    language: str = "en"
    permissions: frozenset[str] = frozenset()

    def may(self, permission: str) -> bool:
        """Whether they have a permission; raises UnknownPermission for a name that none has."""
        return checked(permission) in self.permissions

    def check(self, permission: str) -> None:
        """Raise Forbidden for somebody who has not this permission."""
        if not self.may(permission):
            raise Forbidden(NOT_ALLOWED)

    def as_actor(self) -> Actor:
        """How events name this person."""
        return Actor(kind="agent", id=self.id, name=self.name)


class TokenMaker:
    """Signs tokens; only the organization service has the private key."""

    def __init__(self, private_key: OKPKey) -> None:
        self._key = private_key

    def issue(
        self, person: PersonState, lives: timedelta | None = SESSION_LIVES, token_id: UUID | None = None
    ) -> str:
        """A token for `person`, good for `lives` (None = until revoked)."""
        now = utc_now()
        claims: dict[str, Any] = {
            "sub": str(person.id),
            "name": person.name,
            "email": person.email,
            "role": person.role,
            "iat": now.timestamp(),
            "jti": str(token_id or uuid7()),
        }
        if lives is not None:
            claims["exp"] = int((now + lives).timestamp())
        return jwt.encode({"alg": ALGORITHM}, claims, self._key, algorithms=[ALGORITHM])


class Gate:
    """Lets people in: checks the signature, then what this service knows of the person."""

    def __init__(
        self,
        public_keys: Sequence[OKPKey],
        find_person: FindPerson,
        public_url: str,
        limiter: Limiter,
        limit: Limit,
    ) -> None:
        self._keys = public_keys
        self._limiter, self._limit = limiter, limit
        self._find_person = find_person
        self._origin = _origin(public_url)
        self._seen = TTLCache[str, Person](maxsize=10_000, ttl=30)

    @property
    def cookie(self) -> str:
        """The session cookie's name; with the browser's strictest prefix where https allows it."""
        return f"__Host-{COOKIE}" if self._origin.startswith("https://") else COOKIE

    async def admit(self, request: Request) -> Person:
        """Who is asking; raises Unauthorized, or Forbidden for a request from a foreign page."""
        header = request.headers.get("authorization", "")
        is_bearer = header[:7].lower() == "bearer "
        token = header[7:].strip() if is_bearer else request.cookies.get(self.cookie, "")
        if not token:
            raise Unauthorized("no token")
        # Judged by where the token came from: any other header proves nothing of the page that sent it.
        if not is_bearer and request.method not in SAFE_METHODS:
            self.refuse_foreign_page(request)
        person = replace(await self.renewed(self._read(token)), by_cookie=not is_bearer)
        await self._limiter.take((self._limit, str(person.id), 1))
        return person

    async def renewed(self, person: Person) -> Person:
        """`person` as of now: rights, name and validity; raises Unauthorized. Long answers ask again and again."""
        if person.expires_at is not None and person.expires_at <= utc_now().timestamp():
            raise Unauthorized("the token is not valid, or no longer")
        known = await self._find_person(person.id) or await self._arriving(person)
        too_old = known.tokens_valid_from and person.issued_at < known.tokens_valid_from.timestamp()
        if not known.active or too_old or person.token_id in known.revoked_tokens:
            raise Unauthorized("this access was withdrawn")
        return replace(person, **{name: getattr(known, name) for name in AS_KNOWN})

    async def _arriving(self, person: Person) -> PersonState:
        """Somebody made a moment ago: their event is on its way. Until it is here they may do nothing."""
        try:
            return await await_fact(lambda: self._find_person(person.id), "person")
        except NotFound:
            raise Forbidden(
                "this part of the helpdesk does not know you yet; try again in a moment"
            ) from None

    def _read(self, token: str) -> Person:
        person = self._seen.get(token)
        if person is None:
            person = self._seen[token] = self._decode(token)
        return person

    def _decode(self, token: str) -> Person:
        for key in self._keys:
            try:
                claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
                jwt.JWTClaimsRegistry(now=int(utc_now().timestamp()), leeway=CLOCKS_DIFFER).validate(claims)
                return _person(claims)
            except (JoseError, ValueError, KeyError, TypeError):
                continue
        raise Unauthorized("the token is not valid, or no longer")

    def refuse_foreign_page(self, request: Request) -> None:
        """Raise Forbidden for a form that another site made this browser send."""
        origin = request.headers.get("origin")
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Forbidden("the request came from another site")
        if origin and origin not in (self._origin, f"{request.url.scheme}://{request.headers.get('host')}"):
            raise Forbidden("the request came from another site")


def _person(claims: dict[str, Any]) -> Person:
    return Person(
        id=UUID(claims["sub"]),
        name=claims["name"],
        email=claims["email"],
        role=claims["role"],
        token_id=UUID(claims["jti"]),
        issued_at=float(claims["iat"]),
        expires_at=float(claims["exp"]) if "exp" in claims else None,
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


async def current_person(request: Request) -> Person:
    """Anyone signed in."""
    gate: Gate = request.app.state.gate
    return await gate.admit(request)


CurrentPerson = Annotated[Person, Depends(current_person)]


class Needs(params.Depends):
    """What a door asks for: somebody signed in who has one of these permissions; anybody else is Forbidden.

    Stands at whoever asks, `agent: Annotated[Person, Needs("ticket.read")]`, or beside a route's address,
    `dependencies=[Needs("ticket.assign")]`. A name that no permission has fails when the module is imported.
    """

    who: ClassVar[Callable[[Request], Awaitable[Person]]] = staticmethod(current_person)
    refusal: ClassVar[str] = NOT_ALLOWED

    def __init__(self, permission: str, *or_one_of: str) -> None:
        super().__init__(self._asking([checked(name) for name in (permission, *or_one_of)]))

    @classmethod
    def _asking(cls, one_of: Sequence[str]) -> Callable[[Person], Awaitable[Person]]:
        refusal = cls.refusal

        async def check(person: Annotated[Person, Depends(cls.who)]) -> Person:
            if not any(person.may(name) for name in one_of):
                raise Forbidden(refusal)
            return person

        return check
