"""How often somebody tried to sign in, counted in the database so that every process sees it.

Counted are pairs of a person and a network, then networks, then persons, the last two so generously that
strangers shut nobody out by them. A browser in which the person has signed in before is counted for itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from sqlalchemy import case, delete, select, update

from services.organization.tables import sign_in_attempts
from services.organization.uow import OrganizationUow
from shared.addresses import person_key
from shared.claiming import free
from shared.limits import network_of
from shared.rows import inserting

WINDOW = timedelta(minutes=15)
PER_PAIR = 10
PER_DEVICE = 20
PER_NETWORK = 1000
PER_PERSON = 200
STALE_AT_ONCE = 100
t = sign_in_attempts.c


@dataclass(frozen=True, slots=True)
class Subjects:
    """What one attempt is counted for, and how often each may be."""

    limits: dict[str, int]

    @classmethod
    def of(cls, email: str, address: str, device: str = "") -> "Subjects":
        """Keeps no e-mail: people type passwords into the wrong field. `device` is one known for this e-mail."""
        who, where = sha256(person_key(email).encode()).hexdigest(), network_of(address)
        if device:
            return cls({f"device:{sha256(device.encode()).hexdigest()}": PER_DEVICE})
        pair = f"pair:{who}:{where}"
        return cls({pair: PER_PAIR, f"network:{where}": PER_NETWORK, f"person:{who}": PER_PERSON})


async def count(uow: OrganizationUow, subjects: Subjects) -> int:
    """Count one attempt, before it is known to fail; answers for how many seconds there are too many."""
    is_over = t.since <= uow.now - WINDOW
    # In one order everywhere: two attempts must not wait for each other.
    rows = [{"subject": each, "attempts": 1, "since": uow.now} for each in sorted(subjects.limits)]
    counted = inserting(sign_in_attempts, rows)
    counted = counted.on_conflict_do_update(
        index_elements=["subject"],
        set_={
            "attempts": case((is_over, 1), else_=t.attempts + 1),
            "since": case((is_over, uow.now), else_=t.since),
        },
    ).returning(t.subject, t.attempts, t.since)
    found = (await uow.session.execute(counted)).all()
    limits = subjects.limits
    return _wait([since for subject, attempts, since in found if attempts > limits[subject]], uow.now)


async def forgive(uow: OrganizationUow, subjects: Subjects) -> None:
    """It was the right password: this person starts anew from here, and the others have one attempt back."""
    own = [each for each in subjects.limits if each.startswith(("pair:", "device:"))]
    shared = sorted(set(subjects.limits) - set(own))
    for each in shared:
        await uow.session.execute(
            update(sign_in_attempts).where(t.subject == each).values(attempts=t.attempts - 1)
        )
    await uow.session.execute(delete(sign_in_attempts).where(t.subject.in_(own)))
    stale = select(t.subject).where(t.since <= uow.now - WINDOW).limit(STALE_AT_ONCE)
    await uow.session.execute(delete(sign_in_attempts).where(t.subject.in_(free(stale))))


def _wait(since: Sequence[datetime], now: datetime) -> int:
    return max((ceil((each + WINDOW - now).total_seconds()) for each in since), default=0)
