r"""Signature: the host's site vouches for who sits before the widget.

Lower-case hex HMAC-SHA256, keyed by the desk's secret. Plain form, without `signed_at`, over
`client_external_id`, plus "\n" and `user_external_id` if given: proves those ids alone. Dated form, over
`name=value` lines of the desk token, `signed_at` and every identity field given, sorted by name and joined
by "\n": proves them all, for a time. A field that is empty counts as not given.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

PLAIN_FIELDS = ("client_external_id", "user_external_id")
IDENTITY_FIELDS = (
    "client_external_id",
    "client_email",
    "client_name",
    "client_url",
    "client_plan",
    "user_external_id",
    "user_email",
    "user_name",
    "user_phone",
)
EMAIL_FIELDS = ("user_email", "client_email")
MAX_AGE = timedelta(hours=24)
GRACE = timedelta(days=7)
CLOCKS_APART = timedelta(minutes=5)
UNIX_SECONDS = re.compile(r"[1-9][0-9]{0,10}")
# A value with a line end could pass for two fields, or for another name's value.
LINE_END = re.compile(r"[\r\n]")


@dataclass(frozen=True)
class Secret:
    """A desk's secret; one that was replaced is valid until its grace ends."""

    value: str
    valid_until: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether signatures made with it count."""
        return bool(self.value) and (self.valid_until is None or now < self.valid_until)

    def replaced(self, now: datetime, grace: timedelta = GRACE) -> "Secret":
        """The same secret, from the moment a new one stands in its place."""
        return Secret(self.value, now + grace)


@dataclass(frozen=True)
class Signer:
    """What a desk knows of the sites that sign for it."""

    desk_token: str
    secrets: tuple[Secret, ...]
    max_age: timedelta = MAX_AGE


@dataclass(frozen=True)
class Proof:
    """Which fields are proven. A wrong signature and none at all look the same: nothing is.

    `good_until`: the same signature proves nothing from then on; none while its secret is the desk's own and it has no date.
    """

    fields: frozenset[str] = frozenset()
    good_until: datetime | None = None

    def proves(self, field: str) -> bool:
        """Whether the host's site vouches for this field's value."""
        return field in self.fields


NOTHING = Proof()


def verify(
    identity: Mapping[str, str | None],
    signature: str | None,
    signed_at: str | None,
    by: Signer,
    now: datetime,
) -> Proof:
    """What `signature` proves of `identity`, whose other names are not looked at."""
    given = {name: value for name in IDENTITY_FIELDS if (value := identity.get(name))}
    if not signature or any(LINE_END.search(value) for value in given.values()):
        return NOTHING
    if not signed_at:
        proven = [name for name in PLAIN_FIELDS if name in given]
        signed = "\n".join(given[name] for name in proven)
        # Without the client's id, the user's alone would be signed like a client's.
        is_complete = "client_external_id" in given
    else:
        proven = list(given)
        signed = _lines({**given, "desk_token": by.desk_token, "signed_at": signed_at})
        is_complete = bool(given) and _is_fresh(signed_at, by.max_age, now)
    secret = _signing_secret(signed, signature, by, now) if is_complete else None
    return Proof(frozenset(proven), _until(secret, signed_at, by.max_age)) if secret else NOTHING


def sign(text: str, secret: str) -> str:
    """The signature of `text`, as a host's site makes it."""
    # "surrogatepass": half a pair, come in by a JSON escape, is no reason to fall over.
    return hmac.new(
        secret.encode("utf-8", "surrogatepass"), text.encode("utf-8", "surrogatepass"), sha256
    ).hexdigest()


def _lines(fields: Mapping[str, str]) -> str:
    return "\n".join(f"{name}={fields[name]}" for name in sorted(fields))


def _is_fresh(signed_at: str, max_age: timedelta, now: datetime) -> bool:
    if not UNIX_SECONDS.fullmatch(signed_at):
        return False
    age = now - datetime.fromtimestamp(int(signed_at), UTC)
    return -CLOCKS_APART <= age <= max_age


def _signing_secret(text: str, signature: str, by: Signer, now: datetime) -> Secret | None:
    claimed = signature.encode("utf-8", "surrogatepass")
    # Every valid secret is tried, in constant time: how long it takes tells nothing.
    matches = [
        secret
        for secret in by.secrets
        if secret.is_valid(now) and hmac.compare_digest(sign(text, secret.value).encode(), claimed)
    ]
    return matches[0] if matches else None


def _until(secret: Secret, signed_at: str | None, max_age: timedelta) -> datetime | None:
    ends = [secret.valid_until] if secret.valid_until else []
    if signed_at:
        ends.append(datetime.fromtimestamp(int(signed_at), UTC) + max_age)
    return min(ends, default=None)
