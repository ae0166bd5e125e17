"""Requesters as tickets know them: everything is from tickets on desks that the asker may see, and counts those alone.

A requester is whoever has an id, which is made of the address. What a proven ticket says of somebody counts more than what
anybody typed into a form under their address.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    all_,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.errors import NoSuchRequester
from services.tickets.domain.searching import NOT_DECOMPOSED, compact, fold
from services.tickets.rights import visible_desks
from services.tickets.tables.tickets import UNRESOLVED, tickets
from shared.auth import Person
from shared.cursor import from_cursor, to_cursor
from shared.rows import dicts

FEWEST_DIGITS = 3
"""So many digits are looked for in phones without what stands between theirs."""

APART = " +-()/.\u00a0\u202f\u2009\u2010\u2011\u2013"
"""What people put between the digits of a phone."""

MARKS = (
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u031b\u0323\u0326\u0327\u0328"
)
"""The accents of languages written in Latin letters, once they are parted from these; each more costs time."""

t = tickets.c


async def list_requesters(
    session: AsyncSession, person: Person, q: str, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """One page in the order of their ids, and where the list goes on; `q` is words of name, address, phone or id."""
    of = f"requesters {q}"
    query = select(t.requester_id).where(await _theirs(session, person), _named(q))
    if cursor:
        query = query.where(t.requester_id > from_cursor(cursor, of, UUID)[0])
    page = query.group_by(t.requester_id).order_by(t.requester_id).limit(limit + 1)
    ids = list(await session.scalars(page))
    found = await _told(session, person, ids[:limit])
    return found, to_cursor(of, str(ids[limit - 1])) if len(ids) > limit else None


async def get_requester(session: AsyncSession, person: Person, requester_id: UUID) -> dict[str, Any]:
    """One of them; raises NoSuchRequester also for somebody who has no ticket that `person` may see."""
    found = await _told(session, person, [requester_id])
    if not found:
        raise NoSuchRequester(f"no requester {requester_id}")
    return found[0]


async def _told(session: AsyncSession, person: Person, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    among = (await _theirs(session, person)) & t.requester_id.in_(ids)
    counted = {row["id"]: row for row in dicts(await session.execute(_counted(among)))}
    known = {row["id"]: row for row in dicts(await session.execute(_best_known(among)))}
    # A ticket may go to a desk out of sight between the two.
    return [_one(known[each], counted[each]) for each in ids if each in counted and each in known]


def _one(known: dict[str, Any], counted: dict[str, Any]) -> dict[str, Any]:
    return known | {
        "emails": counted["emails"],
        "phones": counted["phones"] or [],
        "verified": counted["verified"],
        "tickets": {"open": counted["open"], "all": counted["all"]},
    }


def _counted(among: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    phones = func.array_agg(t.requester_phone.distinct())
    return select(
        t.requester_id.label("id"),
        func.count().label("all"),
        func.count().filter(UNRESOLVED).label("open"),
        func.bool_or(t.requester_verified).label("verified"),
        func.array_agg(t.requester_email.distinct()).label("emails"),
        phones.filter(t.requester_phone.is_not(None)).label("phones"),
    ).where(among).group_by(t.requester_id)  # fmt: skip


def _best_known(among: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """What the latest proven ticket says of each, or else the latest."""
    query = select(
        t.requester_id.label("id"),
        t.requester_name.label("name"),
        t.requester_external_id.label("external_id"),
        t.requester_client.label("client"),
    )
    latest = (t.requester_id, t.requester_verified.desc(), t.created_at.desc(), t.id.desc())
    return query.where(among).ext(distinct_on(t.requester_id)).order_by(*latest)


async def _theirs(session: AsyncSession, person: Person) -> ColumnElement[bool]:
    visible = await visible_desks(session, person)
    seen = true() if visible is None else t.desk_id.in_(visible)
    return and_(t.requester_id.is_not(None), seen)


def _named(q: str) -> ColumnElement[bool]:
    if not (words := fold(q).split()):
        return true()
    parts = (t.requester_name, t.requester_email, t.requester_phone, t.requester_external_id)
    # Folded once for all words, and phones only for what is one: this is asked of every ticket.
    named = _folded(func.concat_ws(" ", *parts)).like(all_(literal(list(map(_inside, words)), ARRAY(Text))))
    digits = compact(q)
    if len(digits) < FEWEST_DIGITS or not digits.isdecimal():
        return named
    return or_(named, func.translate(t.requester_phone, APART, "").like(_inside(digits)))


def _inside(word: str) -> str:
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _folded(text: Any) -> Any:
    """As `searching.fold`, for names and addresses: without case, accents and strokes. Most have none of the latter."""
    letters = {sign: typed for sign, typed in NOT_DECOMPOSED.items() if len(typed) == 1}
    plain = func.normalize(func.lower(text), literal_column("NFKD"))
    plain = func.translate(plain, "".join(letters) + MARKS, "".join(letters.values()))
    for sign in sorted(NOT_DECOMPOSED.keys() - letters):
        plain = func.replace(plain, sign, NOT_DECOMPOSED[sign])
    return case((func.octet_length(text) == func.char_length(text), func.lower(text)), else_=plain)
