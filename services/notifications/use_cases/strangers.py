"""How many mails strangers can make us send: by address, by its domain, by desk and in all, over all processes.

Counted in the transaction that queues the mails, by the rule and in the table of `shared/limits.py`: what is undone was
never counted, and a message that comes twice counts once.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal
from uuid import UUID

from sqlalchemy import text

from services.notifications.uow import NotificationsUow
from shared.addresses import mailbox_key, person_key
from shared.rates import Rate

LIMIT = "not sent: limit of mails to addresses that nobody has proved"
OF_ADDRESS = {"news": Rate(5, 5 / 86_400), "code": Rate(10, 10 / 86_400)}
"""A day, from all desks together. Who uses up an address's news does not keep its person from getting a code."""

LOOK = text("""
    INSERT INTO limits AS held (key, taken_until) SELECT key, :now FROM unnest(CAST(:keys AS text[])) AS new (key) ORDER BY key
    ON CONFLICT (key) DO UPDATE SET taken_until = greatest(held.taken_until, excluded.taken_until)
    RETURNING key, extract(epoch FROM taken_until - :now)::float8 AS ahead
""")
"""Locks the keys, in one order everywhere, so that two transactions never wait for each other."""

TAKE = text("""
    UPDATE limits SET taken_until = taken_until + make_interval(secs => new.seconds)
      FROM unnest(CAST(:keys AS text[]), CAST(:seconds AS float8[])) AS new (key, seconds) WHERE limits.key = new.key
""")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mail that a stranger's deed would send. `desk_id`: none, where the installation itself writes.

    Of those with the same `once` one may go out.
    """

    address: str
    desk_id: UUID | None = None
    kind: Literal["news", "code"] = "news"
    once: Hashable = None


async def may_be_sent(uow: NotificationsUow, wanted: Sequence[Wanted]) -> list[bool]:
    """Which of them may go out, first come first served; those are counted, the others are not."""
    if not wanted:
        return []
    shares = [_shares(uow, each) for each in wanted]
    keys = sorted({key for each in shares for key in each})
    found = await uow.session.execute(LOOK, {"keys": keys, "now": uow.now})
    ahead = {row.key: row.ahead for row in found}
    before = dict(ahead)
    answers: list[bool] = []
    gone: set[Hashable] = set()
    for each, whose in zip(wanted, shares, strict=True):
        may = not (each.once and each.once in gone) and _take(ahead, whose)
        answers.append(may)
        if may:
            gone.add(each.once)
    seconds = [ahead[key] - before[key] for key in keys]
    await uow.session.execute(TAKE, {"keys": keys, "seconds": seconds})
    return answers


def _take(ahead: dict[str, float], shares: dict[str, Rate]) -> bool:
    """Whether all limits have room for one more; `ahead` is then as many seconds further, by key."""
    for key, rate in shares.items():
        if ahead[key] + 1 / rate.per_second > rate.burst / rate.per_second + 1e-6:
            return False
    for key, rate in shares.items():
        ahead[key] += 1 / rate.per_second
    return True


def _shares(uow: NotificationsUow, wanted: Wanted) -> dict[str, Rate]:
    # Addresses are of people, so they are not kept as they are.
    mailbox = sha256(mailbox_key(wanted.address).encode()).hexdigest()
    domain = person_key(wanted.address).rpartition("@")[2]
    rates = uow.rates_for_strangers
    shares = {
        f"stranger's {wanted.kind} {mailbox}": OF_ADDRESS[wanted.kind],
        f"strangers' mails of domain {domain}": rates.of_domain,
        "strangers' mails of all": rates.of_all,
    }
    return shares | ({f"strangers' mails of desk {wanted.desk_id}": rates.of_desk} if wanted.desk_id else {})
