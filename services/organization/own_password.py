"""A new password of one's own: whoever has found an open session or a token cannot take the account over."""

from datetime import timedelta

from fastapi import Request
from sqlalchemy import select

from services.organization.domain.errors import FieldRefused
from services.organization.passwords import Passwords
from services.organization.tables import people
from shared.auth import Person
from shared.clock import utc_now
from shared.limits import Limit, Limiter

FRESH = timedelta(minutes=5)
"""How long after signing in the old password need not be typed again."""

GUESSES = Limit("old password", per_second=1 / 90, burst=10)


async def check_may_set_password(request: Request, asker: Person, old: str | None) -> None:
    """Raise FieldRefused unless `asker` has signed in by password just now, or knows the old one."""
    age = utc_now().timestamp() - asker.issued_at
    if asker.by_cookie and age <= FRESH.total_seconds():
        return
    if not old:
        raise FieldRefused("old_password", "Type your present password too, or sign in again")
    limiter: Limiter = request.app.state.limiter
    await limiter.take((GUESSES, str(asker.id), 1))
    async with request.app.state.database.session() as session:
        stored = await session.scalar(select(people.c.password_hash).where(people.c.id == asker.id))
    passwords: Passwords = request.app.state.passwords
    if not (await passwords.judge(old, stored or "")).is_right:
        raise FieldRefused("old_password", "That is not your present password")
