"""How often somebody tried to sign in, counted in the database so that every process sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from math import ceil

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from services.organization.tables import sign_in_attempts
from services.organization.uow import OrganizationUow
from shared.errors import TooManyRequests

WINDOW = timedelta(minutes=15)
PER_EMAIL = 10
PER_ADDRESS = 100
STALE_AT_ONCE = 100
t = sign_in_attempts.c


class TooManySignIns(TooManyRequests):
    """Guessing has to be slow. The same for addresses that nobody has."""

    code = "too_many_sign_ins"
    title = "Too many attempts to sign in"


@dataclass(frozen=True, slots=True)
class Subjects:
    """What one attempt is counted for."""

    email: str
    address: str

    @classmethod
    def of(cls, email: str, address: str) -> "Subjects":
        """Keeps no e-mail: people type passwords into the wrong field."""
        return cls(f"email:{sha256(email.lower().encode()).hexdigest()}", f"address:{_network(address)}")


async def count(uow: OrganizationUow, subjects: Subjects) -> int:
    """Count one attempt, before it is known to fail; answers for how many seconds there are too many."""
    is_over = t.since <= uow.now - WINDOW
    # The address first, everywhere: two attempts must not wait for each other.
    rows = [{"subject": each, "attempts": 1, "since": uow.now} for each in (subjects.address, subjects.email)]
    counted = insert(sign_in_attempts).values(rows)
    counted = counted.on_conflict_do_update(
        index_elements=["subject"],
        set_={
            "attempts": case((is_over, 1), else_=t.attempts + 1),
            "since": case((is_over, uow.now), else_=t.since),
        },
    ).returning(t.subject, t.attempts, t.since)
    found = (await uow.session.execute(counted)).all()
    limits = {subjects.email: PER_EMAIL, subjects.address: PER_ADDRESS}
    return _wait([since for subject, attempts, since in found if attempts > limits[subject]], uow.now)


async def forgive(uow: OrganizationUow, subjects: Subjects) -> None:
    """It was the right password: the person starts anew, and the address has one attempt back."""
    back = update(sign_in_attempts).where(t.subject == subjects.address)
    await uow.session.execute(back.values(attempts=t.attempts - 1))
    await uow.session.execute(delete(sign_in_attempts).where(t.subject == subjects.email))
    stale = select(t.subject).where(t.since <= uow.now - WINDOW).limit(STALE_AT_ONCE)
    stale = stale.with_for_update(skip_locked=True)
    await uow.session.execute(delete(sign_in_attempts).where(t.subject.in_(stale)))


def _wait(since: Sequence[datetime], now: datetime) -> int:
    return max((ceil((each + WINDOW - now).total_seconds()) for each in since), default=0)


def _network(address: str) -> str:
    # One household has a whole /64 of IPv6 addresses.
    try:
        wide = 64 if ip_address(address).version == 6 else 32
    except ValueError:
        return "unknown"
    return str(ip_network(f"{address.partition('%')[0]}/{wide}", strict=False))
