"""Proofs of work: a puzzle that costs a browser a moment and a flood a machine. Made and judged by `altcha`.

A puzzle is signed, so none is kept; of a solution we keep that it was used, until its puzzle has expired.
"""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from altcha import Payload, create_challenge, verify_solution
from sqlalchemy import text

from shared.clock import utc_now
from shared.database import Database

ALGORITHM, ROUNDS = "PBKDF2/SHA-256", 5_000
PREFIX = "00"
"""One key in 256 begins so: about 250 tries, whatever is tried first."""
GOOD_FOR = timedelta(minutes=10)
LONGEST = 2_000
"""Signs of a proof; ours have about 700."""
NONE = "none"
"""In a proof's place: it cannot be made here, as in a page without a secure origin. A person decides then."""

# In the table of limits, which forgets what lies in the past; a minute more, for clocks that differ.
SPEND = text("""
    INSERT INTO limits (key, taken_until) VALUES (:key, to_timestamp(:expires) + interval '1 minute')
    ON CONFLICT DO NOTHING RETURNING key
""")


class Proofs:
    """Makes puzzles for desks and takes each solution once; any process takes what another one asked for."""

    def __init__(self, database: Database, secrets: Sequence[str]) -> None:
        """Newest secret first: it signs, and each of them is good for what it signed."""
        self._database = database
        self._keys = [sha256(f"proof of work\n{secret}".encode()).digest() for secret in secrets]

    def challenge(self, desk_id: UUID) -> dict[str, Any]:
        """A puzzle as JSON for who wants to write to a desk."""
        made = create_challenge(
            ALGORITHM,
            ROUNDS,
            key_prefix=PREFIX,
            expires_at=utc_now() + GOOD_FOR,
            data={"desk": str(desk_id)},
            hmac_secret=self._keys[0],
        )
        return made.to_dict()

    async def spend(self, proof: str, desk_id: UUID) -> bool:
        """Whether `proof` (base64 of JSON) solves a puzzle of this desk in time and for the first time."""
        if len(proof) > LONGEST or (payload := _read(proof)) is None:
            return False
        if not any(verify_solution(payload, key).verified for key in self._keys):
            return False
        asked = payload.challenge.parameters
        if asked.data != {"desk": str(desk_id)}:
            return False
        spent = {"key": f"proof {asked.nonce}", "expires": asked.expires_at}
        async with self._database.session() as session, session.begin():
            return await session.scalar(SPEND, spent) is not None


def _read(proof: str) -> Payload | None:
    try:
        return Payload.from_base64(proof)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
