"""Who is asking: every service checks tokens by itself, with the public key and its own copy of people."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from cachetools import TTLCache
from fastapi import Depends, Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from uuid_utils.compat import uuid7

from shared.clock import utc_now
from shared.contracts.parts import Actor, PersonState
from shared.errors import Forbidden, Unauthorized

ALGORITHM = "Ed25519"
SESSION_LIVES = timedelta(hours=12)
COOKIE = "helpdesk_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
TEAM = frozenset({"owner", "admin", "agent"})
ADMINS = frozenset({"owner", "admin"})

FindPerson = Callable[[UUID], Awaitable[PersonState | None]]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone signed in, as of now."""

    id: UUID
    name: str
    email: str
    role: str
    token_id: UUID
    issued_at: float
    by_cookie: bool = False

    @property
    def is_admin(self) -> bool:
        """Owner or administrator."""
        return self.role in ADMINS

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

    def __init__(self, public_keys: Sequence[OKPKey], find_person: FindPerson, public_url: str) -> None:
        self._keys = public_keys
        self._find_person = find_person
        self._origin = _origin(public_url)
        self._seen = TTLCache[str, Person](maxsize=10_000, ttl=30)

    @property
    def cookie(self) -> str:
        """The session cookie's name; with the browser's strictest prefix where https allows it."""
        return f"__Host-{COOKIE}" if self._origin.startswith("https://") else COOKIE

    async def admit(self, request: Request) -> Person:
        """Who is asking; raises Unauthorized, or Forbidden for a request from a foreign page."""
        bearer = request.headers.get("authorization", "")
        token = bearer[7:] if bearer[:7].lower() == "bearer " else request.cookies.get(self.cookie, "")
        if not token:
            raise Unauthorized("no token")
        person = replace(await self._as_known(self._read(token)), by_cookie=not bearer)
        if person.by_cookie and request.method not in SAFE_METHODS:
            self.refuse_foreign_page(request)
        return person

    def _read(self, token: str) -> Person:
        person = self._seen.get(token)
        if person is None:
            person = self._seen[token] = self._decode(token)
        return person

    def _decode(self, token: str) -> Person:
        for key in self._keys:
            try:
                claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
                jwt.JWTClaimsRegistry(leeway=60).validate(claims)
                return _person(claims)
            except (JoseError, ValueError, KeyError, TypeError):
                continue
        raise Unauthorized("the token is not valid, or no longer")

    async def _as_known(self, person: Person) -> Person:
        known = await self._find_person(person.id)
        if known is None:
            return person
        too_old = known.tokens_valid_from and person.issued_at < known.tokens_valid_from.timestamp()
        if not known.active or too_old or person.token_id in known.revoked_tokens:
            raise Unauthorized("this access was withdrawn")
        return replace(person, role=known.role, name=known.name, email=known.email)

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
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


async def current_person(request: Request) -> Person:
    """Anyone signed in."""
    gate: Gate = request.app.state.gate
    return await gate.admit(request)


CurrentPerson = Annotated[Person, Depends(current_person)]


def _one_of(roles: frozenset[str]) -> Callable[[Person], Awaitable[Person]]:
    async def check(person: CurrentPerson) -> Person:
        if person.role not in roles:
            raise Forbidden("your role does not allow this")
        return person

    return check


CurrentAgent = Annotated[Person, Depends(_one_of(TEAM))]
"""Owner, administrator or agent."""

CurrentAdmin = Annotated[Person, Depends(_one_of(ADMINS))]
"""Owner or administrator."""
