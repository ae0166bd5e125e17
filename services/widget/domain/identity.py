"""Who is proven to ask for their tickets, by a website's signature or by a code, and for how long that is believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.widget.domain.signature import EMAIL_FIELDS, Proof
from shared.addresses import person_key

SESSION_LASTS = timedelta(hours=1)
"""Shorter than the grace of a replaced secret, so a session never outlives the secret that it began with."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A client as the desk's website knows them, and addresses in the form that is one for all spellings (`person_key`).

    `by_signature`: the website said so, which counts only while the desk's verification is on.
    """

    external_id: str | None = None
    emails: frozenset[str] = frozenset()
    by_signature: bool = False


def signed_identity(said: Mapping[str, str | None], proof: Proof) -> Identity | None:
    """Whom a signature proves; nobody if no ticket could be found by it, as by a name alone."""
    external_id = said.get("client_external_id") if proof.proves("client_external_id") else None
    emails = frozenset(
        person_key(value) for name in EMAIL_FIELDS if proof.proves(name) and (value := said.get(name))
    )
    return Identity(external_id, emails, by_signature=True) if external_id or emails else None


def mailed_identity(email: str) -> Identity:
    """Whom a code proves that was mailed to `email`."""
    return Identity(emails=frozenset([person_key(email)]))


def session_until(now: datetime, proof_until: datetime | None = None) -> datetime:
    """When a session that begins now ends: never later than what it was opened by."""
    lasts = now + SESSION_LASTS
    return min(lasts, proof_until) if proof_until else lasts
