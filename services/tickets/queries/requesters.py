"""Requesters as tickets know them: everything is from tickets on desks that the asker may see, and counts those alone.

A requester is a person with one or several addresses, known by the id of the first. What a proven ticket says of somebody counts
more than what anybody typed into a form under their address, and what an agent said of them more than either.
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
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from services.tickets.domain.errors import NoSuchRequester
from services.tickets.domain.requesters import How
from services.tickets.domain.searching import NOT_DECOMPOSED, compact, fold
from services.tickets.queries.persons import (
    PERSON,
    WITH_PERSON,
    families,
    known_to,
    person_of,
    r,
    theirs,
)
from services.tickets.rights import visible_desks
from services.tickets.tables.requesters import requesters
from services.tickets.tables.tickets import UNRESOLVED, tickets
from shared.addresses import person_key
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
NOTHING_SAID = {"name": None, "phones": None, "version": 0}
_own = requesters.alias("own")
_KNOWN = requesters.join(tickets, t.requester_id == r.id).outerjoin(_own, _own.c.id == r.person_id)
_others = requesters.alias("others")
_ADDED = (
    select(func.string_agg(_others.c.email, " "))
    .where(_others.c.person_id == r.person_id, _others.c.how == How.ADDED)
    .correlate(requesters)
    .scalar_subquery()
)
_CORRECTED = (_own.c.name, func.array_to_string(_own.c.phones, " "), _ADDED)
"""What is said of the people of `_KNOWN`, beside what their tickets say."""


async def list_requesters(
    session: AsyncSession, person: Person, q: str, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """One page in the order of their ids, and where the list goes on; `q` is words of name, address, phone or id."""
    of = f"requesters {q}"
    seen = theirs(await visible_desks(session, person))
    after = from_cursor(cursor, of, UUID)[0] if cursor else None
    # Most are known by their tickets alone: these come in the order of an index. The others are few.
    alone = select(t.requester_id.label("id")).where(seen, _named(q), ~exists().where(r.id == t.requester_id))
    known = select(r.person_id.label("id")).select_from(_KNOWN).where(seen, _named(q, *_CORRECTED))
    parts = [_first(alone, t.requester_id, after, limit), _first(known, r.person_id, after, limit)]
    both = union(*[select(part.subquery()) for part in parts]).subquery()
    ids = list(await session.scalars(select(both.c.id).order_by(both.c.id).limit(limit + 1)))
    found = await _told(session, person, ids[:limit])
    return found, to_cursor(of, str(ids[limit - 1])) if len(ids) > limit else None


async def get_requester(session: AsyncSession, person: Person, requester_id: UUID) -> dict[str, Any]:
    """One of them, or whom that one leads to.

    Raises NoSuchRequester also for somebody who has no ticket that `person` may see.
    """
    found = await _told(session, person, [await person_of(session, requester_id)])
    if not found:
        raise NoSuchRequester(f"no requester {requester_id}")
    return found[0]


def _first(
    query: Select[*tuple[Any, ...]], key: ColumnElement[UUID], after: UUID | None, limit: int
) -> Select[*tuple[Any, ...]]:
    query = query if after is None else query.where(key > after)
    return query.group_by(key).order_by(key).limit(limit + 1)


async def _told(session: AsyncSession, person: Person, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    visible = await visible_desks(session, person)
    rows = dicts(await session.execute(families(ids).add_columns(known_to(visible).label("is_known"))))
    addresses = {*ids, *(row["id"] for row in rows)}
    among = theirs(visible) & t.requester_id.in_(addresses)
    counted = {row["id"]: row for row in dicts(await session.execute(_counted(among)))}
    known = {row["id"]: row for row in dicts(await session.execute(_best_known(among)))}
    # A ticket may go to a desk out of sight between the two.
    return [_one(known[each], counted[each], rows) for each in ids if each in counted and each in known]


def _one(known: dict[str, Any], counted: dict[str, Any], rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    own: dict[str, Any] = next((row for row in rows if row["id"] == known["id"]), NOTHING_SAID)
    joined = [row for row in rows if row["person_id"] == known["id"] and row["is_known"] and row["joined"]]
    written = {person_key(each) for each in counted["emails"]}
    added = [row["email"] for row in joined if person_key(row["email"]) not in written]
    phones = counted["phones"] or [] if own["phones"] is None else list(own["phones"])
    return known | {
        "name": own["name"] or known["name"],
        "emails": [*counted["emails"], *added],
        "phones": phones,
        "verified": counted["verified"],
        "tickets": {"open": counted["open"], "all": counted["all"]},
        "merged_from": [
            {name: row[name] for name in ("id", "email", "how")} for row in joined if row["how"] != How.ADDED
        ],
        "corrected": [name for name in ("name", "phones") if own[name] is not None],
        "version": own["version"],
    }


def _counted(among: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    phones = func.array_agg(t.requester_phone.distinct())
    return select(
        PERSON.label("id"),
        func.count().label("all"),
        func.count().filter(UNRESOLVED).label("open"),
        func.bool_or(t.requester_verified).label("verified"),
        func.array_agg(t.requester_email.distinct()).label("emails"),
        phones.filter(t.requester_phone.is_not(None)).label("phones"),
    ).select_from(WITH_PERSON).where(among).group_by(PERSON)  # fmt: skip


def _best_known(among: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """What the latest proven ticket says of each, or else the latest."""
    query = select(
        PERSON.label("id"),
        t.requester_name.label("name"),
        t.requester_external_id.label("external_id"),
        t.requester_client.label("client"),
    ).select_from(WITH_PERSON)
    latest = (PERSON, t.requester_verified.desc(), t.created_at.desc(), t.id.desc())
    return query.where(among).ext(distinct_on(PERSON)).order_by(*latest)


def _named(q: str, *more: Any) -> ColumnElement[bool]:
    if not (words := fold(q).split()):
        return true()
    parts = (t.requester_name, t.requester_email, t.requester_phone, t.requester_external_id, *more)
    # Folded once for all words, and phones only for what is one: this is asked of every ticket.
    named = folded(func.concat_ws(" ", *parts)).like(all_(literal(list(map(_inside, words)), ARRAY(Text))))
    digits = compact(q)
    if len(digits) < FEWEST_DIGITS or not digits.isdecimal():
        return named
    phones = func.concat_ws(" ", t.requester_phone, *more)
    return or_(named, func.translate(phones, APART, "").like(_inside(digits)))


def called(q: str) -> ColumnElement[bool]:
    """Of rows of `requesters`: whether the name that somebody gave them has the words."""
    return and_(r.name.is_not(None), folded(r.name).like(_inside(fold(q))))


def _inside(word: str) -> str:
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def folded(text: Any) -> Any:
    """As `searching.fold`, for names and addresses: without case, accents and strokes. Most have none of the latter."""
    letters = {sign: typed for sign, typed in NOT_DECOMPOSED.items() if len(typed) == 1}
    plain = func.normalize(func.lower(text), literal_column("NFKD"))
    plain = func.translate(plain, "".join(letters) + MARKS, "".join(letters.values()))
    for sign in sorted(NOT_DECOMPOSED.keys() - letters):
        plain = func.replace(plain, sign, NOT_DECOMPOSED[sign])
    return case((func.octet_length(text) == func.char_length(text), func.lower(text)), else_=plain)
