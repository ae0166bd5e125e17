"""Person: someone who can sign in, with one of four roles."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from services.organization.domain.errors import FieldRefused, LastOwner, RoleAboveOwn
from services.organization.domain.roles import OWNER, Role, may_grant
from services.organization.domain.text import one_line
from services.organization.domain.working_time import Given, Hours, Leaves, kept_hours, kept_leave
from shared.addresses import to_address
from shared.aggregate import Aggregate
from shared.contracts.event import Event
from shared.contracts.organization import AgentChanged
from shared.contracts.parts import PersonState
from shared.contracts.permissions import permissions_of
from shared.locales import canonical, in_words, is_language, is_zone

MAX_NAME = 200


@dataclass(eq=False, repr=False, kw_only=True)
class Person(Aggregate):
    """Someone who can sign in. `password_hash` is empty for those who sign in elsewhere."""

    id: UUID
    name: str
    email: str
    role: Role
    active: bool = True
    time_zone: str = "UTC"
    language: str = "en"
    password_hash: str = ""
    tokens_valid_from: datetime | None = None
    revoked_tokens: tuple[UUID, ...] = ()
    work_hours: Hours = field(default_factory=dict)
    leave: Leaves = ()
    version: int = 0

    @classmethod
    def join(cls, person_id: UUID, name: str, email: str, role: Role, by_role: Role) -> Self:
        """Take someone in; `by_role` is the role of who does it."""
        _check_grant(by_role, role)
        person = cls(id=person_id, name=one_line("name", name, MAX_NAME), email=_email(email), role=role)
        person._tell()
        return person

    def rename(self, name: str) -> None:
        """Show them under another name."""
        self._put("name", one_line("name", name, MAX_NAME))

    def move_mail(self, email: str) -> None:
        """Reach them, and let them sign in, by another address."""
        self._put("email", _email(email))

    def settle_in(self, time_zone: str | None = None, language: str | None = None) -> None:
        """Set how pages show them times and words."""
        # What is stored was good by the rules of its time; only what is new is judged.
        zone = _time_zone(time_zone) if time_zone else self.time_zone
        tongue = _language(language) if language else self.language
        if (zone, tongue) != (self.time_zone, self.language):
            self.time_zone, self.language = zone, tongue
            self._tell()

    def work(self, hours: Mapping[str, Given]) -> None:
        """Say when they work, by weekday; no hours: that is not said."""
        self._put("work_hours", kept_hours(hours))

    def take_leave(self, days: Iterable[tuple[date, date]]) -> None:
        """Say when they are off: all first and last days, not what is added."""
        self._put("leave", kept_leave(days))

    def grant(self, role: Role, by_role: Role, is_last_owner: bool) -> None:
        """Give them another role; `is_last_owner`: nobody else is an active owner."""
        if role == self.role:
            return
        _check_grant(by_role, role)
        self._check_may_change(by_role, is_last_owner)
        self._put("role", role)

    def deactivate(self, by_role: Role, is_last_owner: bool, now: datetime) -> None:
        """Shut them out, with every token they hold."""
        if not self.active:
            return
        self._check_may_change(by_role, is_last_owner)
        self._refuse_tokens_until(now)
        self._put("active", False)

    def activate(self, by_role: Role) -> None:
        """Let them in again; the old tokens stay refused."""
        _check_grant(by_role, self.role)
        self._put("active", True)

    def set_password(self, password_hash: str, now: datetime) -> None:
        """Take the hash of a new password; who knew the old one is signed out everywhere."""
        self.password_hash = password_hash
        self._refuse_tokens_until(now)
        self._tell()

    def renew_hash(self, password_hash: str) -> None:
        """Keep another hash of the same password, if there is one; nothing else changes, and nobody is signed out."""
        self.password_hash = password_hash or self.password_hash

    def revoke_token(self, token_id: UUID) -> None:
        """Refuse one token from now on."""
        if token_id not in self.revoked_tokens:
            self.revoked_tokens = (*self.revoked_tokens, token_id)
            self._tell()

    def forget_tokens(self, lapsed: Collection[UUID]) -> None:
        """Stop listing refused tokens that have run out by themselves."""
        self._put("revoked_tokens", tuple(each for each in self.revoked_tokens if each not in lapsed))

    def is_token_valid(self, token_id: UUID, issued_at: datetime) -> bool:
        """Whether they may act by this token."""
        in_time = self.tokens_valid_from is None or issued_at >= self.tokens_valid_from
        return self.active and in_time and token_id not in self.revoked_tokens

    @property
    def permissions(self) -> frozenset[str]:
        """What their role lets them do."""
        return permissions_of(self.role)

    @property
    def state(self) -> PersonState:
        """The person as every service needs them."""
        return PersonState.model_validate({name: getattr(self, name) for name in PersonState.model_fields})

    def completing(self, event: type[Event]) -> dict[str, Any]:  # noqa: ARG002 there is only one event
        return {"person": self.state}

    def _check_may_change(self, by_role: Role, is_last_owner: bool) -> None:
        _check_grant(by_role, self.role)
        if self.role == OWNER and self.active and is_last_owner:
            raise LastOwner

    def _refuse_tokens_until(self, now: datetime) -> None:
        # Every token there is was issued before, so the list of single ones has no more work.
        self.tokens_valid_from, self.revoked_tokens = now, ()

    def _put(self, name: str, value: Any) -> None:
        if getattr(self, name) != value:
            setattr(self, name, value)
            self._tell()

    def _tell(self) -> None:
        if not self.is_recorded(AgentChanged):
            self.record(AgentChanged)


def _check_grant(own: str, wanted: str) -> None:
    if not may_grant(own, wanted):
        raise RoleAboveOwn


def _email(text: str) -> str:
    try:
        return to_address(text)
    except ValueError as error:
        raise FieldRefused("email", f"Use an address such as anna@example.com. {error}") from None


def _time_zone(name: str) -> str:
    if not is_zone(name):
        raise FieldRefused("time_zone", "Use a zone name such as Europe/Warsaw")
    return name


def _language(tag: str) -> str:
    if not is_language(tag):
        raise FieldRefused("language", f"Use one of the languages that are spoken here: {in_words()}")
    return canonical(tag)
